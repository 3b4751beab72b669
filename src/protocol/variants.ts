// What several recipes make of a model.
import type { Recipe, VariantRow } from "../core";

export { variantColumns, variantNotes, variantTable, type VariantColumn } from "../core/report/variants";

export interface VariantsState {
  /** Those that are done, in their order. */
  readonly rows: readonly VariantState[];
  /** What those are called that are to come. */
  readonly pending: readonly string[];
}

export interface VariantState extends VariantRow {
  /** What makes it of the file as it was opened. */
  readonly recipe: Recipe;
}

/** The same beside what the document is now. */
export interface ShownVariants {
  readonly rows: readonly ShownVariant[];
  readonly pending: readonly string[];
  /** Whether these are being worked out; else somebody gave them up, or something went wrong. */
  readonly isRunning: boolean;
}

export interface ShownVariant extends VariantState {
  /** Whether that is what is done to the document. */
  readonly isNow: boolean;
}
