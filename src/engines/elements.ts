// Bytes ↔ numbers, by element type.
import { bitsOf, fromBfloat16, fromFloat16, toBfloat16, toFloat16, type DType } from "../core";

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bool: Uint8Array,
  qint8: Int8Array,
  quint8: Uint8Array,
  qint16: Int16Array,
  quint16: Uint16Array,
  qint32: Int32Array,
} as const;

const BIG = { int64: BigInt64Array, uint64: BigUint64Array } as const;
const HALVES = {
  float16: { from: fromFloat16, to: toFloat16 },
  bfloat16: { from: fromBfloat16, to: toBfloat16 },
} as const;

/** Of an input that is made: each is a number of 32 or 64 bits at first. */
export const MOST_ELEMENTS = 2 ** 26;

/** Whether elements of this type are numbers that can be fed and compared. */
export function isNumeric(dtype: DType): boolean {
  return dtype in ARRAYS || dtype in BIG || dtype in HALVES;
}

/** @throws Error where elements are not numbers. */
export function numbersOf(dtype: DType, bytes: Uint8Array): ArrayLike<number> {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const buffer = aligned.buffer as ArrayBuffer;
  const count = Math.floor((aligned.byteLength * 8) / Math.max(8, bitsOf(dtype)));
  if (dtype in ARRAYS) {
    return new ARRAYS[dtype as keyof typeof ARRAYS](buffer, aligned.byteOffset, count);
  }
  if (dtype in BIG) {
    return Float64Array.from(new BIG[dtype as keyof typeof BIG](buffer, aligned.byteOffset, count), Number);
  }
  if (dtype in HALVES) {
    const { from } = HALVES[dtype as keyof typeof HALVES];
    return Float64Array.from(new Uint16Array(buffer, aligned.byteOffset, count), from);
  }
  throw new Error(`Elements of type ${dtype} are not numbers.`);
}

/** What does not fit the type is cut off as typed arrays do it. @throws Error where elements are not numbers. */
export function bytesFrom(dtype: DType, numbers: ArrayLike<number>): Uint8Array {
  const view = typedFrom(dtype, numbers);
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function typedFrom(dtype: DType, numbers: ArrayLike<number>): ArrayBufferView {
  if (dtype in ARRAYS) {
    return ARRAYS[dtype as keyof typeof ARRAYS].from(numbers);
  }
  if (dtype in BIG) {
    const whole = Array.from(numbers, (each) => BigInt(Math.trunc(Number.isFinite(each) ? each : 0)));
    return dtype === "int64" ? BigInt64Array.from(whole) : BigUint64Array.from(whole);
  }
  if (dtype in HALVES) {
    return Uint16Array.from(numbers, HALVES[dtype as keyof typeof HALVES].to);
  }
  throw new Error(`Elements of type ${dtype} are not numbers.`);
}
