// The constants a view looks into. The bytes of the last one are held: people go on looking at it.
import {
  channelAxisOf,
  elementTexts,
  held,
  madeOfConstants,
  ModelError,
  Node,
  tensorFile,
  tensorStatistics,
  windowTexts,
  type Context,
  type Model,
  type OutputFile,
  type Tensor,
  type Value,
  type Window,
} from "../core";
import type { TensorFileKind, TensorPlace, TensorState } from "../protocol/messages";

export class TensorReader {
  #last: { readonly tensor: Tensor; readonly held: Tensor } | null = null;

  /** @throws ModelError where it cannot be read. */
  async state(model: Model, subject: Node | Value, place: TensorPlace, context: Context): Promise<TensorState> {
    const value = constantAt(subject, place);
    const tensor = await this.#read(value);
    const { quantization } = value;
    const known = {
      name: value.name,
      dtype: tensor.dtype,
      shape: tensor.shape,
      quantization: quantization && {
        axis: quantization.axis,
        scale: [...quantization.scale],
        zeroPoint: [...quantization.zeroPoint],
      },
    };
    const axis = channelAxisOf(model, value, subject instanceof Node ? subject : null);
    try {
      return { ...known, statistics: await tensorStatistics(tensor, value.name, axis, context) };
    } catch (error) {
      if (error instanceof ModelError && error.code === "unsupported") {
        return { ...known, statistics: null };
      }
      throw error;
    }
  }

  async window(subject: Node | Value, place: TensorPlace, window: Window): Promise<readonly (readonly string[])[]> {
    const value = constantAt(subject, place);
    const tensor = await this.#read(value);
    return windowTexts(tensor.shape, await elementTexts(tensor, value.name), window);
  }

  /** The constant as a file of its own. */
  async file(subject: Node | Value, place: TensorPlace, kind: TensorFileKind): Promise<OutputFile> {
    const value = constantAt(subject, place);
    return { path: null, pieces: await tensorFile(value.constant!, value.name, kind) };
  }

  async #read({ name, constant }: Value): Promise<Tensor> {
    if (this.#last?.tensor !== constant) {
      this.#last = { tensor: constant!, held: await held(constant!, name) };
    }
    return this.#last.held;
  }
}

/** @throws ModelError where there is none. */
function constantAt(subject: Node | Value, { list, index, of }: TensorPlace): Value {
  const values = subject instanceof Node ? subject[list].filter((value) => value !== null) : [subject];
  const listed = values[index];
  const value = listed === undefined || of === null ? listed : madeOfConstants(listed)?.constants[of];
  if (value?.constant == null) {
    throw new ModelError("parameter", "There is no such constant.", `${index}`);
  }
  return value;
}
