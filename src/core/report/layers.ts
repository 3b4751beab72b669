// Nodes that hold parameters, with what they hold.
import type { DType } from "../ir/dtype";
import type { Model } from "../ir/model";
import { nameOf, type Node } from "../ir/node";
import type { Shape } from "../ir/value";
import { allNodes, rootGraphs } from "../ir/walk";
import { Claims, type Claim } from "./claims";
import { findSources, type NodeMarks } from "./sources";
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
  readonly steps: NodeMarks;
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
  const users: Claimed[] = [];
  for (const root of rootGraphs(model)) {
    for (const node of allNodes(root)) {
      const largest = byNode.get(node)?.largest.data ?? null;
      if (largest !== null) {
        users.push(nothingYet(node, largest.dtype));
      }
    }
  }
  for (const isLast of [false, true]) {
    for (const user of users) {
      if (returning.has(user.node) === isLast) {
        claims.claim(byNode.get(user.node)!, user, !isLast);
      }
    }
  }
  claims.finish();
  const layers = users.filter(({ node, parameters }) => parameters > 0 || !returning.has(node));
  const parameters = layers.reduce((sum, layer) => sum + layer.parameters, 0);
  layers.forEach((layer) => (layer.share = parameters === 0 ? 0 : layer.parameters / parameters));
  return {
    layers,
    parameters,
    steps,
    get weights() {
      return claims.keys;
    },
  };
}

/** A layer that is told what it claims. */
type Claimed = Omit<Layer, keyof Claim | "share" | "node"> & Claim & { share: number; readonly node: Node };

function nothingYet(node: Node, dtype: DType): Claimed {
  return {
    name: nameOf(node),
    operator: node.op.name,
    parameters: 0,
    bytes: 0,
    dtype,
    outputShape: node.outputs[0]?.type?.shape ?? null,
    shared: false,
    node,
    // A fraction from the start: V8 would make each of these objects anew once it becomes one.
    share: NaN,
  };
}
