// Groups where names say nothing: parts of the graph that follow each other and are made of the same operators.
import { repetitionsIn, type Repetition } from "./repetitions";
import type { Grouping } from "./groups";

/** A graph as a list of nodes, each behind what it reads from. */
export interface Sequence {
  /** What each node is: equal numbers are alike. */
  readonly labels: Int32Array;
  /** For each node the last one that reads what it makes; itself where none does. */
  readonly lastReaders: Int32Array;
  /** What a part of the list is to be called, in the singular: "transformer layer". */
  readonly titleOf: (start: number, end: number) => string;
}

/** Repetitions of fewer nodes in all are not worth a group. */
const FEWEST_NODES = 8;

export function repeatedBlocks({ labels, lastReaders, titleOf }: Sequence): Grouping {
  const crossing = crossings(lastReaders);
  const of = new Int32Array(labels.length).fill(-1);
  const parents: number[] = [];
  const titles: string[] = [];
  const add = (parent: number, title: string, start: number, end: number) => {
    const group = parents.push(parent) - 1;
    titles.push(title);
    of.fill(group, start, end);
    return group;
  };
  for (const found of largestFirst(repetitionsIn(labels))) {
    const free = freePart(found, of);
    const blocks = blocksIn(free, crossing);
    if (!isWorthIt(blocks)) {
      continue;
    }
    const { start, period, count } = blocks;
    const title = titleOf(start, start + period);
    const all = add(of[start]!, `${count.toLocaleString("en-US")} × ${title}`, start, start + count * period);
    for (let block = 0; block < count && period > 1; block++) {
      add(all, `${title} ${block + 1}`, start + block * period, start + (block + 1) * period);
    }
  }
  return { of, parents, titles };
}

interface Blocks {
  readonly start: number;
  readonly period: number;
  readonly count: number;
}

function isWorthIt({ period, count }: Blocks): boolean {
  return count >= 2 && period * count >= FEWEST_NODES && (period > 1 || count >= FEWEST_NODES);
}

/** A smaller one can only be within a block of a larger one, or beside it. */
function largestFirst(found: readonly Repetition[]): Repetition[] {
  const whole = ({ start, end, period }: Repetition) => Math.floor((end - start) / period) * period;
  return found
    .filter((each) => whole(each) >= FEWEST_NODES)
    .sort((one, other) => whole(other) - whole(one) || other.period - one.period || one.start - other.start);
}

/** The part around the middle that is in one group. */
function freePart({ start, end, period }: Repetition, of: Int32Array): Repetition {
  const middle = (start + end) >>> 1;
  const group = of[middle]!;
  let [from, to] = [middle, middle + 1];
  while (from > start && of[from - 1] === group) {
    from--;
  }
  while (to < end && of[to] === group) {
    to++;
  }
  return { start: from, end: to, period };
}

/** How many values go from before each place to it or behind. */
function crossings(lastReaders: Int32Array): Int32Array {
  const crossing = new Int32Array(lastReaders.length + 1);
  lastReaders.forEach((last, node) => {
    if (last > node) {
      crossing[node + 1]!++;
      crossing[last + 1]!--;
    }
  });
  for (let at = 1; at < crossing.length; at++) {
    crossing[at]! += crossing[at - 1]!;
  }
  return crossing;
}

/** Whole blocks, begun where the fewest values go from one to the next: one block less may be worth that. */
function blocksIn({ start, end, period }: Repetition, crossing: Int32Array): Blocks {
  const most = Math.floor((end - start) / period);
  let [best, least]: [Blocks, number] = [{ start, period, count: most }, Infinity];
  for (let from = start; from < start + period; from++) {
    const count = Math.floor((end - from) / period);
    if (count < Math.max(most - 1, 2)) {
      break;
    }
    let values = 0;
    for (let block = 0; block <= count; block++) {
      values += crossing[from + block * period]!;
    }
    const mean = values / (count + 1);
    if (mean < least) {
      [best, least] = [{ start: from, period, count }, mean];
    }
  }
  return best;
}
