// Constants that are made anew, and the Constant operator: a tensor, or since opset 12 a number, numbers or strings, as an attribute.
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import type { Node } from "../../ir/node";
import { bytesOf, memoryTensor, type Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";

/** The tensor a Constant node makes; null for other nodes and for what is not modelled (strings). */
export function constantOf(node: Node): Tensor | null {
  if (node.op.name !== "Constant" || node.op.domain !== "") {
    return null;
  }
  for (const [name, attribute] of node.attributes) {
    if ((name === "value" || name === "sparse_value") && attribute.kind === "tensor") {
      return attribute.value;
    }
    if (name === "value_float" && attribute.kind === "float") {
      return memoryTensor("float32", [], bytesOf(Float32Array.of(attribute.value)));
    }
    if (name === "value_int" && attribute.kind === "int") {
      return memoryTensor("int64", [], bytesOf(BigInt64Array.of(BigInt(attribute.value))));
    }
    if (name === "value_floats" && attribute.kind === "list") {
      const elements = Float32Array.from(attribute.value as number[]);
      return memoryTensor("float32", [elements.length], bytesOf(elements));
    }
    if (name === "value_ints" && attribute.kind === "list") {
      const elements = BigInt64Array.from(attribute.value as (number | bigint)[], BigInt);
      return memoryTensor("int64", [elements.length], bytesOf(elements));
    }
  }
  return null;
}

/** An initializer, which until IR version 4 had to be a graph input as well. */
export function addInitializer(model: Model, graph: Graph, name: string, tensor: Tensor): Value {
  const value = graph.addConstant(uniqueName(model, name), tensor);
  if (model.dialect.constantsAreInputs && graph === model.graphs[0]) {
    graph.addInput(value);
  }
  return value;
}
