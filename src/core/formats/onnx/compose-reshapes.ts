// What only gives elements another shape does nothing before a Reshape, and what adds axes of length 1 can be a part of it.
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { integersOf } from "../../ir/no-op";
import { numberAttribute, numbersAttribute, type Node } from "../../ir/node";
import { bytesOf, memoryTensor } from "../../ir/tensor";
import { addInitializer } from "./constant";

const RESHAPING = new Set(["Flatten", "Reshape", "Squeeze", "Unsqueeze"]);
/** What an initializer and a node take besides names and elements, about. */
const INITIALIZER_BYTES = 20;
const NODE_BYTES = 30;

export async function composeReshapes(model: Model, graph: Graph, first: Node, second: Node): Promise<boolean> {
  if (!RESHAPING.has(first.op.name)) {
    return false;
  }
  if (second.op.name === "Reshape") {
    return (await targetOf(second)) !== null && bypass(graph, first, second);
  }
  return second.op.name === "Unsqueeze" && first.op.name === "Reshape" && addAxes(model, graph, first, second);
}

function bypass(graph: Graph, first: Node, second: Node): boolean {
  graph.setInput(second, 0, first.inputs[0]!);
  return true;
}

/** The shape a Reshape gives; null where that is computed, or takes lengths from what it reads. */
async function targetOf(node: Node): Promise<number[] | null> {
  const target = await integersOf(node.inputs[1]);
  const isOwn = target !== null && (numberAttribute(node, "allowzero", 0) !== 0 || !target.includes(0));
  return isOwn ? target : null;
}

/** The second becomes the Reshape of both, where that takes fewer bytes than the two. */
async function addAxes(model: Model, graph: Graph, first: Node, second: Node): Promise<boolean> {
  const target = await targetOf(first);
  const axes = numbersAttribute(second, "axes") ?? (await integersOf(second.inputs[1]));
  const shape = target === null || axes === null ? null : withAxes(target, axes);
  const [before, between] = [first.inputs[1]!, first.outputs[0]!];
  const spared = NODE_BYTES + first.name.length + 2 * between.name.length;
  if (shape === null || (before.uses.size > 1 && INITIALIZER_BYTES + 8 * shape.length + before.name.length > spared)) {
    return false;
  }
  const tensor = memoryTensor("int64", [shape.length], bytesOf(BigInt64Array.from(shape, BigInt)));
  const stated = addInitializer(model, graph, before.name, tensor);
  second.op = first.op;
  second.setAttribute("axes", null);
  first.attributes.forEach((attribute, name) => second.setAttribute(name, attribute));
  graph.setInput(second, 1, stated);
  return bypass(graph, first, second);
}

/** Null where they name an axis twice or one that is not there. */
function withAxes(target: readonly number[], axes: readonly number[]): number[] | null {
  const rank = target.length + axes.length;
  const added = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  if (added.size < axes.length || [...added].some((axis) => axis < 0 || axis >= rank)) {
    return null;
  }
  const rest = target.values();
  return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : rest.next().value!));
}
