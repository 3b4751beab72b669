// The type of a node's output, as far as its attributes tell.
import { positionOf } from "../../ir/positions";
import type { DType } from "../../ir/dtype";
import type { TensorType, Value } from "../../ir/value";
import { subMessage, type Field, type Message } from "../../wire/protobuf-reader";
import { findAttribute, readShape } from "./attributes";
import { messageOf } from "./extras";
import { likelyDType, outputDType } from "./operator-outputs";
import { ATTR, NODE, TENSOR } from "./schema";
import { own } from "../../ir/own";

/** What values hold for certain: of operators that are not known, attributes may mean anything. */
export function elementTypes() {
  return (value: Value): DType | null => {
    const { type, producer } = value;
    const message = producer === null ? null : messageOf(producer);
    const isCertain = message === null || outputDType(message, positionOf(producer!.outputs, value)) !== null;
    return isCertain && type !== null && type.dtype !== "opaque" ? type.dtype : null;
  };
}

export function outputType(node: Message, port: number): TensorType | null {
  const operator = node.word(NODE.op);
  const dtype = outputDType(node, port) ?? (port === 0 ? likelyDType(node) : null);
  const shape = outputShape(node, operator, port);
  return dtype === null && shape === null ? null : { dtype: dtype ?? "opaque", shape };
}

/** Attributes that list the shapes of all outputs. */
const LISTED_SHAPES: Readonly<Record<string, string>> = {
  XlaCallModule: "Sout",
  IteratorGetNext: "output_shapes",
  IteratorGetNextSync: "output_shapes",
  InfeedDequeueTuple: "shapes",
};

const stated = new WeakMap<Message, readonly Field[]>();

/** Those of all outputs. Each output of a node asks for its own; of most nodes that is one. */
function statedShape(node: Message, port: number): Field | null {
  let shapes = stated.get(node);
  if (shapes === undefined) {
    const list = findAttribute(node, "_output_shapes")?.single(ATTR.list, "ListValue") ?? null;
    if (port === 0) {
      return list?.first(ATTR.shape) ?? null;
    }
    shapes = list?.all(ATTR.shape) ?? [];
    stated.set(node, shapes);
  }
  return shapes[port] ?? null;
}

function outputShape(node: Message, operator: string, port: number): TensorType["shape"] {
  const entry = statedShape(node, port);
  if (entry !== null) {
    return readShape(subMessage(entry, "TensorShapeProto"));
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
  const listed = own(LISTED_SHAPES, operator);
  const list = listed === undefined ? null : findAttribute(node, listed)?.single(ATTR.list, "ListValue");
  const one = list?.all(ATTR.shape)[port];
  return one === undefined ? null : readShape(subMessage(one, "TensorShapeProto"));
}
