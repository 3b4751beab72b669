// Inputs made up for a model: of the types and shapes it states, in ranges that it is likely to take.
import {
  bitsOf,
  denseBytes,
  isFloat,
  OpenDimensions,
  type DType,
  type Endpoint,
  type Shape,
  type Value,
} from "../core";
import { bytesFrom, isNumeric, MOST_ELEMENTS } from "./elements";
import type { TensorData, Values } from "./engine";
import { EngineError } from "./engine-error";
import { indexBound } from "./index-bound";
import { decodedWav, isDecodedRate } from "./inputs/decoded-wav";
import { picture } from "./picture";
import { randomOf, type Random } from "./random";

/** How to fill what a model leaves open. Models take different ones: the first that works is kept. */
export interface Guess {
  /** Of lengths that are open. */
  readonly length: number;
  /** Of that which is the number of samples. */
  readonly batch: number;
  /** Of inputs without any shape. */
  readonly rank: number;
  /** Exclusive bound of integers of 32 and 64 bits: token numbers, indices, lengths. */
  readonly integers: number;
  /** Whether only last axes are of that length, as those of signals beside states are; others are 1. */
  readonly ends?: true;
}

const LENGTHS: readonly Omit<Guess, "batch">[] = [
  { length: 1, rank: 4, integers: 8 },
  { length: 1, rank: 4, integers: 2 },
  { length: 2, rank: 4, integers: 2 },
  { length: 4, rank: 4, integers: 4 },
  { length: 16, rank: 4, integers: 2 },
  { length: 64, rank: 4, integers: 2 },
  { length: 1, rank: 4, integers: 1 },
  { length: 1, rank: 1, integers: 2 },
  { length: 2, rank: 2, integers: 2 },
  { length: 1, rank: 0, integers: 2 },
];

/** Windows of a signal: what cuts it up needs so many samples of it at least. */
const SIGNALS: readonly Omit<Guess, "batch">[] = [
  { length: 64, rank: 2, integers: 8, ends: true },
  { length: 256, rank: 2, integers: 8, ends: true },
  { length: 512, rank: 2, integers: 8, ends: true },
];

/** One sample at a time; more only for models that take nothing else. */
export const GUESSES: readonly Guess[] = [
  ...[...LENGTHS, ...SIGNALS].map((each) => ({ ...each, batch: 1 })),
  ...LENGTHS.filter(({ length }) => length !== 1).map((each) => ({ ...each, batch: each.length })),
];

export interface InputPlan {
  readonly endpoint: Endpoint;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Of each sample. */
  readonly bytes: number;
  /** What it is filled with, for people. */
  readonly source: string;
  readonly make: (sample: number, seed: number) => TensorData;
}

/**
 * @param given lengths of open dimensions by name.
 * @throws EngineError for inputs that are not numbers.
 */
export async function planInputs(
  endpoints: readonly Endpoint[],
  guess: Guess,
  given: ReadonlyMap<string, number>,
): Promise<readonly InputPlan[]> {
  const dimensions = new OpenDimensions(given);
  const shapes = endpoints.map((endpoint) => {
    const { value, type } = endpoint;
    const dtype = type?.dtype ?? "float32";
    if (!isNumeric(dtype)) {
      throw new EngineError(`input "${endpoint.name}" holds ${dtype}, and only numbers can be fed`);
    }
    const stated = type?.shape ?? null;
    const isSound = decodedWav(value) !== null;
    const closed =
      stated === null
        ? new Array<number>(guess.rank).fill(guess.length)
        : dimensions.close(value, stated).map((length, axis) => {
            const isOpen = typeof stated[axis] !== "number" && !given.has(nameOf(value, stated[axis]!, axis));
            if (isSound && isOpen) {
              return axis === 0 ? RATE : 1;
            }
            const isOne = guess.ends === true && axis !== stated.length - 1;
            const guessed = isBatch(stated, axis) ? guess.batch : isOne ? 1 : guess.length;
            return isOpen && guessed !== 1 ? guessed : typeof length === "number" ? length : guessed;
          });
    return { endpoint, dtype, shape: closed };
  });
  const longest = shapes.reduce((most, { shape }) => Math.max(most, shape.at(-1) ?? 1), 1);
  return Promise.all(shapes.map(({ endpoint, dtype, shape }) => plan(endpoint, dtype, shape, guess, longest)));
}

/** Whether a length is the number of samples: by its name, or as the first of several that only a program named. */
function isBatch(shape: Shape, axis: number): boolean {
  const length = shape[axis];
  return typeof length === "string" && !/unk|dim|\?/i.test(length)
    ? /batch/i.test(length) || (axis === 0 && /^[nb]$/i.test(length))
    : axis === 0 && shape.length > 1;
}

function nameOf(value: Value, length: string | number | null, axis: number): string {
  return typeof length === "string" ? length : `${value.name}:${axis}`;
}

async function plan(
  endpoint: Endpoint,
  dtype: DType,
  shape: readonly number[],
  { integers }: Guess,
  longest: number,
): Promise<InputPlan> {
  const { value } = endpoint;
  const count = shape.reduce((product, length) => product * length, 1);
  if (!Number.isSafeInteger(count) || count > MOST_ELEMENTS) {
    throw new EngineError(`input "${endpoint.name}" would have ${shape.join("×")} elements, which is too much`);
  }
  const fill = (source: string, element: (random: Random) => (index: number) => number): InputPlan => ({
    endpoint,
    dtype,
    shape,
    bytes: denseBytes(dtype, count),
    source,
    make: (sample, seed) => {
      const at = element(randomOf(`${value.name}/${sample}`, seed));
      const numbers = new Float64Array(count);
      for (let index = 0; index < count; index++) {
        numbers[index] = at(index);
      }
      return { dtype, shape, bytes: bytesFrom(dtype, numbers) };
    },
  });
  if (dtype === "bool") {
    return fill("random bools", (random) => () => Number(random() < 0.5));
  }
  if (isMask(endpoint)) {
    return fill("ones", () => () => 1);
  }
  if (isFloat(dtype)) {
    return fill(...spread(shape, -1, 1, "random"));
  }
  if (bitsOf(dtype) <= 16) {
    // Quantized reals: all that their type can say.
    const least = /^q?u/.test(dtype) ? 0 : -(2 ** (bitsOf(dtype) - 1));
    const most = least + 2 ** bitsOf(dtype) - 1;
    const [source, reals] = spread(shape, least, most, "random");
    return fill(source, (random) => {
      const at = reals(random);
      return (index) => Math.round(at(index));
    });
  }
  if (isRate(endpoint)) {
    return fill(`${RATE}, a sample rate`, () => () => RATE);
  }
  if (isLength(endpoint)) {
    return fill(`the length of the longest, ${longest}`, () => () => longest);
  }
  const bound = await indexBound(value);
  const end = Math.max(1, bound ?? integers);
  const why = bound === null ? "" : ", as what it is an index into has";
  return fill(`random integers below ${end}${why}`, (random) => () => Math.floor(random() * end));
}

/** Pictures where the shape is that of one: noise is nothing that trained models know. */
function spread(
  shape: readonly number[],
  low: number,
  high: number,
  what: string,
): [string, (random: Random) => (index: number) => number] {
  const range = `between ${low} and ${high}`;
  const scaled = (unit: number) => low + (high - low) * unit;
  return picture(shape, () => 0) === null
    ? [`${what} ${range}`, (random) => () => scaled(random())]
    : [
        `random shapes on a gradient, ${range}`,
        (random) => {
          const pixels = picture(shape, random)!;
          return (index) => scaled(pixels[index]!);
        },
      ];
}

/** What says which of the other inputs' elements count. */
function isMask({ name, value }: Endpoint): boolean {
  return /mask/i.test(name) || /mask/i.test(value.name);
}

/** Of models of speech: a second of it. */
const RATE = 16_000;

function isRate({ name, value }: Endpoint): boolean {
  return isDecodedRate(value) || /^(sr|sampl(e|ing)_?rate)$/i.test(name);
}

/** What says how much of another input counts. */
function isLength({ name }: Endpoint): boolean {
  return /len(s|gths?)?$/i.test(name);
}

/** One sample of all inputs. */
export function sampleOf(plans: readonly InputPlan[], sample: number, seed: number): Values {
  return new Map(plans.map(({ endpoint, make }) => [endpoint.value.name, make(sample, seed)]));
}
