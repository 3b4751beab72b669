// Weights that can be changed: a constant of their own, that one node reads.
import { denseBytes, elementCount, staticShape } from "../../ir/dtype";
import type { Linear } from "../../ir/linear";
import type { EditableModel } from "../../ir/model";
import { nameOf, type Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import type { Facts } from "./facts";

/** The shape of a node's weights, however they are stored; null where it is not known. */
export function weightShape(model: EditableModel, node: Node, { weightInput }: Linear): readonly number[] | null {
  const { dialect } = model;
  let value = node.inputs[weightInput] ?? null;
  for (const seen = new Set<Value>(); value !== null && !seen.has(value); value = value.producer!.inputs[0] ?? null) {
    seen.add(value);
    const { constant, producer, type } = value;
    const shape = constant?.shape ?? staticShape(type?.shape);
    const stored = producer !== null && dialect.role(producer) === "dequantize";
    if (shape !== null || producer === null || !(stored || dialect.linearOperators.unary(producer) === "copy")) {
      return shape;
    }
  }
  return null;
}

/** The constant that a node's weights are, or why they cannot be changed. */
export function weightOf(model: EditableModel, facts: Facts, node: Node, { weightInput }: Linear): Value | string {
  const { linearOperators } = model.dialect;
  const weights = `the weights of ${nameOf(node)}`;
  const path = new Set<Value>();
  let shared = false;
  let value = node.inputs[weightInput] ?? null;
  for (let reader = node; value !== null && !path.has(value); value = reader.inputs[0] ?? null) {
    path.add(value);
    shared ||= value.uses.size > 1 || reader.inputs.filter((input) => input === value).length > 1;
    const { producer } = value;
    if (value.constant !== null || producer === null) {
      break;
    }
    if (linearOperators.unary(producer) !== "copy") {
      const quantized = model.dialect.role(producer) === "dequantize";
      return quantized ? `${weights} are quantized` : `${weights} are made by ${producer.op.name}, not constant`;
    }
    reader = producer;
  }
  if (value?.constant == null) {
    return `${weights} are not constant`;
  }
  if ([...path].some((each) => facts.isOutput(each))) {
    return `${weights} are an output of the graph`;
  }
  return shared ? `${weights} are shared with other nodes` : changeable(model, facts, value, weights);
}

function changeable(model: EditableModel, facts: Facts, value: Value, weights: string): Value | string {
  const { dtype, shape, storage } = value.constant!;
  if (dtype !== "float32" || value.quantization !== null) {
    return `${weights} are stored as ${dtype}`;
  }
  if (!facts.isFixed(value)) {
    return `${weights} are a default that the caller may override`;
  }
  const obstacle = model.dialect.linearOperators.constantObstacle(value);
  if (obstacle !== null) {
    return `${weights} are ${obstacle}`;
  }
  if (facts.isShared(storage)) {
    return `${weights} share their bytes with others`;
  }
  return storage.storedBytes < denseBytes(dtype, elementCount(shape)) ? `${weights} are one number repeated` : value;
}
