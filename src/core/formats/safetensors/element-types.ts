import type { DType } from "../../ir/dtype";

/** What the format calls element types. Later ones are carried as opaque. */
export const ELEMENT_TYPES: Readonly<Record<string, DType>> = {
  BOOL: "bool",
  F4: "float4e2m1",
  F6_E2M3: "float6e2m3",
  F6_E3M2: "float6e3m2",
  F8_E5M2: "float8e5m2",
  F8_E4M3: "float8e4m3fn",
  F8_E8M0: "float8e8m0",
  F8_E4M3FNUZ: "float8e4m3fnuz",
  F8_E5M2FNUZ: "float8e5m2fnuz",
  U8: "uint8",
  I8: "int8",
  U16: "uint16",
  I16: "int16",
  F16: "float16",
  BF16: "bfloat16",
  U32: "uint32",
  I32: "int32",
  F32: "float32",
  U64: "uint64",
  I64: "int64",
  F64: "float64",
  C64: "complex64",
};
