import { LARGEST_FLOAT16, toFloat16 } from "../../bytes/float16";

/** float32 → float16 bits. What float16 cannot hold becomes ±65504 and is counted. */
export function quantizeFloat16(elements: Float32Array): { data: Uint16Array; clamped: number } {
  const data = new Uint16Array(elements.length);
  let clamped = 0;
  for (let i = 0; i < elements.length; i++) {
    let x = elements[i]!;
    if (x > LARGEST_FLOAT16 || x < -LARGEST_FLOAT16) {
      x = x > 0 ? LARGEST_FLOAT16 : -LARGEST_FLOAT16;
      clamped++;
    }
    data[i] = toFloat16(x);
  }
  return { data, clamped };
}
