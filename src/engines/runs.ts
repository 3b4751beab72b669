// A model run on samples: made up until some fit, or as they are given.
import { bytesText, type Endpoint } from "../core";
import type { Values } from "./engine";
import { EngineError } from "./engine-error";
import type { GivenInput, GivenInputs } from "./inputs/given-inputs";
import { statedValues } from "./inputs/stated-values";
import type { ModelRunner } from "./model-runner";
import { GUESSES, planInputs, sampleOf, type InputPlan } from "./random-inputs";
import type { Wanted } from "./prepared";
import type { Side } from "./side";

/** How many samples are made up where nobody says. */
const MADE_UP = 4;
/** What is held of inputs, and of outputs, of all samples together. */
const MOST_BYTES = 1024 ** 3;

export interface Demand {
  /** Null: what is given, or as many as are made up. */
  readonly samples: number | null;
  readonly seed: number;
  /** Lengths for those that the model leaves open, by name. */
  readonly dimensions: ReadonlyMap<string, number>;
  /** Null: made up. */
  readonly inputs: GivenInputs | null;
}

export interface FirstRun {
  /** What each input is filled with, for people. */
  readonly sources: readonly { readonly name: string; readonly source: string }[];
  readonly samples: readonly Values[];
  /** The class that each sample is of; null: that is not known. */
  readonly labels: readonly number[] | null;
  readonly results: readonly Values[];
  /** Whether results depend on inputs, as far as these tell: of one sample nobody knows, and it counts as so. */
  readonly isTelling: boolean;
}

/**
 * Finds inputs that a model takes, and what it makes of them: the first made-up ones of which it makes not always the
 * same, if there are any. A detector fed one pixel finds nothing, whatever its weights are.
 * @throws EngineError where it takes none.
 */
export async function firstRun(side: Side, demand: Demand): Promise<FirstRun> {
  if (demand.inputs !== null) {
    const stated = await statedValues(side.runner.model);
    const endpoints = side.inputs.map((endpoint) => closed(endpoint, demand.dimensions));
    const { samples, sources, labels } = await demand.inputs.forModel(
      endpoints,
      stated,
      demand.samples,
      () => side.runner.silent.progress(0, 0),
      (endpoint) => madeUp(endpoint, demand),
    );
    checkSize("inputs", sizeOf(samples));
    return told({ sources, samples, labels, results: await runAll(side, samples, demand) });
  }
  const count = demand.samples ?? MADE_UP;
  let failure: unknown = null;
  let silent: FirstRun | null = null;
  const tried = new Set<string>();
  for (const guess of GUESSES) {
    const plans = await planInputs(side.inputs, guess, demand.dimensions);
    const key = JSON.stringify(plans.map(({ dtype, shape, source }) => [dtype, shape, source]));
    if (tried.has(key)) {
      continue;
    }
    tried.add(key);
    checkSize("inputs", count * plans.reduce((sum, { bytes }) => sum + bytes, 0));
    const samples = Array.from({ length: count }, (_, index) => sampleOf(plans, index, demand.seed));
    try {
      const results = await runAll(side, samples, demand);
      const run = told({ sources: plans.map(sourceOf), samples, labels: null, results });
      if (run.isTelling) {
        return run;
      }
      silent ??= run;
    } catch (error) {
      if (!(error instanceof EngineError) || (error.isFinal && silent === null)) {
        throw error;
      }
      if (error.isFinal) {
        break;
      }
      failure ??= error;
    }
  }
  if (silent === null) {
    throw failure;
  }
  return silent;
}

/** The same for each sample. */
function madeUp(endpoint: Endpoint, { dimensions, seed }: Demand): GivenInput {
  return {
    ...{ name: endpoint.name, source: "" },
    samples: async () => {
      const plans = await planInputs([endpoint], GUESSES[0]!, dimensions);
      return { samples: [...sampleOf(plans, 0, seed).values()], told: sourceOf(plans[0]!).source };
    },
  };
}

/** With the lengths that are given of those that the model leaves open. */
function closed(endpoint: Endpoint, given: ReadonlyMap<string, number>): Endpoint {
  const { type, value } = endpoint;
  const shape = (type?.shape ?? null)?.map((length, axis) =>
    typeof length === "number" ? length : (given.get(length ?? `${value.name}:${axis}`) ?? length),
  );
  return type === null || shape === undefined ? endpoint : { ...endpoint, type: { ...type, shape } };
}

function told(run: Omit<FirstRun, "isTelling">): FirstRun {
  const [first, ...others] = run.results;
  return { ...run, isTelling: others.length === 0 || others.some((each) => !isSame(each, first!)) };
}

/** Bit by bit. */
export function isSame(one: Values, other: Values): boolean {
  return [...one].every(([name, { bytes }]) => {
    const others = other.get(name)?.bytes;
    return bytes.byteLength === others?.byteLength && bytes.every((byte, index) => byte === others[index]);
  });
}

function sourceOf({ endpoint, source, shape }: InputPlan) {
  return { name: endpoint.name, source: `${source}, ${shape.length === 0 ? "scalar" : shape.join("×")}` };
}

/** All outputs, for inputs of the shapes that a sample has. */
export function wantedOf({ inputs, outputs }: Side, sample: Values): Wanted {
  const shapes = new Map([...sample].map(([name, { shape }]) => [name, shape]));
  return { inputs, outputs: outputs.map(({ value }) => value), taps: [], given: [], shapes };
}

/** @throws EngineError where the engine cannot, or where all results together are too large to hold. */
export async function runAll(
  side: Side,
  samples: readonly Values[],
  { dimensions }: Pick<Demand, "dimensions">,
): Promise<readonly Values[]> {
  const { runner } = side;
  await runner.load(wantedOf(side, samples[0]!), dimensions);
  const results = await runLoaded(runner, samples);
  await runner.unload();
  return results;
}

/** The same of a model that is loaded and stays so. */
export async function runLoaded(runner: ModelRunner, samples: readonly Values[]): Promise<readonly Values[]> {
  const results: Values[] = [];
  let bytes = 0;
  for (const sample of samples) {
    const result = await runner.run(sample);
    for (const data of result.values()) {
      bytes += data.bytes.byteLength;
    }
    checkSize("outputs", bytes);
    results.push(result);
    await runner.context.progress(results.length, samples.length);
  }
  return results;
}

function sizeOf(samples: readonly Values[]): number {
  return samples.reduce(
    (sum, sample) => [...sample.values()].reduce((bytes, data) => bytes + data.bytes.byteLength, sum),
    0,
  );
}

function checkSize(what: string, bytes: number): void {
  if (!(bytes <= MOST_BYTES)) {
    throw new EngineError(
      `its ${what} would take ${bytesText(bytes)} for all samples, of ${bytesText(MOST_BYTES)} at most`,
      true,
    );
  }
}
