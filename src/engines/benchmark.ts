// How long models take to load and to run, one beside the other.
import type { Context, DType, Model } from "../core";
import { numbersOf } from "./elements";
import type { Values } from "./engine";
import { EngineThread, type EngineHost, type Limits } from "./engine-thread";
import { engineOf, inputsOf, ModelRunner, outputsOf } from "./model-runner";
import type { GivenInputs } from "./inputs/given-inputs";
import { firstRun, wantedOf } from "./runs";
import type { Side } from "./side";

export interface BenchmarkQuestion {
  readonly seed: number;
  readonly dimensions: ReadonlyMap<string, number>;
  /** Null: made up. */
  readonly inputs: GivenInputs | null;
  /** Rounds in which each model is run once. */
  readonly runs: number;
  readonly limits: Limits;
}

export interface BenchmarkResult {
  readonly engine: string;
  readonly version: string;
  readonly inputs: readonly {
    readonly name: string;
    readonly dtype: string;
    readonly shape: readonly number[];
    readonly source: string;
    /** Least and most that it was fed with; null: it holds no whole numbers of 32 bits or more. */
    readonly range: readonly [number, number] | null;
  }[];
  /** All in milliseconds. Of the engine alone, which comes with the first model. */
  readonly start: number;
  readonly load: number;
  /** Of the first run after it was loaded. */
  readonly first: number;
  readonly median: number;
  /** Nine of ten runs take longer, and nine of ten less. */
  readonly tenth: number;
  readonly ninetieth: number;
  readonly runs: number;
  /** Runs before, until it was steady. */
  readonly warmUps: number;
  /** That the engine took in all, in bytes. */
  readonly memory: number;
}

/** Warm-up ends once the medians of so many runs and of as many before are alike to this share, or after so long. */
const STEADY_RUNS = 5;
const STEADY = 0.05;
const MOST_WARM_UPS = 200;
const MOST_MILLISECONDS = 5000;
const FEWEST_ROUNDS = 3;

interface Loaded {
  readonly runner: ModelRunner;
  readonly thread: EngineThread;
  readonly sample: Values;
  readonly result: Omit<BenchmarkResult, "median" | "tenth" | "ninetieth" | "runs" | "memory">;
}

/**
 * Each model has an engine of its own; they are run by turns, so that what else the computer does hits all of them.
 * @throws EngineError where one cannot be run, ModelError where the user cancels.
 */
export async function benchmarkModels(
  models: readonly Model[],
  question: BenchmarkQuestion,
  host: EngineHost,
  context: Context,
): Promise<readonly BenchmarkResult[]> {
  const threads = models.map((model) => new EngineThread(engineOf(model), host, question.limits, context.signal));
  try {
    const all: Loaded[] = [];
    for (const [index, model] of models.entries()) {
      all.push(await loaded(model, threads[index]!, question, context));
    }
    const timed = await timedByTurns(
      all.map(
        ({ runner, sample }) =>
          () =>
            runner.time(sample),
      ),
      question.runs,
      Infinity,
      (rounds) => context.progress(rounds, question.runs),
    );
    const results: BenchmarkResult[] = [];
    for (const [index, { thread, result }] of all.entries()) {
      const times = timed[index]!;
      const sorted = [...times].sort((a, b) => a - b);
      const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
      results.push({
        ...result,
        ...{ median: median(times), tenth: at(0.1), ninetieth: at(0.9), runs: times.length },
        memory: await thread.memory(),
      });
    }
    return results;
  } finally {
    threads.forEach((thread) => thread.stop());
  }
}

async function loaded(
  model: Model,
  thread: EngineThread,
  { seed, dimensions, inputs }: BenchmarkQuestion,
  context: Context,
): Promise<Loaded> {
  const begin = performance.now();
  await thread.start();
  const start = performance.now() - begin;
  const silent = { ...context, progress: () => context.progress(0, 0) };
  const runner = new ModelRunner(model, thread, silent);
  const side: Side = { runner, inputs: await inputsOf(model), outputs: outputsOf(model) };
  const { samples, sources } = await firstRun(side, { samples: 1, seed, dimensions, inputs });
  const sample = samples[0]!;
  const load = await runner.load(wantedOf(side, sample), dimensions);
  const first = await runner.time(sample);
  const warmUps = await warmUp(() => runner.time(sample), MOST_MILLISECONDS);
  const { kind } = thread;
  return {
    ...{ runner, thread, sample },
    result: {
      ...{ engine: kind.title, version: kind.version, start, load, first, warmUps },
      inputs: side.inputs.map(({ name, value }, index) => {
        const { dtype, shape, bytes } = sample.get(value.name)!;
        return { name, dtype, shape, source: sources[index]!.source, range: wholeRange(dtype, bytes) };
      }),
    },
  };
}

function wholeRange(dtype: DType, bytes: Uint8Array): readonly [number, number] | null {
  if (!/^u?int(32|64)$/.test(dtype) || bytes.byteLength === 0) {
    return null;
  }
  let [least, most] = [Infinity, -Infinity];
  for (const number of Array.from(numbersOf(dtype, bytes))) {
    least = Math.min(least, number);
    most = Math.max(most, number);
  }
  return [least, most];
}

/**
 * @param longest Milliseconds after which, but for the first three, no round begins.
 * @returns how long each run of each took.
 */
export async function timedByTurns(
  runs: readonly (() => Promise<number>)[],
  rounds: number,
  longest: number,
  progress: (rounds: number) => Promise<void> | void,
): Promise<readonly (readonly number[])[]> {
  const times = runs.map((): number[] => []);
  const end = performance.now() + longest;
  for (let round = 0; round < rounds && (round < FEWEST_ROUNDS || performance.now() < end); round++) {
    for (const [index, run] of runs.entries()) {
      times[index]!.push(await run());
    }
    await progress(round + 1);
  }
  return times;
}

/** Runs until that is steady. @param longest Milliseconds after which no run begins. @returns how many runs it took. */
export async function warmUp(run: () => Promise<number>, longest: number): Promise<number> {
  const times: number[] = [];
  const end = performance.now() + longest;
  while (times.length < MOST_WARM_UPS && performance.now() < end) {
    times.push(await run());
    if (times.length >= 2 * STEADY_RUNS) {
      const now = median(times.slice(-STEADY_RUNS));
      const before = median(times.slice(-2 * STEADY_RUNS, -STEADY_RUNS));
      if (Math.abs(now - before) <= STEADY * before) {
        break;
      }
    }
  }
  return times.length;
}

export function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
