/** How far an output of a model is from that of another one that was fed the same. */
export interface OutputDistance {
  readonly name: string;
  readonly maxAbsolute: number;
  /** Of the largest magnitude in the first. */
  readonly maxRelative: number;
  /** Signal to noise in dB; null where nothing differs. */
  readonly sqnr: number | null;
  readonly cosine: number;
  /** Share of rows whose largest element is the same; null where there are no rows with several. */
  readonly top1: number | null;
  /** Share of rows whose largest element in the first is one of the five largest in the second. */
  readonly top5: number | null;
  /** Elements that are no numbers or infinite in either, and not the same infinity in both. */
  readonly nonFinite: number;
  readonly elements: number;
}

/** identical: every bit; equal: but for rounding; close: within the tolerances; different: beyond. */
export type VerdictWord = "identical" | "equal" | "close" | "different";
