// Where channels go when a tensor is reshaped. Elements keep their order, so that an axis of length C with B elements to
// each of its indices has channel ⌊p ÷ B⌋ mod C at position p.
import type { TargetLength } from "../../ir/channel-flow";
import type { Shape } from "../../ir/value";
import type { Work } from "./work";

/** The channels along one axis. */
export interface Run {
  /** From the start. */
  readonly axis: number;
  readonly channels: Int32Array;
  /** Set: every channel stands for a number of elements that is not known: one after another, or again and again. */
  readonly stretch: Stretch | null;
}

export type Stretch = "each" | "all";

/** More positions than this are not followed one by one. */
const MOST_POSITIONS = 2 ** 22;

export function repeated(channels: Int32Array, times: number, stretch: Stretch): Int32Array {
  const count = channels.length;
  return Int32Array.from({ length: count * times }, (_, i) =>
    stretch === "each" ? channels[Math.floor(i / times)]! : channels[i % count]!,
  );
}

/**
 * @param join Called for channels that can only go together afterwards.
 * @returns null where it cannot be told from what is known of the shapes, or would be too much work.
 */
export function reshaped(
  shape: Shape,
  run: Run,
  target: readonly TargetLength[],
  work: Work,
  join: (one: number, other: number) => void,
): Run | null {
  const { axis, channels } = run;
  const lengths = shape.map((length, i) => (i === axis ? channels.length : typeof length === "number" ? length : null));
  const lead = sharedLead(lengths, target, axis);
  const before = lengths.slice(lead);
  const after = target.slice(lead).map((length, i) => (length === "same" ? (lengths[lead + i] ?? null) : length));
  const known = run.stretch === null ? resolved(before, after) : null;
  const found =
    known !== null
      ? throughPositions(before as number[], { ...run, axis: axis - lead }, known, work, join)
      : throughEnds(before, { ...run, axis: axis - lead }, after, work, join);
  return found && { ...found, axis: found.axis + lead };
}

/** How many leading lengths are the same before and after, for certain, up to the axis. */
function sharedLead(lengths: readonly (number | null)[], target: readonly TargetLength[], axis: number): number {
  let lead = 0;
  while (lead < axis && (target[lead] === "same" || (lengths[lead] !== null && target[lead] === lengths[lead]))) {
    lead++;
  }
  // One length is not known on either side and all others multiply to the same: then it is the same too.
  if (lead === 0 && axis > 0 && lengths[0] === null && target[0] === null) {
    const rest = productOf(lengths.slice(1));
    const asked = productOf(target.slice(1).map((each, i) => (each === "same" ? (lengths[i + 1] ?? null) : each)));
    return rest !== null && rest === asked ? 1 + sharedLead(lengths.slice(1), target.slice(1), axis - 1) : 0;
  }
  return lead;
}

function productOf(lengths: readonly (number | null)[]): number | null {
  return lengths.reduce<number | null>(
    (product, each) => (product === null || each === null ? null : product * each),
    1,
  );
}

/** The lengths after, with the one left over worked out; null where it cannot be. */
function resolved(shape: Shape, target: Shape): number[] | null {
  const [before, after] = [shape, target].map((list) => list.map((each) => (typeof each === "number" ? each : null)));
  const total = productOf(before!);
  const stated = productOf(after!.map((each) => each ?? 1));
  const open = after!.filter((each) => each === null).length;
  if (total === null || stated === null || open > 1 || stated === 0 || total % stated !== 0) {
    return null;
  }
  const lengths = after!.map((each) => each ?? total / stated);
  return productOf(lengths) === total ? lengths : null;
}

/** All lengths are known: axes are taken together until both sides hold the same number of elements. */
function throughPositions(
  before: readonly number[],
  { axis, channels, stretch }: Run,
  after: readonly number[],
  work: Work,
  join: (one: number, other: number) => void,
): Run | null {
  let [from, to, start, first] = [0, 0, 0, 0];
  let [left, right] = [1, 1];
  while (from < before.length || to < after.length) {
    if (from < before.length && (left <= right || to === after.length)) {
      left *= before[from++]!;
    } else {
      right *= after[to++]!;
    }
    if (left !== right) {
      continue;
    }
    if (from > axis) {
      break;
    }
    [start, first, left, right] = [from, to, 1, 1];
  }
  const inner = before.slice(axis + 1, from).reduce((product, each) => product * each, 1);
  if (left !== right || left > MOST_POSITIONS || start > axis || !work.take(left * (to - first))) {
    return null;
  }
  const channelAt = (position: number) => Math.floor(position / inner) % channels.length;
  let best: { axis: number; slabs: Slabs } | null = null;
  for (let each = first; each < to; each++) {
    const slabs = slabsOf(after.slice(first, to), each - first, channels.length, channelAt);
    if (best === null || slabs.distinct > best.slabs.distinct) {
      best = { axis: each, slabs };
    }
  }
  if (best === null) {
    return null;
  }
  best.slabs.pairs.forEach(([one, other]) => join(channels[one]!, channels[other]!));
  return { axis: best.axis, channels: best.slabs.channels.map((index) => channels[index]!), stretch };
}

interface Slabs {
  /** A channel of each index of the axis. */
  readonly channels: Int32Array;
  /** Channels that share an index: they go together. */
  readonly pairs: readonly (readonly [number, number])[];
  readonly distinct: number;
}

function slabsOf(lengths: readonly number[], axis: number, count: number, channelAt: (at: number) => number): Slabs {
  const length = lengths[axis]!;
  const inner = lengths.slice(axis + 1).reduce((product, each) => product * each, 1);
  const total = lengths.reduce((product, each) => product * each, 1);
  const channels = new Int32Array(length).fill(-1);
  const parents = Int32Array.from({ length: count }, (_, i) => i);
  const find = (channel: number) => {
    while (parents[channel] !== channel) {
      channel = parents[channel] = parents[parents[channel]!]!;
    }
    return channel;
  };
  const pairs: [number, number][] = [];
  let distinct = count;
  for (let position = 0; position < total; position++) {
    const slab = Math.floor(position / inner) % length;
    const channel = channelAt(position);
    if (channels[slab] === -1) {
      channels[slab] = channel;
    } else if (find(channels[slab]!) !== find(channel)) {
      parents[find(channel)] = find(channels[slab]!);
      pairs.push([channels[slab]!, channel]);
      distinct--;
    }
  }
  return { channels, pairs, distinct };
}

/** Some lengths are not known, but the channels are the first axis that changes, or the last one. */
function throughEnds(
  before: readonly (number | null)[],
  run: Run,
  after: readonly (number | null)[],
  work: Work,
  join: (one: number, other: number) => void,
): Run | null {
  const { axis, channels, stretch } = run;
  const last = after.at(-1);
  if (last === undefined || stretch !== null) {
    return null;
  }
  const count = channels.length;
  // Everything from the channels on becomes one axis.
  if (axis === 0 && after.length === 1) {
    return stretched(0, channels, last, "each", work);
  }
  if (axis !== before.length - 1) {
    return null;
  }
  // Rows of the last axis, whatever their number: position p holds channel p mod C.
  if (last !== null ? last % count === 0 : after.length === 1) {
    return stretched(after.length - 1, channels, last, "all", work);
  }
  // Or a row in several: index i holds the channels i, i + last and so on.
  if (last !== null && last > 0 && count % last === 0 && work.take(count)) {
    channels.forEach((channel, place) => join(channels[place % last]!, channel));
    return { axis: after.length - 1, channels: channels.subarray(0, last), stretch: null };
  }
  return null;
}

function stretched(
  axis: number,
  channels: Int32Array,
  length: number | null,
  stretch: Stretch,
  work: Work,
): Run | null {
  if (length === null) {
    return { axis, channels, stretch };
  }
  const times = length / channels.length;
  return Number.isInteger(times) && length <= MOST_POSITIONS && work.take(length)
    ? { axis, channels: repeated(channels, times, stretch), stretch: null }
    : null;
}
