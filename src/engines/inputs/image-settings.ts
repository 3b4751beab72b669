// What is made of a picture before a model takes it.
import { ModelError } from "../../core";
import type { Fit } from "./resize";

/** Of elements between 0 and 255: (x − mean) ÷ deviation, for each channel or once for all. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

export interface ImageSettings {
  /** Null: as the model says, or else as its type suggests. */
  readonly values: Normalization | null;
  readonly fit: Fit;
  readonly colors: "rgb" | "bgr";
  /** Null: as the shape of the input tells. */
  readonly layout: "nhwc" | "nchw" | null;
}

export const PRESETS = {
  /** Mean and deviation of the pictures of ImageNet, as torchvision has them. */
  imagenet: { mean: [123.675, 116.28, 103.53], deviation: [58.395, 57.12, 57.375] },
  "-1..1": { mean: [127.5], deviation: [127.5] },
  "0..1": { mean: [0], deviation: [255] },
  raw: { mean: [0], deviation: [1] },
} as const satisfies Readonly<Record<string, Normalization>>;

export const FITS = ["crop", "stretch", "pad"] as const satisfies readonly Fit[];
export const COLORS = ["rgb", "bgr"] as const;
export const LAYOUTS = ["nhwc", "nchw"] as const;

export const DEFAULT_SETTINGS: ImageSettings = { values: null, fit: "crop", colors: "rgb", layout: null };

/** @param given As it stands in a file or behind options. @throws ModelError for what is none. */
export function imageSettings(given: Readonly<Record<string, unknown>>, base = DEFAULT_SETTINGS): ImageSettings {
  const { values, mean, deviation, fit, colors, layout } = given;
  if ((mean === undefined) !== (deviation === undefined)) {
    throw wrong("mean and deviation", "both or none", mean ?? deviation);
  }
  return {
    values:
      mean !== undefined
        ? { mean: numbers("mean", mean), deviation: numbers("deviation", deviation).map(notZero) }
        : values === undefined
          ? base.values
          : PRESETS[oneOf("values", Object.keys(PRESETS) as (keyof typeof PRESETS)[], values)],
    fit: fit === undefined ? base.fit : oneOf("fit", FITS, fit),
    colors: colors === undefined ? base.colors : oneOf("colors", COLORS, colors),
    layout: layout === undefined ? base.layout : oneOf("layout", LAYOUTS, layout),
  };
}

function oneOf<T extends string>(name: string, all: readonly T[], given: unknown): T {
  const found = all.find((each) => each === given);
  if (found === undefined) {
    throw wrong(name, `one of ${all.join(", ")}`, given);
  }
  return found;
}

function numbers(name: string, given: unknown): readonly number[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if ((list.length !== 1 && list.length !== 3) || !list.every((each) => Number.isFinite(each))) {
    throw wrong(name, "a number, or three", given);
  }
  return list as readonly number[];
}

function notZero(deviation: number): number {
  if (deviation === 0) {
    throw wrong("deviation", "other than 0", deviation);
  }
  return deviation;
}

function wrong(name: string, what: string, given: unknown): ModelError {
  return new ModelError("parameter", `"${name}" of pictures has to be ${what}; not ${JSON.stringify(given)}.`, name);
}
