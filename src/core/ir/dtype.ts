import type { Shape } from "./value";

/** Element types, and how many bits one element takes; 0 where the size depends on the value. */
const BITS = {
  float32: 32,
  float16: 16,
  bfloat16: 16,
  float64: 64,
  float8e4m3fn: 8,
  float8e4m3fnuz: 8,
  float8e5m2: 8,
  float8e5m2fnuz: 8,
  float8e8m0: 8,
  float6e2m3: 6,
  float6e3m2: 6,
  float4e2m1: 4,
  int2: 2,
  int4: 4,
  int8: 8,
  int16: 16,
  int32: 32,
  int64: 64,
  uint2: 2,
  uint4: 4,
  uint8: 8,
  uint16: 16,
  uint32: 32,
  uint64: 64,
  qint8: 8,
  qint16: 16,
  qint32: 32,
  quint8: 8,
  quint16: 16,
  bool: 8,
  complex64: 64,
  complex128: 128,
  string: 0,
  resource: 0,
  variant: 0,
  sequence: 0,
  map: 0,
  optional: 0,
  opaque: 0,
} as const;

export type DType = keyof typeof BITS;

export function bitsOf(dtype: DType): number {
  return BITS[dtype];
}

export function isFloat(dtype: DType): boolean {
  return dtype.startsWith("float") || dtype === "bfloat16";
}

/** Integer types that are only ever used for quantized data. */
export function isQuantizedOnly(dtype: DType): boolean {
  return dtype.startsWith("qint") || dtype.startsWith("quint");
}

/** The number of elements of a tensor with this shape; NaN where the product is beyond what a number holds exactly. */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  for (const dimension of shape) {
    count *= dimension;
  }
  return Number.isSafeInteger(count) ? count : NaN;
}

/** Bytes of `elements` densely packed elements, sub-byte types rounded up to a whole byte; NaN for types without a fixed size. */
export function denseBytes(dtype: DType, elements: number): number {
  const bits = BITS[dtype];
  return bits === 0 ? NaN : Math.ceil((elements * bits) / 8);
}

/** The shape where every dimension is a length; null where one is not. */
export function staticShape(shape: Shape | null | undefined): readonly number[] | null {
  return shape?.every((dimension) => typeof dimension === "number") === true ? shape : null;
}
