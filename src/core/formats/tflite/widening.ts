// Floats of 16 bits that become float32 as the model runs.
import type { Graph } from "../../ir/graph";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { isHalf, widened } from "../../ir/widened";
import { isStoredSparsely } from "./sparse-constants";

/** The constant that a DEQUANTIZE makes float32 of, where that is all it does. */
export function widening({ op, inputs, outputs }: Node): Value | null {
  const source = op.name === "DEQUANTIZE" ? (inputs[0] ?? null) : null;
  const isPlain = source?.constant != null && isHalf(source.constant) && !isStoredSparsely(source);
  return isPlain && outputs[0]?.type?.dtype === "float32" ? source : null;
}

/** Frees a value from the conversion that makes it, under the name of what that converts. */
export function takeFromConversion(graph: Graph, value: Value): void {
  const { producer } = value;
  if (producer !== null) {
    value.name = producer.inputs[0]!.name;
    graph.detach(producer);
  }
}

/** Has what a node reads besides its weights stored as float32: beside integers, kernels take nothing narrower. */
export function widenBeside(graph: Graph, node: Node): void {
  for (const [index, value] of node.inputs.entries()) {
    const maker = value?.producer ?? null;
    const source = maker === null ? null : widening(maker);
    if (value === null || source === null || index === 0) {
      continue;
    }
    const wide = widened(source.constant!, value.name);
    if (graph.isOutput(value)) {
      graph.setInput(node, index, graph.addConstant(`${value.name}_float32`, wide));
      continue;
    }
    value.constant = wide;
    graph.detach(maker!);
    if (source.uses.size === 0 && !graph.isInput(source) && !graph.isOutput(source)) {
      graph.removeValue(source);
    }
  }
}
