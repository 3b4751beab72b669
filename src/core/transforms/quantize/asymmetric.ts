// Eight unsigned bits over the range of the elements, as onnxruntime quantizes weights and activations.
import { roundHalfEven, SMALLEST_SCALE, type Range, type Slices } from "./arithmetic";

/**
 * scale = (max − min) / limit in double, zero point = round(−min / scale), ties to even, over a range that includes 0;
 * the scale is float32 from then on. A range too small for a scale counts as zeros: scale 1, zero point 0.
 */
export function scaleOf({ min, max }: Pick<Range, "min" | "max">, limit: number): { scale: number; zeroPoint: number } {
  const [low, high] = [Math.min(min, 0), Math.max(max, 0)];
  const scale = (high - low) / limit;
  return scale < SMALLEST_SCALE
    ? { scale: 1, zeroPoint: 0 }
    : { scale: Math.fround(scale), zeroPoint: roundHalfEven(-low / scale) };
}

/** q = round(x / scale) + zero point within 0…255, with a scale and a zero point for each slice. */
export function quantizeAsymmetric(elements: Float32Array, { count, inner }: Slices, limit: number) {
  const min = new Float32Array(count);
  const max = new Float32Array(count);
  for (let i = 0; i < elements.length; i++) {
    const slice = count === 1 ? 0 : Math.floor(i / inner) % count;
    const x = elements[i]!;
    min[slice] = x < min[slice]! ? x : min[slice]!;
    max[slice] = x > max[slice]! ? x : max[slice]!;
  }
  const found = Array.from(min, (low, slice) => scaleOf({ min: low, max: max[slice]! }, limit));
  const data = new Uint8Array(elements.length);
  for (let i = 0; i < elements.length; i++) {
    const { scale, zeroPoint } = found[count === 1 ? 0 : Math.floor(i / inner) % count]!;
    const q = roundHalfEven(Math.fround(elements[i]! / scale)) + zeroPoint;
    data[i] = q < 0 ? 0 : q > 255 ? 255 : q;
  }
  return {
    data,
    scale: Float32Array.from(found, ({ scale }) => scale),
    zeroPoint: found.map((each) => each.zeroPoint),
  };
}
