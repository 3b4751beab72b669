// What a constant holds.
import type { TensorStatistics } from "../core";

/** A constant among what a node reads or makes, in the order of its details. */
export interface TensorPlace {
  readonly graph: number;
  readonly node: number;
  readonly list: "inputs" | "outputs";
  readonly index: number;
  /** Which of the constants that it is made of; null: it is one itself. */
  readonly of: number | null;
}

/** What a constant holds. */
export interface TensorState {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly quantization: {
    /** Null: one scale for all of it. */
    readonly axis: number | null;
    readonly scale: readonly number[];
    readonly zeroPoint: readonly number[];
  } | null;
  /** Null: its elements are no numbers. */
  readonly statistics: TensorStatistics | null;
}
