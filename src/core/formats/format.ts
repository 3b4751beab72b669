import type { Files } from "../bytes/byte-source";
import type { Context } from "../context";
import type { Model } from "../ir/model";
import type { OperatorOf } from "../semantics/operator";
import type { OutputFile, Pieces } from "../wire/pieces";

/** Where a model is about to be written, as far as it changes what is written. */
export interface Target {
  /** Whether the model goes to the folder it came from, so that files beside it stay reachable. */
  readonly sameFolder: boolean;
  /** The new file's name without its folder. */
  readonly name: string;
}

export interface Format {
  readonly id: string;
  readonly title: string;
  /** Usual extensions, with the dot. */
  readonly extensions: readonly string[];
  /** @throws ModelError: a sentence for the user, whatever the bytes. */
  read(files: Files, context: Context): Promise<Model>;
  /**
   * The files the model consists of, the model file first; their sizes are known, their bytes not yet read.
   * @throws ModelError where the model cannot be written without losing something.
   */
  write(model: Model, target: Target): Promise<OutputFile[]>;
  /** Of these, the ones beside the model file. */
  beside(model: Model, target: Target): Promise<OutputFile[]>;
  /**
   * All that the file of a model says, as it was read, but for the contents of its tensors and where and in which form
   * they are stored, for a hash: what is the same in two files has the same outline. Each format says how it is made up.
   */
  outline(model: Model): Pieces;
  /** What the operators of a model make of what they read. */
  operators(model: Model): OperatorOf;
}
