// Two models side by side: fed the same, how far apart are they?
import { allGraphs, counted, type Context, type Endpoint, type Model, type OutputDistance } from "../core";
import { accuracyOf, type Accuracy } from "./accuracy";
import { Comparison } from "./compare";
import type { Values } from "./engine";
import { EngineError, EngineFailure } from "./engine-error";
import { EngineThread, type EngineHost, type Limits } from "./engine-thread";
import { longestPart } from "./longest-part";
import { measureLayers, type MeasuredLayer } from "./layer-distances";
import { engineOf, inputsOf, ModelRunner, outputsOf } from "./model-runner";
import { part, Steady } from "./progress";
import { resultOf } from "./quantized";
import { firstRun, isSame, runAll, type Demand, type FirstRun } from "./runs";
import { fedTo, type Side } from "./side";
import { judge, type Judged, type Tolerances, type Verdict } from "./verdict";

export interface Question extends Demand {
  /** all: layers with their own share; accumulated: without. */
  readonly taps: "all" | "accumulated" | "outputs";
  readonly tolerances: Tolerances;
  readonly limits: Limits;
  /** Whether who cancels while layers are measured gets what is known by then. */
  readonly mayEndEarly?: boolean;
}

export interface Verification extends Verdict {
  readonly engine: string;
  readonly version: string;
  readonly samples: number;
  readonly inputs: readonly { readonly name: string; readonly source: string }[];
  readonly outputs: readonly OutputDistance[];
  readonly layers: readonly MeasuredLayer[];
  /** What layers do not tell of, as a sentence; null: nothing, or layers were not asked for. */
  readonly leftOut: string | null;
  /** Whether the first model makes not the same of every sample; of one sample nobody knows, and it counts as so. */
  readonly isTelling: boolean;
  /** Null: nobody said what is right. */
  readonly accuracy: Accuracy | null;
}

/** What is told of two models that were run on the same. */
export type SideBySide = Pick<
  Verification,
  "samples" | "inputs" | "outputs" | "isTelling" | "accuracy" | "verdict" | "reason"
>;

/**
 * @throws EngineError where one of them cannot be run, with the reason, and with how far apart they are up to the last
 * values that can be.
 */
export async function verifyModels(
  before: Model,
  after: Model,
  question: Question,
  host: EngineHost,
  context: Context,
): Promise<Verification> {
  try {
    return await verifyWhole(before, after, question, host, context);
  } catch (error) {
    throw error instanceof EngineFailure ? await upToFailure(error, before, after, question, host, context) : error;
  }
}

/** A failure, with how far apart the models are up to the last values that can be run. */
export async function upToFailure(
  error: EngineFailure,
  before: Model,
  after: Model,
  question: Question,
  host: EngineHost,
  context: Context,
): Promise<EngineError> {
  const verifyPart = (one: Model, other: Model) =>
    verifyWhole(one, other, { ...question, taps: "outputs" }, host, context);
  const longest = await longestPart(before, after, verifyPart, context);
  return longest === null
    ? error
    : new EngineError(
        `${error.message}; up to ${longest.outputs.map(({ name }) => `"${name}"`).join(", ")} they are ${longest.verdict}: ${longest.reason}`,
        true,
      );
}

async function verifyWhole(
  before: Model,
  after: Model,
  question: Question,
  host: EngineHost,
  context: Context,
): Promise<Verification> {
  const kinds = [engineOf(before), engineOf(after)] as const;
  const threads = kinds.map((kind) => new EngineThread(kind, host, question.limits, context.signal));
  const steady = new Steady(context);
  const ofOutputs = question.taps === "outputs" ? 1 : OUTPUTS_SHARE;
  try {
    const [one, other] = await pair(
      new ModelRunner(before, threads[0]!, part(steady.context, 0, ofOutputs / 2), steady.silent),
      new ModelRunner(
        after,
        kinds[0] === kinds[1] ? threads[0]! : threads[1]!,
        part(steady.context, ofOutputs / 2, ofOutputs),
        steady.silent,
      ),
    );
    const first = await firstRun(one, question);
    const { samples } = first;
    const others = await otherRun(other, one, samples, question);
    const same = new SameEachTime(first, async () => (await runAll(one, samples.slice(0, 1), question))[0]!);
    const compared = await sideBySide(one, other, first, others, same, question, steady.silent);
    const layers =
      question.taps === "outputs"
        ? []
        : await layersOf(one, other, samples, question, part(steady.context, ofOutputs, 1));
    const names = new Set(kinds);
    return {
      engine: [...names].map(({ title }) => title).join(", "),
      version: [...names].map(({ version }) => version).join(", "),
      ...compared,
      layers,
      leftOut: question.taps === "outputs" ? null : leftOut(before),
    };
  } finally {
    threads.forEach((thread) => thread.stop());
  }
}

const SILENT =
  "but the first model makes the same of every sample, which tells little: give it inputs, or other lengths for open dimensions";

/** Of the work, where layers are measured, too. */
const OUTPUTS_SHARE = 0.3;

async function layersOf(
  one: Side,
  other: Side,
  samples: readonly Values[],
  { taps, dimensions, mayEndEarly }: Question,
  context: Context,
): Promise<readonly MeasuredLayer[]> {
  try {
    return await measureLayers(one, other, samples, dimensions, taps === "all", context);
  } catch (error) {
    if (mayEndEarly === true && context.signal?.aborted === true) {
      return [];
    }
    throw error;
  }
}

function leftOut(model: Model): string | null {
  const [main] = model.graphs;
  const inner = [...allGraphs(model)].reduce((sum, graph) => sum + (graph === main ? 0 : graph.nodes.length), 0);
  return inner === 0
    ? null
    : `${counted(inner, "node")} of branches, loops and functions: what these make is handed out by no engine, and not compared by itself.`;
}

/** Whether a model makes the same of a sample each time: those that draw numbers do not. */
export class SameEachTime {
  #checked: Promise<void> | null = null;

  /** @param again What it makes of the first sample another time. */
  constructor(
    readonly first: FirstRun,
    readonly again: () => Promise<Values>,
  ) {}

  /** @throws EngineError where it does not. */
  check(): Promise<void> {
    return (this.#checked ??= this.#check());
  }

  async #check(): Promise<void> {
    const again = await this.again();
    for (const [name, data] of this.first.results[0]!) {
      if (!isSame(new Map([[name, data]]), again)) {
        throw new EngineError(`the first model makes another "${name}" of the same input each time it runs`, true);
      }
    }
  }
}

/** Inputs and outputs by name, or, where names differ, by position. */
export async function pair(one: ModelRunner, other: ModelRunner): Promise<[Side, Side]> {
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

/** @param others What the second model made of what the first one was run on. */
export async function sideBySide(
  one: Side,
  other: Side,
  { sources, samples, labels, results, isTelling }: FirstRun,
  others: readonly Values[],
  same: SameEachTime,
  { tolerances }: Question,
  context: Context,
): Promise<SideBySide> {
  const outputs = await compareOutputs(one, other, results, others, () => context.progress(0, 0));
  const { verdict, reason } = judge(outputs, tolerances);
  if (verdict === "different") {
    await same.check();
  }
  return {
    samples: samples.length,
    inputs: sources,
    outputs: outputs.map(({ isIdentical: _identical, isRounding: _rounding, ...output }) => output),
    isTelling,
    accuracy: labels === null ? null : accuracyOf(labels, one.outputs, other.outputs, results, others),
    verdict,
    reason: isTelling ? reason : `${reason}; ${SILENT}`,
  };
}

async function compareOutputs(
  one: Side,
  other: Side,
  results: readonly Values[],
  others: readonly Values[],
  pause: () => Promise<void>,
): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const [index, { value, name }] of one.outputs.entries()) {
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
      await pause();
    }
    judged.push({ name, ...comparison.distance });
  }
  return judged;
}
