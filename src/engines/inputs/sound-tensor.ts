// Sound as a model takes it: at its rate, as long as its input, in the range that it was made for.
import { bitsOf, isFloat, ModelError, type DType, type Endpoint } from "../../core";
import { bytesFrom, isNumeric, MOST_ELEMENTS } from "../elements";
import type { TensorData } from "../engine";
import { scaleOf, translated } from "../quantized";
import { decodedWav, type DecodedWav } from "./decoded-wav";
import { PRESETS, type Normalization } from "./image-settings";
import { resampled } from "./resample";
import type { Stated } from "./stated-values";
import { RATES, type Sound } from "./wav";

export interface SoundSettings {
  /** Samples in a second; null: as the model says, or else as models of speech have it. */
  readonly rate: number | null;
  /** Null: as the model says, or else as its type suggests. */
  readonly values: Normalization | null;
}

export const SPEECH_RATE = 16_000;

/** @throws ModelError where the input takes no sound. */
export function soundTensor(
  sound: Sound,
  endpoint: Endpoint,
  settings: SoundSettings,
  stated: Stated | null,
): TensorData {
  const { type, value } = endpoint;
  const rate = knownRate(settings, stated) ?? SPEECH_RATE;
  const decoded = decodedWav(value);
  if (decoded !== null) {
    return decodedTensor(decoded, sound, endpoint, settings, rate);
  }
  const dtype = type?.dtype ?? "float32";
  const wanted = (type ?? value.type)?.shape ?? null;
  if (!isNumeric(dtype)) {
    throw wrong(endpoint, `it holds ${dtype}`);
  }
  const axis = wanted === null ? null : timeAxis(wanted);
  if (wanted === null || axis === null) {
    throw wrong(
      endpoint,
      `its shape is ${wanted === null ? "not known" : wanted.map((each) => each ?? "?").join("×")}`,
    );
  }
  const fixed = wanted[axis];
  const samples = heard(sound, endpoint, rate, typeof fixed === "number" ? fixed : null);
  const scale = scaleOf(value);
  const { mean, deviation } = rangeOf(endpoint, dtype, settings, stated);
  const shape = wanted.map((_, index) => (index === axis ? samples.length : 1));
  const bytes = bytesFrom(
    "float32",
    samples.map((each) => (each - mean) / deviation),
  );
  return translated({ data: { dtype: "float32", shape, bytes }, scale: null }, dtype, scale);
}

/** @param fixed Null: as long as it lasts. */
function heard({ samples, rate: from }: Sound, endpoint: Endpoint, rate: number, fixed: number | null): Float32Array {
  const length = fixed ?? Math.max(1, Math.ceil((samples.length * rate) / from));
  if (!(length <= MOST_ELEMENTS)) {
    throw wrong(endpoint, `it would be ${length} samples, of ${MOST_ELEMENTS} at most`);
  }
  // What is missing is silence.
  const all = new Float32Array(length);
  all.set(resampled(samples, from, rate, length));
  return all;
}

/** For a model that reads the file itself. */
function decodedTensor(
  decoded: DecodedWav,
  sound: Sound,
  endpoint: Endpoint,
  { values }: SoundSettings,
  rate: number,
): TensorData {
  if (values !== null && values !== PRESETS["-1..1"]) {
    throw wrong(endpoint, "it is made by the model, of samples from -1 to 1");
  }
  const samples = heard(sound, endpoint, rate, decoded.length);
  try {
    const { dtype, shape, numbers } = decoded.of({ rate, samples });
    return { dtype, shape, bytes: bytesFrom(dtype, numbers) };
  } catch (error) {
    throw wrong(endpoint, (error as Error).message);
  }
}

/** What was made of sound, for people. */
export function soundText(settings: SoundSettings, stated: Stated | null): string {
  const known = knownRate(settings, stated);
  return known === null ? `at ${SPEECH_RATE} Hz, as nobody says another` : `at ${known} Hz`;
}

/** @param given As it stands in a file or behind an option. @throws ModelError for what is none. */
export function sampleRate(given: unknown): number | null {
  if (given === undefined) {
    return null;
  }
  if (!Number.isInteger(given) || !isRate(given as number)) {
    throw new ModelError(
      "parameter",
      `"sampleRate" has to be a whole number from ${RATES.least} to ${RATES.most}; not ${JSON.stringify(given)}.`,
      "sampleRate",
    );
  }
  return given as number;
}

function isRate(rate: number): boolean {
  return rate >= RATES.least && rate <= RATES.most;
}

function knownRate(settings: SoundSettings, stated: Stated | null): number | null {
  const own = stated?.sampleRate ?? 0;
  return settings.rate ?? (isRate(own) ? own : null);
}

/** The only one that is longer than 1, or else the last that is open. Null: there are several. */
function timeAxis(shape: readonly (number | string | null)[]): number | null {
  const long = shape.flatMap((length, axis) => (typeof length === "number" && length > 1 ? [axis] : []));
  const open = shape.flatMap((length, axis) => (typeof length === "number" ? [] : [axis]));
  return long.length > 1 || shape.includes(0) ? null : (long[0] ?? open.at(-1) ?? shape.length - 1);
}

/** What is done with samples from -1 to 1: (x − mean) ÷ deviation. */
function rangeOf(
  endpoint: Endpoint,
  dtype: DType,
  settings: SoundSettings,
  stated: Stated | null,
): { readonly mean: number; readonly deviation: number } {
  const values = settings.values ?? stated?.normalization ?? null;
  if (values === PRESETS.raw) {
    return SIXTEEN_BITS;
  }
  if (values === PRESETS["0..1"] || values === PRESETS.imagenet) {
    throw wrong(
      endpoint,
      "its values are -1..1, raw for 16 bits, or have a mean and a deviation; not those of pictures",
    );
  }
  if (values === PRESETS["-1..1"] || (values === null && (isFloat(dtype) || scaleOf(endpoint.value) !== null))) {
    return { mean: 0, deviation: 1 };
  }
  return values === null ? codesOf(dtype) : { mean: values.mean[0] ?? 0, deviation: values.deviation[0] ?? 1 };
}

const SIXTEEN_BITS = { mean: 0, deviation: 2 ** -15 };

/** As files hold them: of eight bits, and of sixteen whatever else has room for them. */
function codesOf(dtype: DType): { readonly mean: number; readonly deviation: number } {
  return bitsOf(dtype) > 8 ? SIXTEEN_BITS : { mean: /^q?u/.test(dtype) ? -1 : 0, deviation: 2 ** -7 };
}

function wrong({ name }: Endpoint, why: string): ModelError {
  return new ModelError("parameter", `Input "${name}" takes no sound: ${why}.`, name);
}
