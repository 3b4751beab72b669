// Nodes that hold parameters, with what they hold.
import type { DType } from "../ir/dtype";
import type { Model } from "../ir/model";
import type { Node } from "../ir/node";
import type { Shape } from "../ir/value";
import { allNodes, rootGraphs } from "../ir/walk";
import { findParameters, type Parameter, type ParameterMap } from "./parameters";

export interface Layer {
  readonly name: string;
  readonly operator: string;
  /** Trained numbers first used here; what an earlier layer uses too counts there. */
  readonly parameters: number;
  /** What they take up where they are stored. */
  readonly bytes: number;
  /** parameters as a part of all parameters, 0 to 1. */
  readonly share: number;
  /** The element type of the largest of its tensors. */
  readonly dtype: DType;
  /** Of the first output, where the file states it. */
  readonly outputShape: Shape | null;
  /** Whether another layer uses one of its tensors too. */
  readonly shared: boolean;
  readonly node: Node;
}

export interface Layers {
  readonly layers: readonly Layer[];
  readonly parameters: number;
  readonly found: ParameterMap;
}

/** Layers in graph order. */
export function layersOf(model: Model): Layers {
  const found = findParameters(model);
  const users = new Map<object, number>();
  for (const parameters of found.byNode.values()) {
    parameters.forEach(({ key }) => users.set(key, (users.get(key) ?? 0) + 1));
  }
  const counted = new Set<object>();
  const drafts: Omit<Layer, "share">[] = [];
  for (const root of rootGraphs(model)) {
    for (const node of allNodes(root)) {
      const all = found.byNode.get(node);
      if (all !== undefined) {
        const own = all.filter(({ key }) => !counted.has(key));
        own.forEach(({ key }) => counted.add(key));
        drafts.push(draft(node, all, own, users));
      }
    }
  }
  const parameters = drafts.reduce((sum, layer) => sum + layer.parameters, 0);
  const layers = drafts.map((layer) => ({ ...layer, share: parameters === 0 ? 0 : layer.parameters / parameters }));
  return { layers, parameters, found };
}

function draft(
  node: Node,
  all: readonly Parameter[],
  own: readonly Parameter[],
  users: ReadonlyMap<object, number>,
): Omit<Layer, "share"> {
  const [largest] = [...all].sort((a, b) => b.elements - a.elements);
  return {
    name: nodeName(node),
    operator: node.op.name,
    parameters: own.reduce((sum, { elements }) => sum + elements, 0),
    bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
    dtype: largest!.dtype,
    outputShape: node.outputs[0]?.type?.shape ?? null,
    shared: all.some(({ key }) => users.get(key)! > 1),
    node,
  };
}

/** Nodes without a name of their own go by the first value they make. */
export function nodeName(node: Node): string {
  return node.name || (node.outputs[0]?.name ?? node.op.name);
}
