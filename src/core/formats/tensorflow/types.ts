// The type of a node's output, as far as its attributes tell.
import type { TensorType, Value } from "../../ir/value";
import { subMessage, type Message } from "../../wire/protobuf-reader";
import { findAttribute, readShape } from "./attributes";
import { messageOf } from "./extras";
import { likelyDType, outputDType } from "./operator-outputs";
import { ATTR, NODE, TENSOR } from "./schema";

/** What values are for certain: of operators that are not known, attributes may mean anything. */
export function valueTypes() {
  return (value: Value): TensorType | null => {
    const { type, producer } = value;
    const message = producer === null ? null : messageOf(producer);
    const isCertain = message === null || outputDType(message, producer!.outputs.indexOf(value)) !== null;
    return isCertain && type !== null && type.dtype !== "opaque" ? type : null;
  };
}

export function outputType(node: Message, port: number): TensorType | null {
  const operator = node.string(NODE.op);
  const dtype = outputDType(node, port) ?? (port === 0 ? likelyDType(node) : null);
  const shape = outputShape(node, operator, port);
  return dtype === null && shape === null ? null : { dtype: dtype ?? "opaque", shape };
}

function outputShape(node: Message, operator: string, port: number): TensorType["shape"] {
  const stated = findAttribute(node, "_output_shapes")?.single(ATTR.list, "ListValue");
  const entry = stated?.messages(ATTR.shape, "TensorShapeProto")[port];
  if (entry !== undefined) {
    return readShape(entry);
  }
  if (operator === "Const") {
    const tensor = findAttribute(node, "value")?.single(ATTR.tensor, "TensorProto");
    const shape = tensor?.single(TENSOR.shape, "TensorShapeProto");
    return tensor == null ? null : shape == null ? [] : readShape(shape);
  }
  if (/^(Placeholder|Variable|VarHandleOp)/.test(operator)) {
    const field = findAttribute(node, "shape")?.last(ATTR.shape);
    if (field == null) {
      return null;
    }
    const shape = subMessage(field, "TensorShapeProto");
    // Old exporters wrote a scalar's shape for "not known".
    return shape.fields.length === 0 && operator === "Placeholder" ? null : readShape(shape);
  }
  return null;
}
