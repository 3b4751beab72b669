// Where a list repeats itself. All maximal repetitions are found by the longest Lyndon words that begin at each place,
// once by an order of the items and once by its reverse (Bannai and others, "The 'Runs' Theorem", 2017): there are fewer
// of them than items, and the time is that of as many comparisons of parts, which a hash makes quick.

/** A part of a list in which each item is the one a period before, at least twice the period long, as far as it goes. */
export interface Repetition {
  readonly start: number;
  readonly end: number;
  readonly period: number;
}

/** In n·log n. */
export function repetitionsIn(items: Int32Array): Repetition[] {
  const parts = new Parts(items);
  const found: Repetition[] = [];
  const seen = new Set<number>();
  for (const sign of [1, -1]) {
    const next = nextSmaller(parts, sign);
    for (let at = 0; at < items.length; at++) {
      const period = next[at]! - at;
      const start = at - parts.sameBefore(at, at + period);
      const end = at + period + parts.sameFrom(at, at + period);
      const key = start * (items.length + 1) + end;
      if (end - start >= 2 * period && !seen.has(key)) {
        seen.add(key);
        found.push({ start, end, period });
      }
    }
  }
  return found.filter(({ start, end, period }) => parts.repeats(start, end, period));
}

/** For each place the next one from which on the rest of the list is smaller: up to there goes its Lyndon word. */
function nextSmaller(parts: Parts, sign: number): Int32Array {
  const { length } = parts.items;
  const next = new Int32Array(length);
  for (let at = length - 1; at >= 0; at--) {
    let other = at + 1;
    while (other < length && parts.isBefore(at, other, sign)) {
      other = next[other]!;
    }
    next[at] = other;
  }
  return next;
}

/** How many items are compared one by one before hashes of many are. */
const FEW = 8;
const BASE = 0x9e3779b1;

/** Parts of a list, compared by hashes: whoever rests on that checks what came of it. */
class Parts {
  /** Of all items before each place: h·BASE + item, modulo 2^32. */
  readonly #hashes: Int32Array;
  readonly #powers: Int32Array;

  constructor(readonly items: Int32Array) {
    const { length } = items;
    this.#hashes = new Int32Array(length + 1);
    this.#powers = new Int32Array(length + 1).fill(1);
    for (let at = 0; at < length; at++) {
      this.#hashes[at + 1] = (Math.imul(this.#hashes[at]!, BASE) + mixed(items[at]!)) | 0;
      this.#powers[at + 1] = Math.imul(this.#powers[at]!, BASE);
    }
  }

  /** How many items are the same from two places on. */
  sameFrom(left: number, right: number): number {
    const { items } = this;
    const most = items.length - Math.max(left, right);
    let same = 0;
    while (same < most && same < FEW && items[left + same] === items[right + same]) {
      same++;
    }
    return same < FEW ? same : this.#longest(most, (count) => this.#isSame(left, right, count));
  }

  /** How many items are the same before two places. */
  sameBefore(left: number, right: number): number {
    const { items } = this;
    const most = Math.min(left, right);
    let same = 0;
    while (same < most && same < FEW && items[left - 1 - same] === items[right - 1 - same]) {
      same++;
    }
    return same < FEW ? same : this.#longest(most, (count) => this.#isSame(left - count, right - count, count));
  }

  /** Whether the rest of the list from one place on is smaller than from another; the end is smaller than any item. */
  isBefore(left: number, right: number, sign: number): boolean {
    const same = this.sameFrom(left, right);
    const [one, other] = [left + same, right + same];
    return other < this.items.length && (this.items[one]! - this.items[other]!) * sign < 0;
  }

  /** Item by item. */
  repeats(start: number, end: number, period: number): boolean {
    for (let at = start + period; at < end; at++) {
      if (this.items[at] !== this.items[at - period]) {
        return false;
      }
    }
    return true;
  }

  #isSame(left: number, right: number, count: number): boolean {
    const [hashes, power] = [this.#hashes, this.#powers[count]!];
    const difference = (hashes[left + count]! - hashes[right + count]!) | 0;
    return difference === Math.imul((hashes[left]! - hashes[right]!) | 0, power);
  }

  /** The largest count up to `most` for which, as for all smaller ones, something is so. */
  #longest(most: number, isSo: (count: number) => boolean): number {
    // In a chain of the same blocks the rest is the same up to its end.
    if (isSo(most)) {
      return most;
    }
    let [least, step] = [Math.min(FEW, most), FEW];
    while (least + step <= most && isSo(least + step)) {
      least += step;
      step *= 2;
    }
    let beyond = Math.min(least + step, most + 1);
    while (beyond - least > 1) {
      const middle = (least + beyond) >>> 1;
      [least, beyond] = isSo(middle) ? [middle, beyond] : [least, middle];
    }
    return least;
  }
}

/** Spreads small numbers over all 32 bits (the finalizer of MurmurHash3). */
function mixed(item: number): number {
  let hash = item ^ 0x5bd1e995;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
