// Two models side by side: fed the same, how far apart are they?
import type { Context, Endpoint, Model } from "../core";
import { Comparison, type Distance } from "./compare";
import type { Values } from "./engine";
import { EngineError } from "./engine-error";
import { EngineThread, type EngineHost, type Limits } from "./engine-thread";
import type { GivenInputs } from "./given-inputs";
import { measureLayers, type LayerDistance } from "./layer-distances";
import { engineOf, inputsOf, ModelRunner, outputsOf } from "./model-runner";
import { resultOf } from "./quantized";
import { GUESSES, planInputs, sampleOf, type InputPlan } from "./random-inputs";
import { fedTo, type Side } from "./side";
import { judge, type Judged, type Tolerances, type Verdict } from "./verdict";

/** How many samples are made up where nobody says. */
const MADE_UP = 4;

export interface Question {
  /** Null: what is given, or as many as are made up. */
  readonly samples: number | null;
  readonly seed: number;
  readonly taps: "all" | "outputs";
  /** Lengths for those that the models leave open, by name. */
  readonly dimensions: ReadonlyMap<string, number>;
  /** Null: made up. */
  readonly inputs: GivenInputs | null;
  readonly tolerances: Tolerances;
  readonly limits: Limits;
}

export interface Verification extends Verdict {
  readonly engine: string;
  readonly version: string;
  readonly samples: number;
  readonly inputs: readonly { readonly name: string; readonly source: string }[];
  readonly outputs: readonly OutputDistance[];
  readonly layers: readonly LayerDistance[];
  /** Of labelled inputs; there are none yet that have labels. */
  readonly accuracy: null;
}

export interface OutputDistance extends Omit<Distance, "isIdentical" | "isRounding"> {
  readonly name: string;
}

/** @throws EngineError, with the reason, where one of them cannot be run. */
export async function verifyModels(
  before: Model,
  after: Model,
  question: Question,
  host: EngineHost,
  context: Context,
): Promise<Verification> {
  const kinds = [engineOf(before), engineOf(after)] as const;
  const threads = kinds.map((kind) => new EngineThread(kind, host, question.limits, context.signal));
  try {
    const [one, other] = await pair(
      new ModelRunner(before, threads[0]!, context),
      new ModelRunner(after, kinds[0] === kinds[1] ? threads[0]! : threads[1]!, context),
    );
    const { plans, samples, results } = await firstRun(one, question);
    const others = await otherRun(other, one, samples, question);
    const outputs = compareOutputs(one, other, results, others);
    const layers =
      question.taps === "all" ? await measureLayers(one, other, samples, question.dimensions, context) : [];
    const names = new Set(kinds);
    return {
      engine: [...names].map(({ title }) => title).join(", "),
      version: [...names].map(({ version }) => version).join(", "),
      samples: samples.length,
      inputs: plans,
      outputs: outputs.map(({ isIdentical: _identical, isRounding: _rounding, ...output }) => output),
      layers,
      accuracy: null,
      ...judge(outputs, question.tolerances),
    };
  } finally {
    threads.forEach((thread) => thread.stop());
  }
}

/** Inputs and outputs by name, or, where names differ, by position. */
async function pair(one: ModelRunner, other: ModelRunner): Promise<[Side, Side]> {
  const [inputs, otherInputs] = [await inputsOf(one.model), await inputsOf(other.model)];
  const [outputs, otherOutputs] = [outputsOf(one.model), outputsOf(other.model)];
  if (outputs.length === 0) {
    throw new EngineError("the first model has no output that holds numbers");
  }
  return [
    { runner: one, inputs, outputs },
    {
      runner: other,
      inputs: counterparts(inputs, otherInputs, "input", false),
      outputs: counterparts(outputs, otherOutputs, "output", true),
    },
  ];
}

/** Those of the second model, in the order of the first; one that it does not need is left out. */
function counterparts(
  own: readonly Endpoint[],
  others: readonly Endpoint[],
  what: string,
  needsAll: boolean,
): readonly Endpoint[] {
  const byName = new Map(others.map((each) => [each.value.name, each]));
  const found = own.map(({ value }) => byName.get(value.name));
  if (found.every((each) => each !== undefined) && found.length === others.length) {
    return found;
  }
  if (own.length === others.length) {
    return others;
  }
  const strange = others.find(({ value }) => !own.some((each) => each.value.name === value.name));
  const missing = own.find((_, index) => found[index] === undefined);
  if (strange !== undefined) {
    throw new EngineError(`only the second model has the ${what} "${strange.name}"`);
  }
  if (needsAll && missing !== undefined) {
    throw new EngineError(`only the first model has the ${what} "${missing.name}"`);
  }
  return found.filter((each) => each !== undefined);
}

interface FirstRun {
  readonly plans: Verification["inputs"];
  readonly samples: readonly Values[];
  readonly results: readonly Values[];
}

/** Finds inputs that the first model takes, and what it makes of them. */
async function firstRun(side: Side, question: Question): Promise<FirstRun> {
  if (question.inputs !== null) {
    const { samples, sources } = question.inputs.forModel(side.inputs, question.samples);
    return { plans: sources, samples, results: await runAll(side, samples, question) };
  }
  let failure: unknown = null;
  let tried = new Set<string>();
  for (const guess of GUESSES) {
    const plans = await planInputs(side.inputs, guess, question.dimensions);
    const key = JSON.stringify(plans.map(({ dtype, shape, source }) => [dtype, shape, source]));
    if (tried.has(key)) {
      continue;
    }
    tried = tried.add(key);
    const samples = Array.from({ length: question.samples ?? MADE_UP }, (_, index) =>
      sampleOf(plans, index, question.seed),
    );
    try {
      const results = await runAll(side, samples, question);
      return { plans: plans.map(told), samples, results };
    } catch (error) {
      if (!(error instanceof EngineError) || error.isFinal) {
        throw error;
      }
      failure ??= error;
    }
  }
  throw failure;
}

function told({ endpoint, source, shape }: InputPlan) {
  return { name: endpoint.name, source: `${source}, ${shape.length === 0 ? "scalar" : shape.join("×")}` };
}

async function otherRun(
  other: Side,
  one: Side,
  samples: readonly Values[],
  question: Question,
): Promise<readonly Values[]> {
  return runAll(
    other,
    samples.map((sample) => fedTo(other, one, sample)),
    question,
  );
}

async function runAll(side: Side, samples: readonly Values[], { dimensions }: Question): Promise<readonly Values[]> {
  const { runner, inputs, outputs } = side;
  const shapes = new Map([...samples[0]!].map(([name, { shape }]) => [name, shape]));
  await runner.load({ inputs, outputs: outputs.map(({ value }) => value), taps: [], given: [], shapes }, dimensions);
  const results: Values[] = [];
  for (const sample of samples) {
    results.push(await runner.run(sample));
    await runner.context.progress(results.length, samples.length);
  }
  await runner.unload();
  return results;
}

function compareOutputs(one: Side, other: Side, results: readonly Values[], others: readonly Values[]): Judged[] {
  return one.outputs.map(({ value, name }, index) => {
    const twin = other.outputs[index]!.value;
    const comparison = new Comparison();
    for (const [sample, result] of results.entries()) {
      const [a, b] = [result.get(value.name), others[sample]!.get(twin.name)];
      const obstacle =
        a === undefined || b === undefined
          ? "the engine does not give it"
          : comparison.add(resultOf(value, a), resultOf(twin, b));
      if (obstacle !== null) {
        throw new EngineError(`output "${name}" cannot be compared: ${obstacle}`, true);
      }
    }
    return { name, ...comparison.distance };
  });
}
