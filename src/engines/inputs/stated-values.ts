// What a model says of the values that its inputs want, as the metadata of TFLite may.
import { readModelMetadata, type Endpoint, type Model } from "../../core";
import type { Normalization } from "./image-settings";

export interface Stated {
  readonly normalization: Normalization | null;
  /** Of sound, in a second. */
  readonly sampleRate: number | null;
}

/** @returns null where it says nothing of an input, or nothing that can be read. */
export async function statedValues(model: Model): Promise<(endpoint: Endpoint) => Stated | null> {
  const metadata = model.format.id === "tflite" ? await readModelMetadata(model).catch(() => null) : null;
  const inputs = [...(model.graphs[0]?.inputs ?? [])];
  return ({ value }) => {
    const of = metadata?.inputs[inputs.indexOf(value)];
    const { mean = [], deviation = [] } = of?.normalization ?? {};
    const isUsable =
      !deviation.includes(0) && [mean, deviation].every((list) => list.length > 0 && list.every(Number.isFinite));
    return of === undefined
      ? null
      : { normalization: isUsable ? { mean, deviation } : null, sampleRate: of.sampleRate };
  };
}
