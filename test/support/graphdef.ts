// GraphDefs made and read by protobufjs, which is not our code, from the fields that tests use.
import protobuf from "protobufjs";

const PROTO = `
syntax = "proto3";
message GraphDef { repeated NodeDef node = 1; FunctionDefLibrary library = 2; VersionDef versions = 4; }
message VersionDef { int32 producer = 1; int32 min_consumer = 2; }
message FunctionDefLibrary { repeated FunctionDef function = 1; }
message FunctionDef { OpDef signature = 1; repeated NodeDef node_def = 3; map<string, string> ret = 4; map<string, string> control_ret = 6; }
message OpDef { string name = 1; repeated ArgDef input_arg = 2; repeated ArgDef output_arg = 3; }
message ArgDef { string name = 1; int32 type = 3; }
message NodeDef { string name = 1; string op = 2; repeated string input = 3; string device = 4; map<string, AttrValue> attr = 5; }
message AttrValue {
  oneof value { bytes s = 2; int64 i = 3; float f = 4; bool b = 5; int32 type = 6; TensorShapeProto shape = 7; TensorProto tensor = 8; ListValue list = 1; NameAttrList func = 10; }
}
message NameAttrList { string name = 1; map<string, AttrValue> attr = 2; }
message ListValue { repeated bytes s = 2; repeated int64 i = 3; repeated int32 type = 6; repeated TensorShapeProto shape = 7; repeated NameAttrList func = 9; }
message TensorShapeProto { repeated Dim dim = 2; bool unknown_rank = 3; }
message Dim { int64 size = 1; }
message TensorProto {
  int32 dtype = 1; TensorShapeProto tensor_shape = 2; bytes tensor_content = 4; repeated float float_val = 5;
  repeated int32 int_val = 7; repeated int32 half_val = 13; repeated bool bool_val = 11; repeated int64 int64_val = 10; repeated double double_val = 6;
  repeated bytes string_val = 8;
}
message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraphDef meta_graphs = 2; }
message MetaGraphDef {
  MetaInfoDef meta_info_def = 1; GraphDef graph_def = 2; SaverDef saver_def = 3; map<string, CollectionDef> collection_def = 4;
  map<string, SignatureDef> signature_def = 5; repeated AssetFileDef asset_file_def = 6; ObjectGraph object_graph_def = 7;
}
message SaverDef { string filename_tensor_name = 1; string save_tensor_name = 2; string restore_op_name = 3; }
message CollectionDef { oneof kind { NodeList node_list = 1; BytesList bytes_list = 2; } }
message NodeList { repeated string value = 1; }
message BytesList { repeated bytes value = 1; }
message VariableDef { string variable_name = 1; string initializer_name = 2; string snapshot_name = 3; string initial_value_name = 6; }
message AssetFileDef { TensorInfo tensor_info = 1; string filename = 2; }
message SavedConstant { string operation = 1; }
message CapturedTensor { string name = 1; string concrete_function = 2; }
message MetaInfoDef { repeated string tags = 4; string tensorflow_version = 5; }
message SignatureDef { map<string, TensorInfo> inputs = 1; map<string, TensorInfo> outputs = 2; string method_name = 3; }
message ObjectGraph { repeated ObjectNode nodes = 1; map<string, TracedFunction> concrete_functions = 2; }
message TracedFunction { repeated int32 bound_inputs = 2; }
message ObjectNode {
  repeated ObjectReference children = 1; repeated ObjectValue attributes = 2;
  SavedConstant constant = 9; CapturedTensor captured_tensor = 12;
}
message ObjectReference { int32 node_id = 1; string local_name = 2; }
message ObjectValue { string name = 1; string full_name = 2; string checkpoint_key = 3; }
message BundleHeaderProto { int32 num_shards = 1; }
message BundleEntryProto { int32 dtype = 1; TensorShapeProto shape = 2; int32 shard_id = 3; int64 offset = 4; int64 size = 5; fixed32 crc32c = 6; }
message TensorInfo { string name = 1; int32 dtype = 2; TensorShapeProto tensor_shape = 3; }
`;
const root = protobuf.parse(PROTO, { keepCase: true }).root;

export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly device?: string;
  readonly attr?: Readonly<Record<string, Record<string, unknown>>>;
}

export interface GraphDef {
  readonly node: readonly NodeDef[];
  readonly versions?: { producer?: number; min_consumer?: number };
  readonly library?: { function: readonly Record<string, unknown>[] };
}

export function encodeMessage(type: string, message: object): Uint8Array {
  const lookup = root.lookupType(type);
  return lookup.encode(lookup.fromObject(message)).finish();
}

export function encodeGraph(graph: GraphDef): Uint8Array {
  return encodeMessage("GraphDef", graph);
}

export function decodeGraph(bytes: Uint8Array): GraphDef {
  const lookup = root.lookupType("GraphDef");
  return lookup.toObject(lookup.decode(bytes), { longs: Number, bytes: Array, defaults: false }) as unknown as GraphDef;
}

export const TYPE = { float32: 1, int32: 3, quint8: 12, float16: 19 } as const;
export const typeAttr = (type: number) => ({ type });
export const shapeOf = (dims: readonly number[]) => ({ dim: dims.map((size) => ({ size })) });

export function constant(
  name: string,
  dims: readonly number[],
  values: Float32Array,
  more: Partial<NodeDef> = {},
): NodeDef {
  const tensor = { dtype: TYPE.float32, tensor_shape: shapeOf(dims), tensor_content: new Uint8Array(values.buffer) };
  return { name, op: "Const", attr: { dtype: typeAttr(TYPE.float32), value: { tensor } }, ...more };
}

/** @param bits Of float16. */
export function halves(name: string, dims: readonly number[], bits: Uint16Array): NodeDef {
  const tensor = { dtype: TYPE.float16, tensor_shape: shapeOf(dims), tensor_content: new Uint8Array(bits.buffer) };
  return { name, op: "Const", attr: { dtype: typeAttr(TYPE.float16), value: { tensor } } };
}

export function placeholder(name: string, dims?: readonly number[]): NodeDef {
  return {
    name,
    op: "Placeholder",
    attr: { dtype: typeAttr(TYPE.float32), ...(dims === undefined ? {} : { shape: { shape: shapeOf(dims) } }) },
  };
}

export function int32s(name: string, dims: readonly number[], values: Int32Array): NodeDef {
  const tensor = { dtype: TYPE.int32, tensor_shape: shapeOf(dims), tensor_content: new Uint8Array(values.buffer) };
  return { name, op: "Const", attr: { dtype: typeAttr(TYPE.int32), value: { tensor } } };
}

export function op(
  name: string,
  operator: string,
  input: readonly string[],
  attr: NonNullable<NodeDef["attr"]> = {},
): NodeDef {
  return { name, op: operator, input, attr: { T: typeAttr(TYPE.float32), ...attr } };
}

/** Attributes by what they look like in JSON: true, "NHWC", "float32" for a type, 3, 0.001, [1, 1], ["loc:@a"]. */
export function attributes(values: Readonly<Record<string, unknown>>): NonNullable<NodeDef["attr"]> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const encode = (value: unknown): Record<string, unknown> => {
    if (typeof value === "boolean") {
      return { b: value };
    }
    if (typeof value === "string") {
      return Object.hasOwn(TYPE, value) ? typeAttr(TYPE[value as keyof typeof TYPE]) : { s: bytes(value) };
    }
    if (Array.isArray(value)) {
      return {
        list: value.some((each) => typeof each === "string") ? { s: value.map(bytes) } : { i: value.map(Number) },
      };
    }
    return Number.isInteger(value) ? { i: value } : { f: Number(value) };
  };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, encode(value)]));
}
