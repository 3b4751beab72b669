import type { Files } from "../bytes/byte-source";
import type { Context } from "../context";
import type { Model } from "../ir/model";
import type { OutputFile } from "../wire/pieces";

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
}
