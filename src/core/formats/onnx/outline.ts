// All that an ONNX file says but for the contents of its tensors, and where and in which form they are stored.
import type { Model } from "../../ir/model";
import type { Pieces } from "../../ir/pieces";
import { outlineOf, type Fate, type Outline } from "../../wire/protobuf-outline";
import type { Message } from "../../wire/protobuf-message";
import { extrasOf, type ModelExtras } from "./extras";
import { ATTRIBUTE, FUNCTION, GRAPH, MODEL, NODE, plainDomain, SPARSE_TENSOR, TENSOR } from "./schema";

const CONTENTS = new Set<number>([
  TENSOR.floatData,
  TENSOR.int32Data,
  TENSOR.stringData,
  TENSOR.int64Data,
  TENSOR.rawData,
  TENSOR.doubleData,
  TENSOR.uint64Data,
  TENSOR.externalData,
  TENSOR.dataLocation,
]);

const tensor: Outline = () => (field) => (CONTENTS.has(field) ? "out" : "whole");
const sparseTensor: Outline = () => (field) =>
  field === SPARSE_TENSOR.values || field === SPARSE_TENSOR.indices ? tensor : "whole";
const inAttribute = (field: number): Fate => (field === ATTRIBUTE.g || field === ATTRIBUTE.graphs ? graph : "whole");
const attribute: Outline = () => inAttribute;
const constant: Outline = () => (field) =>
  field === ATTRIBUTE.t ? tensor : field === ATTRIBUTE.sparseTensor ? sparseTensor : inAttribute(field);
const node: Outline = (message) => {
  const held = isConstant(message) ? constant : attribute;
  return (field) => (field === NODE.attribute ? held : "whole");
};
const graph: Outline = () => (field) =>
  field === GRAPH.node
    ? node
    : field === GRAPH.initializer
      ? tensor
      : field === GRAPH.sparseInitializer
        ? sparseTensor
        : "whole";
const functionBody: Outline = () => (field) => (field === FUNCTION.node ? node : "whole");
const model: Outline = () => (field) =>
  field === MODEL.graph ? graph : field === MODEL.functions ? functionBody : "whole";

function isConstant(message: Message): boolean {
  return message.string(NODE.operator) === "Constant" && plainDomain(message.string(NODE.domain)) === "";
}

export function onnxOutline(read: Model): Pieces {
  const { source, message } = extrasOf<ModelExtras>(read)!;
  return outlineOf(source, message, model);
}
