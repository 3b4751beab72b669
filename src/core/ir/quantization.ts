/** real = (stored − zeroPoint) × scale. One scale and zero point, or one per slice or block along `axis`. */
export interface Quantization {
  readonly scale: Float32Array;
  readonly zeroPoint: readonly number[];
  /** The dimension the scales run along; null: per tensor. */
  readonly axis: number | null;
  /** How many elements along the axis share a scale, in the order of `scaleShape`; absent: slices. */
  readonly blockSize?: number;
}

/** The shape of the scales of a tensor of `shape`: the axis counted in blocks, or the axis alone, or a scalar. */
export function scaleShape(shape: readonly number[], { axis, blockSize }: Pick<Quantization, "axis" | "blockSize">) {
  if (axis === null) {
    return [];
  }
  return blockSize === undefined
    ? [shape[axis]!]
    : shape.map((dimension, index) => (index === axis ? Math.ceil(dimension / blockSize) : dimension));
}
