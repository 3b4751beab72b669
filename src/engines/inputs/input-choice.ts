// What a model is fed with, as a file beside it says: model.inputs.json beside model.onnx.
import { ModelError } from "../../core";
import { DEFAULT_SETTINGS, imageSettings, type ImageSettings } from "./image-settings";
import { sampleRate } from "./sound-tensor";

export interface InputChoice {
  /** What fills each input; a name of null stands for all of them. Empty: they are made up. */
  readonly inputs: readonly InputSource[];
  /** FOLDERS, or the path of a table; null: there are none. */
  readonly labels: string | null;
  /** Null: all there are. */
  readonly samples: number | null;
  /** Names of what is said of pictures and sounds, for all inputs together. */
  readonly stated: readonly string[];
}

export interface InputSource {
  readonly name: string | null;
  /** Of a file or folder. */
  readonly path: string;
  readonly image: ImageSettings;
  /** Samples of sound in a second; null: as the model says. */
  readonly rate: number | null;
  /** Names of what is said of this one alone. */
  readonly stated: readonly string[];
}

/** Classes are the names of the folders that files are in. */
export const FOLDERS = "folders";

const VALUE_KEYS = ["values", "mean", "deviation"];
const IMAGE_KEYS = [...VALUE_KEYS, "fit", "colors", "layout"];
const RATE_KEY = "sampleRate";

/** What can be said of files of each kind. */
export const KEYS_OF = { picture: IMAGE_KEYS, sound: [...VALUE_KEYS, RATE_KEY], array: [] } as const satisfies Record<
  string,
  readonly string[]
>;
export type FileKind = keyof typeof KEYS_OF;
const KEYS = ["inputs", "labels", "samples", RATE_KEY, ...IMAGE_KEYS];

/** @throws ModelError where it is none. */
export function readChoice(bytes: Uint8Array, file: string): InputChoice {
  const wrong = (why: string) => new ModelError("parameter", `${file} does not say what to feed: ${why}.`, file);
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw wrong(`it is no JSON, ${(error as Error).message.replace(/\.$/, "")}`);
  }
  const record = (given: unknown, what: string, keys: readonly string[] | null): Map<string, unknown> => {
    if (typeof given !== "object" || given === null || Array.isArray(given)) {
      throw wrong(`${what} has to be an object`);
    }
    const entries = new Map(Object.entries(given));
    const strange = keys === null ? undefined : [...entries.keys()].find((key) => !keys.includes(key));
    if (strange !== undefined) {
      throw wrong(`"${strange}" in ${what} means nothing; there are ${keys!.join(", ")}`);
    }
    return entries;
  };
  const text = (given: unknown, what: string): string => {
    if (typeof given !== "string" || given === "") {
      throw wrong(`${what} has to be a path`);
    }
    return given;
  };
  const all = record(parsed, "it", KEYS);
  const image = imageSettings(imagePart(all), DEFAULT_SETTINGS);
  const rate = sampleRate(all.get(RATE_KEY));
  const source = (name: string | null, given: unknown): InputSource => {
    if (typeof given === "string") {
      return { name, path: text(given, "an input"), image, rate, stated: [] };
    }
    const own = record(given, `input "${name}"`, ["path", RATE_KEY, ...IMAGE_KEYS]);
    return {
      name,
      path: text(own.get("path"), `"path" of input "${name}"`),
      image: imageSettings(imagePart(own), image),
      rate: sampleRate(own.get(RATE_KEY)) ?? rate,
      stated: settingsAmong(own),
    };
  };
  const inputs = all.get("inputs");
  const samples = all.get("samples");
  if (samples !== undefined && !(Number.isInteger(samples) && (samples as number) > 0)) {
    throw wrong(`"samples" has to be a whole number from 1 on`);
  }
  return {
    inputs:
      inputs === undefined
        ? []
        : typeof inputs === "string"
          ? [source(null, inputs)]
          : [...record(inputs, `"inputs"`, null)].map(([name, given]) => source(name, given)),
    labels: all.has("labels") ? text(all.get("labels"), `"labels"`) : null,
    samples: (samples as number | undefined) ?? null,
    stated: settingsAmong(all),
  };
}

function settingsAmong(entries: ReadonlyMap<string, unknown>): readonly string[] {
  return [...IMAGE_KEYS, RATE_KEY].filter((key) => entries.has(key));
}

function imagePart(entries: ReadonlyMap<string, unknown>): Record<string, unknown> {
  return Object.fromEntries([...entries].filter(([key]) => IMAGE_KEYS.includes(key)));
}
