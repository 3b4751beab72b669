/** Groups of the items of a list, one in another, as columns: by position of the item, and of the group. */
export interface Groups {
  /** For each item the innermost group that it is in; −1: none. */
  readonly of: Int32Array;
  /** For each group the one that it is in; −1: none. A group stands after that. */
  readonly parents: Int32Array;
  /** How each is called among those beside it: "encoder", "12 × transformer layer". */
  readonly titles: readonly string[];
  /** How many items are in it, those of groups in it included. */
  readonly counts: Int32Array;
  /** The first group with the same operators in the same order; itself where there is none before. */
  readonly alike: Int32Array;
}

/** Groups as they are found. */
export interface Grouping {
  readonly of: Int32Array;
  readonly parents: readonly number[];
  readonly titles: readonly string[];
}

/** For each group the sum over its items and those of the groups in it. @param amountOf By position of the item. */
export function sumsOf(
  { of, parents }: { readonly of: Int32Array; readonly parents: ArrayLike<number> },
  amountOf: (item: number) => number,
): Float64Array {
  const sums = new Float64Array(parents.length);
  of.forEach((group, item) => {
    if (group >= 0) {
      sums[group]! += amountOf(item);
    }
  });
  for (let group = parents.length - 1; group >= 0; group--) {
    const parent = parents[group]!;
    if (parent >= 0) {
      sums[parent]! += sums[group]!;
    }
  }
  return sums;
}

/** @param labels What each item is: equal numbers are alike. */
export function withCounts({ of, parents, titles }: Grouping, labels: Int32Array): Groups {
  const counts = Int32Array.from(sumsOf({ of, parents }, () => 1));
  return { of, parents: Int32Array.from(parents), titles, counts, alike: alikeOf(of, parents, labels) };
}

/** Two groups are alike where a hash says so: of the labels of their own items in order, and of the groups in them. */
function alikeOf(of: Int32Array, parents: readonly number[], labels: Int32Array): Int32Array {
  const hashes = new Int32Array(parents.length).fill(1);
  of.forEach((group, item) => {
    if (group >= 0) {
      hashes[group] = Math.imul(hashes[group]!, 0x9e3779b1) + labels[item]! + 1;
    }
  });
  const inner = new Int32Array(parents.length);
  const first = new Map<number, number>();
  const wholes = new Int32Array(parents.length);
  for (let group = parents.length - 1; group >= 0; group--) {
    const whole = Math.imul(hashes[group]!, 0x85ebca6b) ^ Math.imul(inner[group]!, 0xc2b2ae35);
    wholes[group] = whole;
    first.set(whole, group);
    const parent = parents[group]!;
    if (parent >= 0) {
      inner[parent]! += Math.imul(whole ^ (whole >>> 15), 0x27d4eb2f) | 1;
    }
  }
  return wholes.map((whole) => first.get(whole)!);
}
