import { LARGEST_FLOAT16, toFloat16 } from "../../bytes/float16";

/** The smallest float16 that is not 0. What is nearer to 0 becomes it, so that nothing divides by a 0 that was none. */
const SMALLEST_FLOAT16 = 2 ** -24;

/** float32 → float16 bits, each the nearest in magnitude from 2^-24 to 65504; 0 stays 0. */
export function quantizeFloat16(elements: Float32Array): {
  data: Uint16Array;
  /** How many were larger than the largest. */
  overflowed: number;
  /** How many were smaller than the smallest. */
  underflowed: number;
} {
  const data = new Uint16Array(elements.length);
  let overflowed = 0;
  let underflowed = 0;
  for (let i = 0; i < elements.length; i++) {
    let x = elements[i]!;
    if (x > LARGEST_FLOAT16 || x < -LARGEST_FLOAT16) {
      x = x > 0 ? LARGEST_FLOAT16 : -LARGEST_FLOAT16;
      overflowed++;
    } else if (x < SMALLEST_FLOAT16 && x > -SMALLEST_FLOAT16 && x !== 0) {
      x = x > 0 ? SMALLEST_FLOAT16 : -SMALLEST_FLOAT16;
      underflowed++;
    }
    data[i] = toFloat16(x);
  }
  return { data, overflowed, underflowed };
}
