// ONNX files made and read by onnx-proto, which is not our code.
import { onnx } from "onnx-proto";

export type OnnxModel = onnx.IModelProto;

const DATA_TYPE = onnx.TensorProto.DataType;

export function floats(name: string, dims: readonly number[], values: ArrayLike<number>): onnx.ITensorProto {
  const raw = new Uint8Array(Float32Array.from(values).buffer);
  return { name, dims: [...dims], dataType: DATA_TYPE.FLOAT, rawData: raw };
}

/** @param bits Of float16. */
export function halves(name: string, dims: readonly number[], bits: Uint16Array): onnx.ITensorProto {
  return { name, dims: [...dims], dataType: DATA_TYPE.FLOAT16, rawData: new Uint8Array(bits.buffer) };
}

export function int64s(name: string, dims: readonly number[], values: readonly number[]): onnx.ITensorProto {
  return { name, dims: [...dims], dataType: DATA_TYPE.INT64, int64Data: [...values] };
}

export function int32s(name: string, dims: readonly number[], values: readonly number[]): onnx.ITensorProto {
  return { name, dims: [...dims], dataType: DATA_TYPE.INT32, int32Data: [...values] };
}

export function bytes8(name: string, dims: readonly number[], values: readonly number[], signed: boolean) {
  return { name, dims: [...dims], dataType: signed ? DATA_TYPE.INT8 : DATA_TYPE.UINT8, int32Data: [...values] };
}

export function bools(name: string, dims: readonly number[], values: readonly number[]): onnx.ITensorProto {
  return { name, dims: [...dims], dataType: DATA_TYPE.BOOL, int32Data: [...values] };
}

export const DATA_TYPES = {
  float32: DATA_TYPE.FLOAT,
  float16: DATA_TYPE.FLOAT16,
  int32: DATA_TYPE.INT32,
  int64: DATA_TYPE.INT64,
  bool: DATA_TYPE.BOOL,
  int8: DATA_TYPE.INT8,
  uint8: DATA_TYPE.UINT8,
  string: DATA_TYPE.STRING,
  float64: DATA_TYPE.DOUBLE,
} as const;

export function valueInfo(
  name: string,
  shape: readonly (number | string)[],
  elemType = DATA_TYPE.FLOAT,
): onnx.IValueInfoProto {
  const dim = shape.map((each) => (typeof each === "number" ? { dimValue: each } : { dimParam: each }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

export function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attribute: readonly onnx.IAttributeProto[] = [],
): onnx.INodeProto {
  return {
    opType,
    input: [...input],
    output: [...output],
    name: `${opType}_${output[0] ?? ""}`,
    attribute: [...attribute],
  };
}

export const int = (name: string, i: number): onnx.IAttributeProto => ({
  name,
  i,
  type: onnx.AttributeProto.AttributeType.INT,
});
export const float = (name: string, f: number): onnx.IAttributeProto => ({
  name,
  f,
  type: onnx.AttributeProto.AttributeType.FLOAT,
});
export const ints = (name: string, values: readonly number[]): onnx.IAttributeProto => ({
  name,
  ints: [...values],
  type: onnx.AttributeProto.AttributeType.INTS,
});
export const string = (name: string, s: string): onnx.IAttributeProto => ({
  name,
  s: new TextEncoder().encode(s),
  type: onnx.AttributeProto.AttributeType.STRING,
});
export const tensor = (name: string, t: onnx.ITensorProto): onnx.IAttributeProto => ({
  name,
  t,
  type: onnx.AttributeProto.AttributeType.TENSOR,
});
export const graph = (name: string, g: onnx.IGraphProto): onnx.IAttributeProto => ({
  name,
  g,
  type: onnx.AttributeProto.AttributeType.GRAPH,
});

export function model(graphProto: onnx.IGraphProto, opset = 13, irVersion = 8): OnnxModel {
  return { irVersion, producerName: "test", opsetImport: [{ domain: "", version: opset }], graph: graphProto };
}

export function encode(proto: OnnxModel): Uint8Array {
  return onnx.ModelProto.encode(proto).finish();
}

export function encodeNode(proto: onnx.INodeProto): Uint8Array {
  return onnx.NodeProto.encode(proto).finish();
}

export function encodeTensor(proto: onnx.ITensorProto): Uint8Array {
  return onnx.TensorProto.encode(proto).finish();
}

export function encodeValueInfo(name: string): Uint8Array {
  return onnx.ValueInfoProto.encode(valueInfo(name, [4])).finish();
}

export function decode(bytes: Uint8Array): onnx.ModelProto {
  return onnx.ModelProto.decode(bytes);
}

/** A ramp from −1 to 1, whose largest magnitude is 1. */
export function ramp(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => (count === 1 ? 1 : -1 + (2 * i) / (count - 1)));
}

export function elements(proto: onnx.ITensorProto): number[] {
  const raw = Uint8Array.from(proto.rawData!);
  switch (proto.dataType) {
    case DATA_TYPE.FLOAT:
      return [...new Float32Array(raw.buffer, 0, raw.byteLength / 4)];
    case DATA_TYPE.INT8:
      return [...new Int8Array(raw.buffer)];
    case DATA_TYPE.FLOAT16:
      return [...new Uint16Array(raw.buffer, 0, raw.byteLength / 2)];
    default:
      throw new Error(`Elements of type ${proto.dataType} are not read here.`);
  }
}
