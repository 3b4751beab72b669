import { ModelError } from "../ground/errors";
import type { EditableModel, Model } from "./model";
import type { OutputFile } from "./pieces";
import type { Recipe } from "./recipe";

/** Where a model is about to be written, as far as it changes what is written. */
export interface Destination {
  /** Whether the model goes to the folder it came from, so that files beside it stay reachable. */
  readonly sameFolder: boolean;
  /** The new file's name without its folder. */
  readonly name: string;
}

export interface Writer {
  /**
   * The files the model consists of, the model file first; their sizes are known, their bytes not yet read.
   * @throws ModelError where the model cannot be written without losing something.
   */
  write(model: Model, target: Destination): Promise<OutputFile[]>;
  /** Of these, the ones beside the model file. */
  beside(model: Model, target: Destination): Promise<OutputFile[]>;
  /** What shrinks a model for a device. */
  readonly recommended: Recipe;
}

/**
 * A model for transforms: what a format can write it knows enough about.
 * @throws ModelError where models of this format are read and not written.
 */
export function editable(model: Model): EditableModel {
  writerOf(model);
  return model as EditableModel;
}

/** @throws ModelError where models of this format are read and not written. */
export function writerOf({ format: { id, writer } }: Model): Writer {
  if ("lacks" in writer) {
    throw new ModelError("unsupported", `${writer.lacks}.`, id);
  }
  return writer.offers;
}
