import { LARGEST_FLOAT16, toFloat16 } from "../../bytes/float16";

/** The bits of 2^-24, the smallest float16 that is not 0. */
const SMALLEST_BITS = 1;

/**
 * float32 → float16 bits. What is finite stays so: beyond ±65504 it becomes that; what would round to 0 becomes ±2^-24,
 * so that nothing divides by a 0 that was none.
 */
export function quantizeFloat16(elements: Float32Array): {
  data: Uint16Array;
  /** How many were too large. */
  overflowed: number;
  /** How many were too near to 0. */
  underflowed: number;
} {
  const data = new Uint16Array(elements.length);
  let overflowed = 0;
  let underflowed = 0;
  for (let i = 0; i < elements.length; i++) {
    let x = elements[i]!;
    if ((x > LARGEST_FLOAT16 || x < -LARGEST_FLOAT16) && x !== Infinity && x !== -Infinity) {
      x = x > 0 ? LARGEST_FLOAT16 : -LARGEST_FLOAT16;
      overflowed++;
    }
    const bits = toFloat16(x);
    data[i] = bits;
    if ((bits & 0x7fff) === 0 && x !== 0) {
      data[i] = bits | SMALLEST_BITS;
      underflowed++;
    }
  }
  return { data, overflowed, underflowed };
}
