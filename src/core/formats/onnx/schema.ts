// Field numbers of the ONNX messages we name, and their element types: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
import type { DType } from "../../ir/dtype";
import type { MessageShape } from "../../wire/protobuf-reader";

export const MODEL = {
  irVersion: 1,
  producerName: 2,
  producerVersion: 3,
  domain: 4,
  modelVersion: 5,
  docString: 6,
  graph: 7,
  opsetImport: 8,
  metadataProps: 14,
  trainingInfo: 20,
  functions: 25,
} as const;
export const OPERATOR_SET = { domain: 1, version: 2 } as const;
export const ENTRY = { key: 1, value: 2 } as const;
export const GRAPH = {
  node: 1,
  name: 2,
  initializer: 5,
  docString: 10,
  input: 11,
  output: 12,
  valueInfo: 13,
  quantizationAnnotation: 14,
  sparseInitializer: 15,
  metadataProps: 16,
} as const;
export const FUNCTION = {
  name: 1,
  input: 4,
  output: 5,
  node: 7,
  docString: 8,
  opsetImport: 9,
  domain: 10,
  valueInfo: 12,
  overload: 13,
  metadataProps: 14,
} as const;
export const NODE = {
  input: 1,
  output: 2,
  name: 3,
  operator: 4,
  attribute: 5,
  docString: 6,
  domain: 7,
  overload: 8,
  metadataProps: 9,
} as const;
export const ATTRIBUTE = {
  name: 1,
  f: 2,
  i: 3,
  s: 4,
  t: 5,
  g: 6,
  floats: 7,
  ints: 8,
  strings: 9,
  tensors: 10,
  graphs: 11,
  type: 20,
  reference: 21,
  sparseTensor: 22,
} as const;
/** AttributeProto.AttributeType */
export const ATTRIBUTE_TYPE = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  sparseTensor: 11,
} as const;
export const ANNOTATION = { name: 1, parameters: 2 } as const;
export const VALUE_INFO = { name: 1, type: 2, docString: 3, metadataProps: 4 } as const;
export const TYPE = { tensor: 1, sequence: 4, map: 5, opaque: 7, sparseTensor: 8, optional: 9 } as const;
export const TENSOR_TYPE = { elementType: 1, shape: 2 } as const;
export const TENSOR_SHAPE = { dimension: 1 } as const;
export const DIMENSION = { value: 1, name: 2 } as const;
export const TENSOR = {
  dims: 1,
  dataType: 2,
  floatData: 4,
  int32Data: 5,
  stringData: 6,
  int64Data: 7,
  name: 8,
  rawData: 9,
  doubleData: 10,
  uint64Data: 11,
  docString: 12,
  externalData: 13,
  dataLocation: 14,
  metadataProps: 16,
} as const;
export const SPARSE_TENSOR = { values: 1, indices: 2, dims: 3 } as const;

/** TensorProto.DataType: the index is the number in the file. */
const DATA_TYPES: readonly DType[] = [
  "opaque",
  "float32",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "int32",
  "int64",
  "string",
  "bool",
  "float16",
  "float64",
  "uint32",
  "uint64",
  "complex64",
  "complex128",
  "bfloat16",
  "float8e4m3fn",
  "float8e4m3fnuz",
  "float8e5m2",
  "float8e5m2fnuz",
  "uint4",
  "int4",
  "float4e2m1",
  "float8e8m0",
  "uint2",
  "int2",
  "float6e2m3",
  "float6e3m2",
];

/** "ai.onnx" is the long name of the default domain. */
export function plainDomain(domain: string): string {
  return domain === "ai.onnx" ? "" : domain;
}

export function dtypeOf(dataType: number): DType {
  return DATA_TYPES[dataType] ?? "opaque";
}

export function dataTypeOf(dtype: DType): number {
  return DATA_TYPES.indexOf(dtype);
}

// What may be large, so that a reader knows what to look into rather than load.
/** Stack traces of exporters are long. */
const property = opened("StringStringEntryProto");
const tensor: MessageShape = { name: "TensorProto", messages: () => ({ [TENSOR.metadataProps]: property }) };
const sparseTensor: MessageShape = {
  name: "SparseTensorProto",
  messages: () => ({ [SPARSE_TENSOR.values]: tensor, [SPARSE_TENSOR.indices]: tensor }),
};
const attribute: MessageShape = {
  name: "AttributeProto",
  messages: () => ({
    [ATTRIBUTE.t]: tensor,
    [ATTRIBUTE.tensors]: tensor,
    [ATTRIBUTE.g]: graph,
    [ATTRIBUTE.graphs]: graph,
    [ATTRIBUTE.sparseTensor]: sparseTensor,
  }),
};
const node: MessageShape = {
  name: "NodeProto",
  messages: () => ({ [NODE.attribute]: attribute, [NODE.metadataProps]: property }),
};
const type: MessageShape = { name: "TypeProto", messages: () => ({ [TYPE.tensor]: opened("TypeProto.Tensor") }) };
const valueInfo: MessageShape = {
  name: "ValueInfoProto",
  messages: () => ({ [VALUE_INFO.type]: type, [VALUE_INFO.metadataProps]: property }),
};
const graph: MessageShape = {
  name: "GraphProto",
  messages: () => ({
    [GRAPH.node]: node,
    [GRAPH.initializer]: tensor,
    [GRAPH.sparseInitializer]: sparseTensor,
    [GRAPH.input]: valueInfo,
    [GRAPH.output]: valueInfo,
    [GRAPH.valueInfo]: valueInfo,
    [GRAPH.metadataProps]: property,
  }),
};
const functionProto: MessageShape = {
  name: "FunctionProto",
  messages: () => ({
    [FUNCTION.node]: node,
    [FUNCTION.valueInfo]: valueInfo,
    [FUNCTION.metadataProps]: property,
  }),
};

function opened(name: string): MessageShape {
  return { name, messages: () => ({}) };
}

export const modelShape: MessageShape = {
  name: "ModelProto",
  messages: () => ({
    [MODEL.graph]: graph,
    [MODEL.functions]: functionProto,
    [MODEL.metadataProps]: opened("metadata_props"),
  }),
};
