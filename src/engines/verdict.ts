import { decibelText, type VerdictWord } from "../core";
import type { Distance } from "./compare";

export interface Judged extends Distance {
  readonly name: string;
}

export interface Tolerances {
  /** At least so many dB of signal to noise. */
  readonly sqnr: number | null;
  /**
   * Differences that matter to nobody: an output without larger ones is in no need of signal to noise. Not by default:
   * numbers near 0 may be all that an output holds, and whether these are noise its numbers do not tell.
   */
  readonly ignored: number | null;
  /** At most so far apart. */
  readonly maxAbsolute: number | null;
  /** At least such a share of rows with the same largest element. */
  readonly agreement: number | null;
}

/** What counts where nothing is said: int8 weights are at about 40 dB, and below 20 answers begin to change. */
export const DEFAULT_TOLERANCES: Tolerances = { sqnr: 20, ignored: null, maxAbsolute: null, agreement: null };

/** So little is told: it may be noise of an output that is near 0 everywhere. */
const TINY = 1e-5;

export interface Verdict {
  readonly verdict: VerdictWord;
  readonly reason: string;
}

export function judge(outputs: readonly Judged[], tolerances: Tolerances): Verdict {
  const broken = outputs.flatMap((output) => faults(output, tolerances));
  if (broken.length > 0) {
    return { verdict: "different", reason: broken.join("; ") };
  }
  if (outputs.every(({ isIdentical }) => isIdentical)) {
    return { verdict: "identical", reason: "all outputs are the same, bit by bit" };
  }
  const worst = outputs.reduce((a, b) => ((b.sqnr ?? Infinity) < (a.sqnr ?? Infinity) ? b : a));
  const least = `"${worst.name}" differs most: by ${short(worst.maxAbsolute)} at most, ${decibelText(worst.sqnr)}`;
  return outputs.every(({ isRounding }) => isRounding)
    ? { verdict: "equal", reason: `${least}, which is rounding` }
    : { verdict: "close", reason: least };
}

function faults(output: Judged, { sqnr, ignored, maxAbsolute, agreement }: Tolerances): string[] {
  const { name, nonFinite, elements } = output;
  const matters = !output.isRounding && (ignored === null || output.maxAbsolute > ignored);
  const found: string[] = [];
  if (nonFinite > 0) {
    found.push(`"${name}" holds ${nonFinite} of ${elements} elements that are not finite`);
  }
  if (sqnr !== null && output.sqnr !== null && output.sqnr < sqnr && matters) {
    const tiny = output.maxAbsolute < TINY ? `, though no more than ${short(output.maxAbsolute)} apart` : "";
    found.push(`"${name}" is at ${decibelText(output.sqnr)}, less than ${sqnr} dB${tiny}`);
  }
  if (maxAbsolute !== null && output.maxAbsolute > maxAbsolute) {
    found.push(`"${name}" differs by ${short(output.maxAbsolute)}, more than ${maxAbsolute}`);
  }
  if (agreement !== null && output.top1 !== null && output.top1 < agreement) {
    found.push(
      `the largest element of "${name}" is the same in ${percent(output.top1)}, less than ${percent(agreement)}`,
    );
  }
  return found;
}

function short(number: number): string {
  return String(Number(number.toPrecision(3)));
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}
