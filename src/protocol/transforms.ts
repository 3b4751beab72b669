// Transforms as menus and forms show them, and what they would do.
import type { Note, Parameter, TransformGroup } from "../core";

/** A transform as menus, forms and questions show it. */
export interface TransformInfo {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly group: TransformGroup;
  readonly lossy: boolean;
  readonly suffix: string | null;
  readonly parameters: readonly NamedParameter[];
}

export interface NamedParameter extends Parameter {
  readonly name: string;
}

/** What a step would make of a model, and the steps after it. */
export interface Preview {
  /** Before the step. */
  readonly bytesBefore: number;
  /** After all steps. */
  readonly bytes: number;
  /** Null where it takes making the model to tell. */
  readonly gzip: { readonly bytes: number; readonly estimated: boolean } | null;
  readonly changes: number;
  readonly notes: readonly Note[];
}
