// Models that are made of one and run beside it: the original is loaded once and run on the samples once, for all of them.
import type { Context, Model } from "../core";
import { median, timedByTurns, warmUp } from "./benchmark";
import { EngineFailure } from "./engine-error";
import { EngineThread, type EngineHost } from "./engine-thread";
import { engineOf, ModelRunner } from "./model-runner";
import { firstRun, runLoaded, wantedOf, type FirstRun } from "./runs";
import { fedTo, type Side } from "./side";
import { pair, SameEachTime, sideBySide, upToFailure, type Question, type SideBySide } from "./verify";

/** Rounds in which each of two models is run once, and milliseconds after which none begins. */
const ROUNDS = 20;
const LONGEST = 500;

export interface BesideOriginalRun {
  readonly compared: SideBySide;
  /** Medians of a run, by turns, in milliseconds. */
  readonly before: number;
  readonly after: number;
}

export class BesideOriginal {
  /** The original's, where it stays loaded, and that of the others, one after the other. */
  readonly #threads: readonly [EngineThread, EngineThread];
  readonly #runner: ModelRunner;
  #first: Promise<FirstRun> | null = null;
  #same: SameEachTime | null = null;
  #isLoaded = false;

  /** @throws EngineError where no engine runs models of this format. */
  constructor(
    readonly original: Model,
    readonly question: Question,
    readonly host: EngineHost,
    readonly context: Context,
  ) {
    const kind = engineOf(original);
    const thread = () => new EngineThread(kind, host, question.limits, context.signal);
    this.#threads = [thread(), thread()];
    this.#runner = new ModelRunner(original, this.#threads[0], context);
  }

  /**
   * @param model In the format of the original.
   * @throws EngineError where one of them cannot be run, with the reason: the next one gets engines that are started anew.
   * How far it can be run is found out where it is this model alone that cannot: of the original it is the same for all.
   */
  async run(model: Model): Promise<BesideOriginalRun> {
    try {
      return await this.#run(model);
    } catch (error) {
      this.stop();
      throw error instanceof EngineFailure && (await this.#runs())
        ? await upToFailure(error, this.original, model, this.question, this.host, this.context)
        : error;
    }
  }

  /** Ends the workers; what runs next starts them again. */
  stop(): void {
    this.#threads.forEach((thread) => thread.stop());
    this.#isLoaded = false;
  }

  /** Whether the original was run. */
  async #runs(): Promise<boolean> {
    try {
      return (await this.#first) !== null;
    } catch {
      return false;
    }
  }

  async #run(model: Model): Promise<BesideOriginalRun> {
    const { question } = this;
    const [one, other] = await pair(this.#runner, new ModelRunner(model, this.#threads[1], this.context));
    // Where the original cannot be run, it cannot beside any.
    const first = await (this.#first ??= firstRun(one, question));
    const samples = first.samples.map((sample) => fedTo(other, one, sample));
    await other.runner.load(wantedOf(other, samples[0]!), question.dimensions);
    const results = await runLoaded(other.runner, samples);
    await this.#load(one, first);
    const compared = await sideBySide(one, other, first, results, this.#same!, question, this.context);
    await warmUp(() => other.runner.time(samples[0]!), LONGEST);
    const runs = [() => one.runner.time(first.samples[0]!), () => other.runner.time(samples[0]!)];
    const [before, after] = await timedByTurns(runs, ROUNDS, LONGEST, () => this.context.progress(0, 0));
    await other.runner.unload();
    return { compared, before: median(before!), after: median(after!) };
  }

  /** It stays loaded, and is as warm then as one that was run all the time. */
  async #load(one: Side, first: FirstRun): Promise<void> {
    const sample = first.samples[0]!;
    if (!this.#isLoaded) {
      await one.runner.load(wantedOf(one, sample), this.question.dimensions);
      this.#isLoaded = true;
      // Right after it was loaded, as the first time: what it holds from run to run is the same.
      const again = await one.runner.run(sample);
      this.#same ??= new SameEachTime(first, () => Promise.resolve(again));
    }
    await warmUp(() => one.runner.time(sample), LONGEST);
  }
}
