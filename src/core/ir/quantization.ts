/** real = (stored − zeroPoint) × scale. One scale and zero point, or one per slice along `axis`. */
export interface Quantization {
  readonly scale: Float32Array;
  readonly zeroPoint: readonly number[];
  /** The dimension the scales run along; null: per tensor. */
  readonly axis: number | null;
}
