// Messages of TensorFlow, as far as text files may name their fields: "name:number:type", [type] where repeated.
// Numbers and types as in https://github.com/tensorflow/tensorflow/tree/master/tensorflow/core/framework and
// tensorflow/core/protobuf. Scalars: int (any integer and enum without names), bool, float, double, string, bytes,
// fixed64, sint; DataType is an enum that files spell out, text-enums.ts has the others.
import type { DType } from "../../ir/dtype";
import { own } from "../../ir/own";
import { OBJECT_GRAPH_MESSAGES } from "./object-graph-schema";

export interface FieldSpec {
  readonly name: string;
  readonly number: number;
  readonly type: string;
  readonly repeated: boolean;
}

const MESSAGES: Readonly<Record<string, string>> = {
  SavedModel: "saved_model_schema_version:1:int meta_graphs:2:[MetaGraphDef]",
  MetaGraphDef:
    "meta_info_def:1:MetaInfoDef graph_def:2:GraphDef saver_def:3:SaverDef collection_def:4:[CollectionEntry] " +
    "signature_def:5:[SignatureEntry] asset_file_def:6:[AssetFileDef] object_graph_def:7:SavedObjectGraph",
  MetaInfoDef:
    "meta_graph_version:1:string stripped_op_list:2:OpList any_info:3:Any tags:4:[string] " +
    "tensorflow_version:5:string tensorflow_git_version:6:string stripped_default_attrs:7:bool " +
    "function_aliases:8:[StringEntry]",
  Any: "type_url:1:string value:2:bytes",
  StringEntry: "key:1:string value:2:string",
  OpList: "op:1:[OpDef]",
  OpDef:
    "name:1:string input_arg:2:[ArgDef] output_arg:3:[ArgDef] attr:4:[AttrDef] summary:5:string description:6:string " +
    "deprecation:8:OpDeprecation is_aggregate:16:bool is_stateful:17:bool is_commutative:18:bool " +
    "allows_uninitialized_input:19:bool control_output:20:[string] is_distributed_communication:21:bool",
  ArgDef:
    "name:1:string description:2:string type:3:DataType type_attr:4:string number_attr:5:string " +
    "type_list_attr:6:string handle_data:7:[DtypeAndShape] is_ref:16:bool experimental_full_type:17:FullTypeDef",
  AttrDef:
    "name:1:string type:2:string default_value:3:AttrValue description:4:string has_minimum:5:bool minimum:6:int " +
    "allowed_values:7:AttrValue",
  OpDeprecation: "version:1:int explanation:2:string",
  DtypeAndShape: "dtype:1:DataType shape:2:TensorShapeProto",
  FullTypeDef: "type_id:1:FullTypeId args:2:[FullTypeDef] s:3:string i:4:int",
  GraphDef:
    "node:1:[NodeDef] library:2:FunctionDefLibrary version:3:int versions:4:VersionDef debug_info:5:GraphDebugInfo",
  GraphDebugInfo:
    "files:1:[string] traces:2:[TraceEntry] frames_by_id:4:[FrameByIdEntry] name_to_trace_id:5:[TraceIdEntry] " +
    "traces_by_id:6:[TraceByIdEntry]",
  FrameByIdEntry: "key:1:fixed64 value:2:FileLineCol",
  TraceIdEntry: "key:1:string value:2:fixed64",
  TraceByIdEntry: "key:1:fixed64 value:2:StackTrace",
  TraceEntry: "key:1:string value:2:StackTrace",
  StackTrace: "file_line_cols:1:[FileLineCol] frame_id:2:[fixed64]",
  FileLineCol: "file_index:1:int line:2:int col:3:int func:4:string code:5:string",
  NodeDef:
    "name:1:string op:2:string input:3:[string] device:4:string attr:5:[AttrEntry] " +
    "experimental_debug_info:6:ExperimentalDebugInfo experimental_type:7:FullTypeDef",
  ExperimentalDebugInfo: "original_node_names:1:[string] original_func_names:2:[string]",
  AttrEntry: "key:1:string value:2:AttrValue",
  AttrValue:
    "list:1:ListValue s:2:bytes i:3:int f:4:float b:5:bool type:6:DataType shape:7:TensorShapeProto " +
    "tensor:8:TensorProto placeholder:9:string func:10:NameAttrList",
  ListValue:
    "s:2:[bytes] i:3:[int] f:4:[float] b:5:[bool] type:6:[DataType] shape:7:[TensorShapeProto] " +
    "tensor:8:[TensorProto] func:9:[NameAttrList]",
  NameAttrList: "name:1:string attr:2:[AttrEntry]",
  TensorShapeProto: "dim:2:[Dim] unknown_rank:3:bool",
  Dim: "size:1:int name:2:string",
  TensorProto:
    "dtype:1:DataType tensor_shape:2:TensorShapeProto version_number:3:int tensor_content:4:bytes float_val:5:[float] " +
    "double_val:6:[double] int_val:7:[int] string_val:8:[bytes] scomplex_val:9:[float] int64_val:10:[int] " +
    "bool_val:11:[bool] dcomplex_val:12:[double] half_val:13:[int] resource_handle_val:14:[ResourceHandleProto] " +
    "variant_val:15:[VariantTensorDataProto] uint32_val:16:[int] uint64_val:17:[int] float8_val:18:bytes",
  ResourceHandleProto:
    "device:1:string container:2:string name:3:string hash_code:4:int maybe_type_name:5:string " +
    "dtypes_and_shapes:6:[DtypeAndShape]",
  VariantTensorDataProto: "type_name:1:string metadata:2:bytes tensors:3:[TensorProto]",
  VersionDef: "producer:1:int min_consumer:2:int bad_consumers:3:[int]",
  FunctionDefLibrary: "function:1:[FunctionDef] gradient:2:[GradientDef] registered_gradients:3:[RegisteredGradient]",
  GradientDef: "function_name:1:string gradient_func:2:string",
  RegisteredGradient: "gradient_func:1:string registered_op_type:2:string",
  FunctionDef:
    "signature:1:OpDef node_def:3:[NodeDef] ret:4:[StringEntry] attr:5:[AttrEntry] control_ret:6:[StringEntry] " +
    "arg_attr:7:[ArgAttrEntry] resource_arg_unique_id:8:[IntEntry]",
  ArgAttrEntry: "key:1:int value:2:ArgAttrs",
  ArgAttrs: "attr:1:[AttrEntry]",
  IntEntry: "key:1:int value:2:int",
  SaverDef:
    "filename_tensor_name:1:string save_tensor_name:2:string restore_op_name:3:string max_to_keep:4:int " +
    "sharded:5:bool keep_checkpoint_every_n_hours:6:float version:7:CheckpointFormatVersion",
  CollectionEntry: "key:1:string value:2:CollectionDef",
  CollectionDef:
    "node_list:1:NodeList bytes_list:2:BytesList int64_list:3:IntList float_list:4:FloatList any_list:5:AnyList",
  NodeList: "value:1:[string]",
  BytesList: "value:1:[bytes]",
  IntList: "value:1:[int]",
  FloatList: "value:1:[float]",
  AnyList: "value:1:[Any]",
  SignatureEntry: "key:1:string value:2:SignatureDef",
  SignatureDef: "inputs:1:[TensorInfoEntry] outputs:2:[TensorInfoEntry] method_name:3:string defaults:4:[TensorEntry]",
  TensorInfoEntry: "key:1:string value:2:TensorInfo",
  TensorEntry: "key:1:string value:2:TensorProto",
  TensorInfo:
    "name:1:string dtype:2:DataType tensor_shape:3:TensorShapeProto coo_sparse:4:CooSparse " +
    "composite_tensor:5:CompositeTensor",
  CooSparse: "values_tensor_name:1:string indices_tensor_name:2:string dense_shape_tensor_name:3:string",
  CompositeTensor: "type_spec:1:TypeSpecProto components:2:[TensorInfo]",
  AssetFileDef: "tensor_info:1:TensorInfo filename:2:string",
  ...OBJECT_GRAPH_MESSAGES,
  BundleHeaderProto: "num_shards:1:int endianness:2:int version:3:VersionDef",
  BundleEntryProto:
    "dtype:1:DataType shape:2:TensorShapeProto shard_id:3:int offset:4:int size:5:int crc32c:6:fixed32 " +
    "slices:7:[TensorSliceProto]",
  TensorSliceProto: "extent:1:[Extent]",
  Extent: "start:1:int length:2:int",
};

const parsed = new Map<string, readonly FieldSpec[]>();

/** The fields of a message in the order above; undefined where the name is a scalar's. */
export function fieldsOf(message: string): readonly FieldSpec[] | undefined {
  let fields = parsed.get(message);
  const text = own(MESSAGES, message);
  if (fields === undefined && text !== undefined) {
    const items = text === "" ? [] : text.split(" ");
    fields = items.map((item) => {
      const [name, number, type] = item.split(":") as [string, string, string];
      const repeated = type.startsWith("[");
      return { name, number: Number(number), type: repeated ? type.slice(1, -1) : type, repeated };
    });
    parsed.set(message, fields);
  }
  return fields;
}

// Field numbers the reader and the writer use by name.
export const SAVED_MODEL = { schemaVersion: 1, metaGraphs: 2 } as const;
export const META_GRAPH = {
  metaInfo: 1,
  graph: 2,
  saver: 3,
  collection: 4,
  signature: 5,
  assetFile: 6,
  objectGraph: 7,
} as const;
export const SAVER = { file: 1, save: 2, restore: 3 } as const;
export const COLLECTION = { nodes: 1, bytes: 2 } as const;
export const VARIABLE_DEF = { variable: 1, initializer: 2, snapshot: 3, initialValue: 6 } as const;
export const ASSET_FILE = { tensor: 1 } as const;
export const SAVED_OBJECT = { inGraph: 1, constant: 9, capturedTensor: 12 } as const;
export const SAVED_CONSTANT = { operation: 1 } as const;
export const CAPTURED = { name: 1, function: 2 } as const;
export const META_INFO = { tags: 4, tensorflowVersion: 5 } as const;
export const GRAPH = { node: 1, library: 2, version: 3, versions: 4, debugInfo: 5 } as const;
export const VERSIONS = { producer: 1, minConsumer: 2 } as const;
export const LIBRARY = { function: 1, gradient: 2 } as const;
export const GRADIENT = { function: 1, gradient: 2 } as const;
export const FUNCTION = { signature: 1, node: 3, ret: 4, attr: 5, controlRet: 6 } as const;
export const NAME_ATTR_LIST = { name: 1, attr: 2 } as const;
export const OP_DEF = { name: 1, inputArg: 2, outputArg: 3 } as const;
export const ARG_DEF = { name: 1, type: 3 } as const;
export const NODE = { name: 1, op: 2, input: 3, device: 4, attr: 5, debugInfo: 6 } as const;
export const ENTRY = { key: 1, value: 2 } as const;
export const ATTR = {
  list: 1,
  s: 2,
  i: 3,
  f: 4,
  b: 5,
  type: 6,
  shape: 7,
  tensor: 8,
  placeholder: 9,
  func: 10,
} as const;
export const SHAPE = { dim: 2, unknownRank: 3 } as const;
export const DIM = { size: 1, name: 2 } as const;
export const TENSOR = { dtype: 1, shape: 2, content: 4, floatVal: 5, doubleVal: 6, intVal: 7, stringVal: 8 } as const;
export const SIGNATURE = { inputs: 1, outputs: 2 } as const;
export const TENSOR_INFO = { name: 1, dtype: 2, shape: 3, sparse: 4, composite: 5 } as const;
export const BUNDLE_ENTRY = { dtype: 1, shape: 2, shard: 3, offset: 4, size: 5 } as const;

/** DataType: number in the file → element type and the name that text files use. */
const DATA_TYPES: readonly (readonly [number, DType, string])[] = [
  [1, "float32", "DT_FLOAT"],
  [2, "float64", "DT_DOUBLE"],
  [3, "int32", "DT_INT32"],
  [4, "uint8", "DT_UINT8"],
  [5, "int16", "DT_INT16"],
  [6, "int8", "DT_INT8"],
  [7, "string", "DT_STRING"],
  [8, "complex64", "DT_COMPLEX64"],
  [9, "int64", "DT_INT64"],
  [10, "bool", "DT_BOOL"],
  [11, "qint8", "DT_QINT8"],
  [12, "quint8", "DT_QUINT8"],
  [13, "qint32", "DT_QINT32"],
  [14, "bfloat16", "DT_BFLOAT16"],
  [15, "qint16", "DT_QINT16"],
  [16, "quint16", "DT_QUINT16"],
  [17, "uint16", "DT_UINT16"],
  [18, "complex128", "DT_COMPLEX128"],
  [19, "float16", "DT_HALF"],
  [20, "resource", "DT_RESOURCE"],
  [21, "variant", "DT_VARIANT"],
  [22, "uint32", "DT_UINT32"],
  [23, "uint64", "DT_UINT64"],
  [24, "float8e5m2", "DT_FLOAT8_E5M2"],
  [25, "float8e4m3fn", "DT_FLOAT8_E4M3FN"],
  [26, "float8e4m3fnuz", "DT_FLOAT8_E4M3FNUZ"],
  [28, "float8e5m2fnuz", "DT_FLOAT8_E5M2FNUZ"],
  [29, "int4", "DT_INT4"],
  [30, "uint4", "DT_UINT4"],
  [31, "int2", "DT_INT2"],
  [32, "uint2", "DT_UINT2"],
  [33, "float4e2m1", "DT_FLOAT4_E2M1FN"],
];
/** Types of references to variables are numbered from here. */
const REFERENCE = 100;

export function dtypeOf(dataType: number): DType {
  const plain = dataType > REFERENCE ? dataType - REFERENCE : dataType;
  return DATA_TYPES.find(([number]) => number === plain)?.[1] ?? "opaque";
}

export function dataTypeOf(dtype: DType): number {
  return DATA_TYPES.find(([, each]) => each === dtype)![0];
}

/** The number of a name as text files spell it, "DT_FLOAT_REF" included; undefined for what is no such name. */
export function dataTypeNamed(name: string): number | undefined {
  if (name === "DT_INVALID") {
    return 0;
  }
  const reference = name.endsWith("_REF");
  const plain = DATA_TYPES.find(([, , each]) => each === (reference ? name.slice(0, -4) : name))?.[0];
  return plain === undefined ? undefined : plain + (reference ? REFERENCE : 0);
}

export function dataTypeName(dataType: number): string {
  const reference = dataType > REFERENCE;
  const name = DATA_TYPES.find(([number]) => number === (reference ? dataType - REFERENCE : dataType))?.[2];
  return name === undefined ? `${dataType}` : `${name}${reference ? "_REF" : ""}`;
}
