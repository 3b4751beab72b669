// The arithmetic of quantizing weights. Rounding follows each format's own tools; JavaScript's Math.round is none of
// them. Where those tools compute in float32, so does this.

/**
 * std::round: ties away from zero. Exact for magnitudes below 2^51. Only ties look at the sign: that of weights is
 * random, so processors guess it wrong every other time.
 */
export function roundHalfAway(x: number): number {
  const even = roundHalfEven(x);
  return Math.abs(x - even) === 0.5 ? (x < 0 ? x - 0.5 : x + 0.5) : even;
}

/** IEEE rint: ties to even. Exact for magnitudes below 2^51: adding 1.5·2^52 leaves no fraction bits. */
export function roundHalfEven(x: number): number {
  const shift = 6755399441055744;
  return x + shift - shift;
}

export interface Range {
  readonly min: number;
  readonly max: number;
  /** False where some element is NaN or infinite. */
  readonly finite: boolean;
}

export function rangeOf(elements: Float32Array): Range {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  for (let i = 0; i < elements.length; i++) {
    const x = elements[i]!;
    min = x < min ? x : min;
    max = x > max ? x : max;
    sum += x * 0; // NaN as soon as one element is not finite
  }
  return { min, max, finite: sum === 0 };
}

/** Elements of a tensor grouped by a slice of one axis: runs of `inner` elements, the slices taking turns. */
export interface Slices {
  readonly count: number;
  readonly inner: number;
}

export function slicesOf(shape: readonly number[], axis: number | null): Slices {
  if (axis === null) {
    return { count: 1, inner: Infinity };
  }
  return { count: shape[axis]!, inner: shape.slice(axis + 1).reduce((product, each) => product * each, 1) };
}

/** The largest magnitude of each slice, and whether all elements are finite. */
export function largestPerSlice(
  elements: Float32Array,
  { count, inner }: Slices,
): { largest: Float32Array; finite: boolean } {
  const largest = new Float32Array(count);
  let sum = 0;
  if (inner === 1) {
    for (let start = 0; start < elements.length; start += count) {
      for (let slice = 0; slice < count; slice++) {
        const x = elements[start + slice]!;
        const magnitude = Math.abs(x);
        sum += x * 0; // NaN as soon as one element is not finite
        if (magnitude > largest[slice]!) {
          largest[slice] = magnitude;
        }
      }
    }
    return { largest, finite: sum === 0 };
  }
  for (let start = 0, slice = 0; start < elements.length; start += inner) {
    const end = Math.min(start + inner, elements.length);
    let most = largest[slice]!;
    for (let i = start; i < end; i++) {
      const x = elements[i]!;
      const magnitude = Math.abs(x);
      sum += x * 0;
      most = magnitude > most ? magnitude : most;
    }
    largest[slice] = most;
    slice = slice + 1 === count ? 0 : slice + 1;
  }
  return { largest, finite: sum === 0 };
}

/** The smallest normal float32. Scales below it lose precision or become zero, so such tensors count as zeros. */
export const SMALLEST_SCALE = 2 ** -126;

/** −127…127: the range of symmetric int8 weights, narrow so that a value and its negative are both exact. */
const LARGEST_INT8 = 127;

export interface Symmetric {
  readonly data: Int8Array;
  /** real = stored × scale. 1 for slices of zeros, as kernels divide by it. */
  readonly scales: Float32Array;
}

/**
 * q = round(x / scale) within −127…127, scale = largest / 127. TFLite (half away) multiplies by 127 / largest in
 * float32, ONNX (half even) divides by the scale in float32.
 */
export function quantizeSymmetric(
  elements: Float32Array,
  largest: Float32Array,
  { count, inner }: Slices,
  rounding: "halfAway" | "halfEven",
): Symmetric {
  const data = new Int8Array(elements.length);
  const isZero = (most: number) => most / LARGEST_INT8 < SMALLEST_SCALE;
  const scales = largest.map((most) => (isZero(most) ? 1 : most / LARGEST_INT8));
  const away = rounding === "halfAway";
  const factors = largest.map((most, slice) => (away ? (isZero(most) ? 0 : LARGEST_INT8 / most) : scales[slice]!));
  if (inner === 1) {
    for (let i = 0, slice = 0; i < elements.length; i++) {
      const x = elements[i]!;
      const factor = factors[slice]!;
      data[i] = away ? nearestAway(Math.fround(x * factor)) : nearestEven(Math.fround(x / factor));
      slice = slice + 1 === count ? 0 : slice + 1;
    }
    return { data, scales };
  }
  const quantizeRun = away ? runAway : runEven;
  for (let start = 0, slice = 0; start < elements.length; start += inner) {
    quantizeRun(elements, data, start, Math.min(start + inner, elements.length), factors[slice]!);
    slice = slice + 1 === count ? 0 : slice + 1;
  }
  return { data, scales };
}

function runAway(elements: Float32Array, data: Int8Array, start: number, end: number, inverse: number): void {
  for (let i = start; i < end; i++) {
    data[i] = nearestAway(Math.fround(elements[i]! * inverse));
  }
}

function runEven(elements: Float32Array, data: Int8Array, start: number, end: number, scale: number): void {
  for (let i = start; i < end; i++) {
    data[i] = nearestEven(Math.fround(elements[i]! / scale));
  }
}

function nearestAway(x: number): number {
  const rounded = roundHalfAway(x);
  return rounded > LARGEST_INT8 ? LARGEST_INT8 : rounded < -LARGEST_INT8 ? -LARGEST_INT8 : rounded;
}

function nearestEven(x: number): number {
  const rounded = roundHalfEven(x);
  return rounded > LARGEST_INT8 ? LARGEST_INT8 : rounded < -LARGEST_INT8 ? -LARGEST_INT8 : rounded;
}

/**
 * TensorFlow's MIN_FIRST quantization to eight unsigned bits over a range that includes 0:
 * q = round(x·S) − round(min / step), S = 255 / (max − min) in double; step and the quotient in float32 as Dequantize
 * computes them, so that 0 stays exact where min / step is a tie.
 * @returns the elements, the range they are to be read back with, how far apart two of them are, and which one is 0.
 */
export function quantizeMinFirst(elements: Float32Array, range: Range) {
  // A tensor of zeros has no range; any will do, and 1 keeps readers from dividing by nothing.
  const isZero = (Math.max(range.max, 0) - Math.min(range.min, 0)) / 255 < SMALLEST_SCALE;
  const min = isZero ? 0 : Math.min(range.min, 0);
  const max = isZero ? 1 : Math.max(range.max, 0);
  const scale = 255 / (max - min);
  const step = Math.fround(Math.fround(max - min) / 255);
  const first = roundHalfAway(Math.fround(min / step));
  const data = new Uint8Array(elements.length);
  for (let i = 0; i < elements.length; i++) {
    const q = roundHalfAway(elements[i]! * scale) - first;
    data[i] = q < 0 ? 0 : q > 255 ? 255 : q;
  }
  return { data, min, max, step, zero: -first };
}
