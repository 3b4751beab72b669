// What DecodeWav makes of a .wav, for models that read the file themselves. As in tensorflow/core/kernels: decode_wav_op.
import { numberAttribute, type DType, type Value } from "../../core";
import { MOST_ELEMENTS } from "../elements";
import type { Sound } from "./wav";

export interface DecodedWav {
  /** In samples; null: as long as the sound is. */
  readonly length: number | null;
  /** @throws Error with what is in the way. */
  of(sound: Sound): { readonly dtype: DType; readonly shape: readonly number[]; readonly numbers: Float32Array };
}

/** Null: something else makes the value. */
export function decodedWav(value: Value): DecodedWav | null {
  const node = value.producer;
  if (node?.op.name !== "DecodeWav") {
    return null;
  }
  if (isDecodedRate(value)) {
    return { length: 1, of: ({ rate }) => ({ dtype: "int32", shape: [], numbers: Float32Array.of(rate) }) };
  }
  const length = numberAttribute(node, "desired_samples", -1);
  const channels = Math.max(1, numberAttribute(node, "desired_channels", -1));
  return {
    length: length < 0 ? null : length,
    of: ({ samples }) => {
      const count = samples.length * channels;
      if (!(count <= MOST_ELEMENTS)) {
        throw new Error(`it would be ${count} samples, of ${MOST_ELEMENTS} at most`);
      }
      // Each channel is the one there is.
      const numbers = new Float32Array(count);
      numbers.forEach((_, index) => (numbers[index] = samples[Math.floor(index / channels)]!));
      return { dtype: "float32", shape: [samples.length, channels], numbers };
    },
  };
}

/** Whether a value is how many samples of a .wav are in a second. */
export function isDecodedRate(value: Value): boolean {
  return value.producer?.op.name === "DecodeWav" && value.producer.outputs.indexOf(value) === 1;
}
