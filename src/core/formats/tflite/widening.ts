// Floats of 16 bits that become float32 as the model runs.
import type { Widening } from "../../ir/dialect";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { wideningOf } from "../../kernels/widen";
import { isStoredSparsely } from "./sparse-constants";

/** Of a DEQUANTIZE. */
export function widening({ op, inputs, outputs }: Node): Widening | null {
  const source = op.name === "DEQUANTIZE" ? (inputs[0] ?? null) : null;
  const isPlain = source !== null && !isStoredSparsely(source) && outputs[0]?.type?.dtype === "float32";
  return isPlain ? wideningOf(source, outputs[0]) : null;
}

/** Frees a value from the conversion that makes it, under the name of what that converts. */
export function takeFromConversion(graph: Graph, value: Value): void {
  const { producer } = value;
  if (producer !== null) {
    value.name = producer.inputs[0]!.name;
    graph.detach(producer);
  }
}

/** Constants of float32 that stand for what a conversion makes, where some of its readers take nothing narrower. */
const twins = new WeakMap<Value, Value>();

/**
 * Has what a node reads besides its weights stored as float32: beside integers, kernels take nothing narrower. Others
 * that read it go on reading what is converted; those that need it wide share one constant.
 */
export function widenBeside(model: Model, graph: Graph, node: Node): void {
  for (const [index, value] of node.inputs.entries()) {
    const maker = value?.producer ?? null;
    const found = maker === null ? null : widening(maker);
    if (value === null || found === null || index === 0) {
      continue;
    }
    if (value.uses.size === 1 && !graph.isOutput(value) && !twins.has(value)) {
      value.constant = found.wide();
      graph.detach(maker!);
      removeUnread(graph, found.source);
      continue;
    }
    graph.setInput(node, index, twinOf(model, graph, value, found));
    if (value.uses.size === 0 && !graph.isOutput(value)) {
      graph.remove(maker!);
      removeUnread(graph, found.source);
    }
  }
}

function twinOf(model: Model, graph: Graph, value: Value, found: Widening): Value {
  const known = twins.get(value);
  if (known !== undefined && known.constant !== null && known.graph === graph) {
    return known;
  }
  const twin = graph.addConstant(uniqueName(model, `${value.name}_float32`), found.wide());
  twins.set(value, twin);
  return twin;
}

function removeUnread(graph: Graph, value: Value): void {
  if (value.uses.size === 0 && !graph.isInput(value) && !graph.isOutput(value)) {
    graph.removeValue(value);
  }
}
