// Finds nodes of a graph that compute the same from the same values, and merges them.
import type { Context } from "../context";
import type { Dialect } from "../ir/dialect";
import type { Graph } from "../ir/graph";
import type { EditableModel } from "../ir/model";
import type { Node } from "../ir/node";
import type { Storage } from "../ir/tensor";
import type { Value } from "../ir/value";
import { inExecutionOrder } from "../ir/walk";
import type { Merger } from "./merger";

export async function mergeEqualNodes(
  model: EditableModel,
  graph: Graph,
  merger: Merger,
  context: Context,
): Promise<void> {
  const numbers = new Numbers(model.dialect);
  // Merging two nodes makes their readers equal; in the order of execution those come later in the same round.
  for (let merged = true; merged;) {
    merged = false;
    const order = model.dialect.ordered ? graph.nodes : inExecutionOrder(graph);
    const counts = new Map<string, number>();
    for (const node of order) {
      const key = roughKey(node);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const seen = new Map<string, Node>();
    for (const [index, node] of order.entries()) {
      await context.progress(index, order.length);
      const text =
        counts.get(roughKey(node))! < 2 || node.outputs.every((output) => output === null)
          ? null
          : model.dialect.computation(node);
      if (text === null || node.outputs[0]?.constant != null) {
        continue;
      }
      const inputs = node.inputs.map((input) => numbers.of(input));
      const controls = [...node.controlInputs].map((each) => numbers.ofNode(each)).sort((a, b) => a - b);
      const key = `${text} ${inputs.join()} ${controls.join()}`;
      const kept = seen.get(key);
      if (kept === undefined) {
        seen.set(key, node);
      } else if (merger.mergeNodes(graph, kept, node)) {
        merged = true;
      }
    }
  }
}

/** Equal for nodes that can be equal, and cheap. */
function roughKey(node: Node): string {
  return `${node.op.name} ${node.inputs.length}`;
}

/** A number for each value; constants of the same type, content and quantization share theirs. */
class Numbers {
  readonly #values = new Map<Value, number>();
  readonly #nodes = new Map<Node, number>();
  readonly #storages = new Map<Storage, number>();
  readonly #constants = new Map<string, number>();

  constructor(readonly dialect: Dialect) {}

  of(value: Value | null): number {
    return value === null ? -1 : numberIn(this.#values, value, () => this.#ofConstant(value));
  }

  ofNode(node: Node): number {
    return numberIn(this.#nodes, node, () => this.#nodes.size);
  }

  #ofConstant(value: Value): number {
    const fresh = this.#values.size;
    const { constant, quantization } = value;
    if (constant === null || !this.dialect.isPlainConstant(value)) {
      return fresh;
    }
    const storage = numberIn(this.#storages, constant.storage, () => this.#storages.size);
    const scales = quantization && [[...quantization.scale], quantization.zeroPoint, quantization.axis];
    const key = JSON.stringify([constant.dtype, constant.shape, storage, scales]);
    return numberIn(this.#constants, key, () => fresh);
  }
}

function numberIn<K>(map: Map<K, number>, key: K, make: () => number): number {
  let number = map.get(key);
  if (number === undefined) {
    number = make();
    map.set(key, number);
  }
  return number;
}
