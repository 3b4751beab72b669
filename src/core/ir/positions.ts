// At which positions of a list a value stands. Long lists get an index on first use: a node may read a million values,
// and each of them may be replaced.
import type { Value } from "./value";

type List = readonly (Value | null)[];
type Index = Map<Value, number | Set<number>>;

/** Up to here looking through the list is quicker. */
const SHORT = 32;
const indexes = new WeakMap<List, Index>();

/** In ascending order. */
export function positionsOf(list: List, value: Value): number[] {
  if (list.length <= SHORT) {
    const found: number[] = [];
    list.forEach((each, position) => each === value && found.push(position));
    return found;
  }
  const found = indexOf(list).get(value);
  return found === undefined ? [] : typeof found === "number" ? [found] : [...found].sort((a, b) => a - b);
}

/** The first position; -1 where the value is not in the list. */
export function positionOf(list: List, value: Value): number {
  return list.length <= SHORT ? list.indexOf(value) : (positionsOf(list, value)[0] ?? -1);
}

export function contains(list: List, value: Value): boolean {
  return list.length <= SHORT ? list.includes(value) : indexOf(list).has(value);
}

/** Puts a value at a position. Lists that are asked about may be changed in no other way. */
export function put(list: (Value | null)[], position: number, value: Value | null): void {
  const index = indexes.get(list);
  if (index !== undefined) {
    forget(index, list[position] ?? null, position);
    remember(index, value, position);
  }
  list[position] = value;
}

function indexOf(list: List): Index {
  let index = indexes.get(list);
  if (index === undefined) {
    index = new Map();
    for (const [position, value] of list.entries()) {
      remember(index, value, position);
    }
    indexes.set(list, index);
  }
  return index;
}

function remember(index: Index, value: Value | null, position: number): void {
  if (value === null) {
    return;
  }
  const known = index.get(value);
  if (known === undefined) {
    index.set(value, position);
  } else if (typeof known === "number") {
    index.set(value, new Set([known, position]));
  } else {
    known.add(position);
  }
}

function forget(index: Index, value: Value | null, position: number): void {
  if (value === null) {
    return;
  }
  const known = index.get(value);
  if (known instanceof Set && known.size > 1) {
    known.delete(position);
  } else {
    index.delete(value);
  }
}
