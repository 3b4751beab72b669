// Scales and zero points for any codes: real = (code − zero point) × scale. As onnxruntime and the AI Edge Quantizer
// compute them, who divide by the scale and round ties to even.
import { fromFloat16, toFloat16 } from "../../bytes/float16";
import type { Codes } from "../../ir/dialect";
import { roundHalfAway, roundHalfEven, SMALLEST_SCALE } from "./arithmetic";
import type { Groups } from "./groups";

/** The least and the greatest element of each group; 0 is always between them. */
export interface GroupRanges {
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** False where some element is NaN or infinite. */
  readonly finite: boolean;
}

export function groupRanges(elements: Float32Array, groups: Groups): GroupRanges {
  const low = new Float32Array(groups.count);
  const high = new Float32Array(groups.count);
  let sum = 0;
  groups.forEachRun((start, end, first, step) => {
    for (let i = start, group = first; i < end; i++, group += step) {
      const x = elements[i]!;
      sum += x * 0; // NaN as soon as one element is not finite
      if (x > high[group]!) {
        high[group] = x;
      } else if (x < low[group]!) {
        low[group] = x;
      }
    }
  });
  return { low, high, finite: sum === 0 };
}

export interface AffineForm {
  readonly codes: Codes;
  readonly symmetric: boolean;
  readonly rounding: "halfAway" | "halfEven";
  readonly scaleType: "float32" | "float16";
}

export interface Affine {
  readonly codes: Int8Array | Uint8Array;
  readonly scales: Float32Array;
  readonly zeroPoints: readonly number[];
}

/** Half as wide a scale cannot be stored in float16. */
const SMALLEST_FLOAT16 = 2 ** -24;

/**
 * scale = 2·max|x| / (max − min) of the codes where they are symmetric, else (high − low) / (max − min); the zero point
 * is the code in the middle, else round(min − low / scale). Groups of zeros get the scale 1.
 */
export function quantizeAffine(
  elements: Float32Array,
  groups: Groups,
  { low, high }: GroupRanges,
  { codes: { min, max }, symmetric, rounding, scaleType }: AffineForm,
): Affine {
  const middle = roundHalfEven((min + max) / 2);
  const scales = new Float32Array(groups.count);
  const zeroPoints = new Int16Array(groups.count);
  for (let group = 0; group < groups.count; group++) {
    const span = symmetric ? 2 * Math.max(-low[group]!, high[group]!) : high[group]! - low[group]!;
    const scale = span / (max - min);
    const isZero = scale < SMALLEST_SCALE;
    const stored = scaleType === "float32" ? scale : Math.max(SMALLEST_FLOAT16, fromFloat16(toFloat16(scale)));
    scales[group] = isZero ? 1 : stored;
    zeroPoints[group] = symmetric ? middle : isZero ? 0 : clamp(roundHalfEven(min - low[group]! / scale), min, max);
  }
  const codes = min < 0 ? new Int8Array(elements.length) : new Uint8Array(elements.length);
  const round = rounding === "halfAway" ? roundHalfAway : roundHalfEven;
  groups.forEachRun((start, end, first, step) => {
    for (let i = start, group = first; i < end; i++, group += step) {
      codes[i] = clamp(round(Math.fround(elements[i]! / scales[group]!)) + zeroPoints[group]!, min, max);
    }
  });
  return { codes, scales, zeroPoints: Array.from(zeroPoints) };
}

function clamp(x: number, min: number, max: number): number {
  return x < min ? min : x > max ? max : x;
}
