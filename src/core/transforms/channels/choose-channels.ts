// Which channels go: the least important of each part, or of the whole model.
import type { Part } from "./parts";

export interface Wanted {
  /** The share of channels that goes. */
  readonly ratio: number;
  /** How many channels of a part stay at most; null: the ratio says. */
  readonly keep: number | null;
  readonly scope: "layer" | "model";
  /** What stays is a multiple of this. */
  readonly roundTo: number;
  /** At least so many channels of a part stay. */
  readonly minimum: number;
}

/** @returns for each part the channels that go. No more go than were asked for: what stays is rounded up. */
export function chooseChannels(
  parts: readonly Part[],
  importance: (channel: number) => number,
  wanted: Wanted,
): number[][] {
  const ranked = parts.map((part) => rank(part.channels, importance));
  const asked =
    wanted.scope === "layer" || wanted.keep !== null
      ? parts.map((part) => staying(part, wanted))
      : stayingInModel(parts, ranked, importance, wanted.ratio);
  return parts.map((part, index) => {
    const stay = Math.min(part.channels.length, rounded(part, asked[index]!, wanted));
    return ranked[index]!.slice(0, part.channels.length - stay);
  });
}

/** The least important first; of equals the last first. */
function rank(channels: readonly number[], importance: (channel: number) => number): number[] {
  return [...channels].sort((a, b) => importance(a) - importance(b) || b - a);
}

function staying({ channels, multiplicity }: Part, { ratio, keep }: Wanted): number {
  return keep === null ? Math.ceil(channels.length * (1 - ratio) - 1e-9) : Math.floor(keep / multiplicity);
}

/** One threshold for all parts, so that the share is that of the model's channels. */
function stayingInModel(
  parts: readonly Part[],
  ranked: readonly (readonly number[])[],
  importance: (channel: number) => number,
  ratio: number,
): number[] {
  const all = parts.flatMap(({ multiplicity }, part) =>
    ranked[part]!.map((channel, place) => ({ part, place, multiplicity, importance: importance(channel) })),
  );
  all.sort((a, b) => a.importance - b.importance || a.part - b.part || a.place - b.place);
  let left = ratio * all.reduce((sum, { multiplicity }) => sum + multiplicity, 0);
  const stay = parts.map(({ channels }) => channels.length);
  for (const { part, multiplicity } of all) {
    left -= multiplicity;
    if (left < -1e-9) {
      break;
    }
    stay[part]!--;
  }
  return stay;
}

function rounded({ multiplicity }: Part, asked: number, { roundTo, minimum }: Wanted): number {
  const unit = roundTo / commonDivisor(roundTo, multiplicity);
  return Math.ceil(Math.max(1, Math.ceil(minimum / multiplicity), asked) / unit) * unit;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
