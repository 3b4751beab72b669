// What is known of a value before a model runs.
import type { DType } from "./dtype";
import type { Dimension, Shape } from "./value";

export interface Fact {
  /** Null: unknown. */
  readonly dtype: DType | null;
  /** Null: the rank is unknown. */
  readonly shape: Shape | null;
  /** Of numbers that shapes may be computed of, in order: each a number, a name that stands for one, or unknown. */
  readonly elements: readonly Dimension[] | null;
}

/** What an operator makes: of each output what is known. */
export type Types = readonly (Fact | null)[];
