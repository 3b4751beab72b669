// Nodes that hold parameters, with what they hold.
import type { DType } from "../ir/dtype";
import type { Model } from "../ir/model";
import { nameOf, type Node } from "../ir/node";
import type { Shape } from "../ir/value";
import { allNodes, rootGraphs } from "../ir/walk";
import { Claims, type Claim } from "./claims";
import type { Parameter, Source } from "./parameters";
import { findSources } from "./sources";
import { tensorLayers } from "./tensor-layers";

export interface Layer {
  readonly name: string;
  /** Null for a tensor in a file of nothing but tensors. */
  readonly operator: string | null;
  /** Trained numbers first used here; what an earlier layer uses too counts there. */
  readonly parameters: number;
  /** What they take up where they are stored. */
  readonly bytes: number;
  /** parameters as a part of all parameters, 0 to 1; of a tensor by itself its bytes as a part of those of all. */
  readonly share: number;
  /** The element type of the largest of its tensors. */
  readonly dtype: DType;
  /** Of the first output, where the file states it; a tensor's own. */
  readonly outputShape: Shape | null;
  /** Whether another layer uses one of its tensors too. */
  readonly shared: boolean;
  /** Null for a tensor by itself. */
  readonly node: Node | null;
}

export interface Layers {
  readonly layers: readonly Layer[];
  readonly parameters: number;
  /** Nodes that compute from constants alone, for other nodes. */
  readonly steps: ReadonlySet<Node>;
  /** The keys of the parameters: where constants that count as such are stored. */
  readonly weights: ReadonlySet<object>;
}

/** Layers in graph order. */
export async function layersOf(model: Model): Promise<Layers> {
  if (model.format.tensorsOnly === true) {
    return tensorLayers(model);
  }
  const { byNode, steps, returning } = await findSources(model);
  const claims = new Claims();
  const users: { node: Node; source: Source; largest: Parameter; claim: Claim | null }[] = [];
  for (const root of rootGraphs(model)) {
    for (const node of allNodes(root)) {
      const source = byNode.get(node);
      const largest = source?.largest.data ?? null;
      if (source !== undefined && largest !== null) {
        users.push({ node, source, largest, claim: null });
      }
    }
  }
  for (const isLast of [false, true]) {
    for (const user of users) {
      if (returning.has(user.node) === isLast) {
        user.claim = claims.claim(user.source, !isLast);
      }
    }
  }
  claims.finish();
  const claimed = users.filter(({ node, claim }) => claim!.parameters > 0 || !returning.has(node));
  const parameters = claimed.reduce((sum, { claim }) => sum + claim!.parameters, 0);
  const layers = claimed.map(({ node, largest, claim }) => ({
    name: nameOf(node),
    operator: node.op.name,
    parameters: claim!.parameters,
    bytes: claim!.bytes,
    dtype: largest.dtype,
    outputShape: node.outputs[0]?.type?.shape ?? null,
    shared: claim!.shared,
    node,
    share: parameters === 0 ? 0 : claim!.parameters / parameters,
  }));
  return {
    layers,
    parameters,
    steps,
    get weights() {
      return claims.keys;
    },
  };
}
