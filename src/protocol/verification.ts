// What came of running a model before and after.
import type { OutputDistance, VerdictWord } from "../core";

/** How far the results of a model are from those of its file as it was opened. */
export interface VerificationState {
  readonly verdict: VerdictWord;
  readonly reason: string;
  /** Signal to noise of the worst output in dB; null where nothing differs. */
  readonly sqnr: number | null;
  readonly engine: string;
  readonly samples: number;
  /** Of as many samples as have labels, the share that is right; null: nobody said what is. */
  readonly accuracy: { readonly before: number; readonly after: number; readonly labels: number } | null;
  /** What each input was filled with. */
  readonly inputs: readonly { readonly name: string; readonly source: string }[];
  readonly outputs: readonly OutputDistance[];
  /** Null where no layer could be compared. */
  readonly noise: NoiseState | null;
  /** What layers do not tell of, as a sentence; null: nothing. */
  readonly leftOut: string | null;
  /** A step that promises to change no numbers and does. */
  readonly faulty: FaultyStep | null;
  /** Whether it was cancelled before all was compared. */
  readonly isPartial: boolean;
}

/** Signal to noise of what each node of a graph makes, with all that went wrong before it. */
export interface NoiseState {
  readonly graph: number;
  /** By node, in dB; NaN where it was not compared, infinite where nothing differs. */
  readonly decibels: Float32Array;
}

export interface FaultyStep {
  readonly step: number;
  readonly title: string;
  /** Of the worst output, by this step alone. */
  readonly sqnr: number | null;
}
