// The type of a node's output, as far as its attributes tell.
import type { DType } from "../../ir/dtype";
import type { TensorType } from "../../ir/value";
import { integerValues, subMessage, type Message } from "../../wire/protobuf-reader";
import { findAttribute, readShape } from "./attributes";
import { ATTR, dtypeOf, NODE, TENSOR } from "./schema";
import { own } from "../../ir/own";

/** The attribute that names the element type of the outputs, where it is not T or dtype. */
const TYPE_ATTRIBUTES: Readonly<Record<string, string>> = {
  Cast: "DstT",
  Shape: "out_type",
  ShapeN: "out_type",
  Size: "out_type",
  ArgMax: "output_type",
  ArgMin: "output_type",
  QuantizeV2: "T",
  Requantize: "out_type",
  QuantizedConv2D: "out_type",
  QuantizedMatMul: "Toutput",
  GatherV2: "Tparams",
  Gather: "Tparams",
};

/** Element types that the operator fixes. */
const FIXED: Readonly<Record<string, DType>> = {
  Equal: "bool",
  NotEqual: "bool",
  Less: "bool",
  LessEqual: "bool",
  Greater: "bool",
  GreaterEqual: "bool",
  LogicalAnd: "bool",
  LogicalOr: "bool",
  LogicalNot: "bool",
  IsNan: "bool",
  IsFinite: "bool",
  InTopK: "bool",
  InTopKV2: "bool",
  Dequantize: "float32",
  DecodeWav: "float32",
  AudioSpectrogram: "float32",
  Mfcc: "float32",
  VarHandleOp: "resource",
  Rank: "int32",
  Where: "int64",
};

/** Element types where the attribute is absent because it has its default. */
const DEFAULTS: Readonly<Record<string, DType>> = {
  ArgMax: "int64",
  ArgMin: "int64",
  Shape: "int32",
  ShapeN: "int32",
  Size: "int32",
};

export function outputType(node: Message, port: number): TensorType | null {
  const operator = node.string(NODE.op);
  const dtype = outputDType(node, operator, port);
  const shape = outputShape(node, operator, port);
  return dtype === null && shape === null ? null : { dtype: dtype ?? "opaque", shape };
}

function outputDType(node: Message, operator: string, port: number): DType | null {
  const fixed = own(FIXED, operator);
  if (fixed !== undefined) {
    return fixed;
  }
  const stated = own(TYPE_ATTRIBUTES, operator);
  for (const key of stated === undefined ? ["dtype", "T"] : [stated]) {
    const type = findAttribute(node, key)?.last(ATTR.type);
    if (type != null) {
      return dtypeOf(Number(integerValues(type)[0]));
    }
  }
  for (const key of ["Tout", "output_types", "component_types", "dtypes"]) {
    const list = findAttribute(node, key)?.single(ATTR.list, "ListValue");
    const type = list?.integers(ATTR.type)[port];
    if (type !== undefined) {
      return dtypeOf(Number(type));
    }
  }
  return own(DEFAULTS, operator) ?? null;
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
