// The elements of a tensor as numbers: integers of 64 bits as bigint, everything else as number.
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "../bytes/float16";
import { bitsOf, elementCount, type DType } from "../ir/dtype";
import { Refusal, type Known } from "../ir/folding";
import { bytesOf } from "../ir/tensor";

/** Bytes of one element. @throws Refusal where elements are not whole bytes of a fixed number. */
export function widthOf(dtype: DType): 1 | 2 | 4 | 8 {
  const bits = bitsOf(dtype);
  if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) {
    throw new Refusal(`elements of type ${dtype} are not moved ahead`);
  }
  return (bits / 8) as 1 | 2 | 4 | 8;
}

interface Constructor<T> {
  new (length: number): T;
  new (buffer: ArrayBuffer, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

function viewOf<T>(type: Constructor<T>, bytes: Uint8Array): T {
  const aligned = bytes.byteOffset % type.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new type(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.byteLength / type.BYTES_PER_ELEMENT);
}

export type Words = Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

const WORDS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array } as const;

/** The elements as bits, for moving them. */
export function wordsOf(bytes: Uint8Array, width: 1 | 2 | 4 | 8): Words {
  return viewOf(WORDS[width] as Constructor<Words>, bytes);
}

export function newWords(width: 1 | 2 | 4 | 8, count: number): Words {
  return new (WORDS[width] as Constructor<Words>)(count);
}

type Numbers =
  Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;

const NUMBERS: Readonly<Partial<Record<DType, Constructor<Numbers>>>> = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  bool: Uint8Array,
};

const HALVES: Readonly<Partial<Record<DType, readonly [from: (bits: number) => number, to: (x: number) => number]>>> = {
  float16: [fromFloat16, toFloat16],
  bfloat16: [fromBfloat16, toBfloat16],
};

export function isBig(dtype: DType): dtype is "int64" | "uint64" {
  return dtype === "int64" || dtype === "uint64";
}

/** Whether there is arithmetic on a type. */
export function isNumeric(dtype: DType): boolean {
  return isBig(dtype) || dtype in NUMBERS || dtype in HALVES;
}

/** @throws Refusal for types that are no plain numbers. */
export function numbersOf(bytes: Uint8Array, dtype: DType): ArrayLike<number> {
  const half = HALVES[dtype];
  if (half !== undefined) {
    return Float32Array.from(viewOf(Uint16Array as Constructor<Uint16Array>, bytes), half[0]);
  }
  return viewOf(NUMBERS[dtype] ?? refuse(dtype), bytes);
}

export function bigsOf(bytes: Uint8Array, dtype: "int64" | "uint64"): BigInt64Array | BigUint64Array {
  return viewOf<BigInt64Array | BigUint64Array>(dtype === "int64" ? BigInt64Array : BigUint64Array, bytes);
}

/** Elements that are made one by one: floats are rounded to nearest, integers wrap around. */
export interface Sink<T> {
  set(index: number, value: T): void;
  bytes(): Uint8Array;
}

export function numberSink(dtype: DType, count: number): Sink<number> {
  const half = HALVES[dtype];
  const target = half === undefined ? new (NUMBERS[dtype] ?? refuse(dtype))(count) : new Uint16Array(count);
  const set =
    half === undefined
      ? (index: number, value: number) => void (target[index] = value)
      : (index: number, value: number) => void (target[index] = half[1](value));
  return { set, bytes: () => bytesOf(target) };
}

export function bigSink(dtype: "int64" | "uint64", count: number): Sink<bigint> {
  const target = dtype === "int64" ? new BigInt64Array(count) : new BigUint64Array(count);
  return { set: (index, value) => void (target[index] = value), bytes: () => bytesOf(target) };
}

function refuse(dtype: DType): never {
  throw new Refusal(`there is no arithmetic on ${dtype} here`);
}

/** The number of elements. @throws Refusal where it is beyond all measure. */
export function countOf({ shape }: Pick<Known, "shape">): number {
  const count = elementCount(shape);
  if (Number.isNaN(count) || !shape.every((each) => Number.isSafeInteger(each) && each >= 0)) {
    throw new Refusal("its result has an impossible shape");
  }
  return count;
}
