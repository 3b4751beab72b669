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
  return isPlain ? wideningOf(source) : null;
}

/** Frees a value from the conversion that makes it, under the name of what that converts. */
export function takeFromConversion(graph: Graph, value: Value): void {
  const { producer } = value;
  if (producer !== null) {
    value.name = producer.inputs[0]!.name;
    graph.detach(producer);
  }
}

/**
 * Has what a node reads besides its weights stored as float32: beside integers, kernels take nothing narrower. Others
 * that read it go on reading what is converted.
 */
export function widenBeside(model: Model, graph: Graph, node: Node): void {
  for (const [index, value] of node.inputs.entries()) {
    const maker = value?.producer ?? null;
    const found = maker === null ? null : widening(maker);
    if (value === null || found === null || index === 0) {
      continue;
    }
    const { source } = found;
    const wide = found.wide();
    if (graph.isOutput(value) || value.uses.size > 1) {
      graph.setInput(node, index, graph.addConstant(uniqueName(model, `${value.name}_float32`), wide));
      continue;
    }
    value.constant = wide;
    graph.detach(maker!);
    if (source.uses.size === 0 && !graph.isInput(source) && !graph.isOutput(source)) {
      graph.removeValue(source);
    }
  }
}
