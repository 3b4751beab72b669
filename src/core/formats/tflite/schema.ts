// The tables of a TFLite file: field names, types and order as in the schema of LiteRT (schema 3d),
// https://github.com/google-ai-edge/LiteRT/blob/main/tflite/converter/schema/schema.fbs
import type { DType } from "../../ir/dtype";
import { own } from "../../ir/own";
import { parseSchema, type FlatSchema } from "../../wire/flatbuffer-schema";
import { OPTION_ENUMS, OPTION_TABLES, OPTION_UNIONS } from "./options";

/** Bytes 4 to 7 of every file. */
export const IDENTIFIER = "TFL3";

/** TensorType: the position is the number in the file. */
const TENSOR_TYPES: readonly DType[] = [
  "float32",
  "float16",
  "int32",
  "uint8",
  "int64",
  "string",
  "bool",
  "int16",
  "complex64",
  "int8",
  "float64",
  "complex128",
  "uint64",
  "resource",
  "variant",
  "uint32",
  "uint16",
  "int4",
  "bfloat16",
  "int2",
  "uint4",
  "float8e4m3fn",
  "float8e5m2",
];

export function dtypeOf(tensorType: number): DType {
  return TENSOR_TYPES[tensorType] ?? "opaque";
}

export function tensorTypeOf(dtype: DType): number {
  return TENSOR_TYPES.indexOf(dtype);
}

const TABLES = {
  CustomQuantization: "custom:[u8]",
  BlockwiseQuantization: "scales:i32 zero_points:i32 block_size:i32",
  MultiAxisQuantization: "scales:i32 zero_points:i32 block_size:i32 quantized_dimensions:[i32]",
  QuantizationParameters:
    "min:[f32] max:[f32] scale:[f32] zero_point:[i64] details:QuantizationDetails quantized_dimension:i32",
  Int32Vector: "values:[i32]",
  Uint16Vector: "values:[u16]",
  Uint8Vector: "values:[u8]",
  DimensionMetadata:
    "format:DimensionType dense_size:i32 array_segments:SparseIndexVector array_indices:SparseIndexVector",
  SparsityParameters: "traversal_order:[i32] block_map:[i32] dim_metadata:[DimensionMetadata]",
  VariantSubType: "shape:[i32] type:TensorType has_rank:bool",
  Tensor:
    "shape:[i32] type:TensorType buffer:u32 name:string quantization:QuantizationParameters " +
    "is_variable:bool sparsity:SparsityParameters shape_signature:[i32] has_rank:bool " +
    "variant_tensors:[VariantSubType] external_buffer:u32",
  OperatorCode: "deprecated_builtin_code:i8 custom_code:string version:i32=1 builtin_code:BuiltinOperator",
  Operator:
    "opcode_index:u32 inputs:[i32] outputs:[i32] builtin_options:BuiltinOptions custom_options:[u8] " +
    "custom_options_format:CustomOptionsFormat mutating_variable_inputs:[bool] intermediates:[i32] " +
    "large_custom_options_offset:u64 large_custom_options_size:u64 builtin_options_2:BuiltinOptions2 " +
    "debug_metadata_index:i32=-1",
  SubGraph: "tensors:[Tensor] inputs:[i32] outputs:[i32] operators:[Operator] name:string debug_metadata_index:i32=-1",
  Buffer: "data:[u8] offset:u64 size:u64",
  ExternalBufferGroup: "name:string",
  ExternalBuffer: "id:u32 group:u32 offset:u64 length:u64 packing:string",
  Metadata: "name:string buffer:u32",
  TensorMap: "name:string tensor_index:u32",
  SignatureDef: "inputs:[TensorMap] outputs:[TensorMap] signature_key:string deprecated_tag:string subgraph_index:u32",
  Model:
    "version:u32 operator_codes:[OperatorCode] subgraphs:[SubGraph] description:string buffers:[Buffer] " +
    "metadata_buffer:[i32] metadata:[Metadata] signature_defs:[SignatureDef] " +
    "external_buffer_groups:[ExternalBufferGroup] external_buffers:[ExternalBuffer]",
};

const UNIONS = {
  QuantizationDetails: ["CustomQuantization", "BlockwiseQuantization", "MultiAxisQuantization"],
  SparseIndexVector: ["Int32Vector", "Uint16Vector", "Uint8Vector"],
  ...OPTION_UNIONS,
};

const withoutFields = Object.values(OPTION_UNIONS)
  .flat()
  .filter((name) => own(OPTION_TABLES, name) === undefined);

export const schema: FlatSchema = parseSchema({
  tables: { ...TABLES, ...Object.fromEntries(withoutFields.map((name) => [name, ""])), ...OPTION_TABLES },
  enums: {
    TensorType: { scalar: "i8", values: TENSOR_TYPES },
    DimensionType: { scalar: "i8", values: ["DENSE", "SPARSE_CSR"] },
    BuiltinOperator: { scalar: "i32", values: [] },
    ...OPTION_ENUMS,
  },
  unions: UNIONS,
  // force_align of the schema: kernels read these in place.
  alignments: {
    "Buffer.data": 16,
    "CustomQuantization.custom": 16,
    "Uint16Vector.values": 4,
    "Uint8Vector.values": 4,
  },
});
