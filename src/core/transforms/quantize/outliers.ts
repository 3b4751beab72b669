// Weights so large that the scale they ask for leaves nothing of those they share it with.
import type { Groups } from "./groups";

/** Codes of elements, and how they came about. */
export interface Coded {
  readonly codes: Int8Array | Uint8Array;
  /** The largest magnitude of each group. */
  readonly largest: Float32Array;
  /** The code of 0, for each group or for all. */
  readonly zeros: readonly number[] | number;
}

/** So few of a group's weights, in a hundred, may be all that is left of it. */
const FEW = 1;
/** Of several groups one is out of the common, and not just sparse, where it is so many times as large as most. */
const UNCOMMON = 100;
/** Those may be as many, in a hundred. */
const MOST = 95;

/** What a weight does to those of its group; null where there is none out of the common. */
export function outlierIn(elements: Float32Array, groups: Groups, coded: Coded): string | null {
  const { codes, largest, zeros } = coded;
  const last = Math.min(groups.count - 2, Math.floor((groups.count * MOST) / 100));
  const common = Float32Array.from(largest).sort()[last] ?? 0;
  const isUncommon = (group: number) => largest[group]! > UNCOMMON * common;
  if (
    groups.count === 1
      ? !mayBeLost(codes, typeof zeros === "number" ? zeros : zeros[0]!)
      : !largest.some((_, group) => isUncommon(group))
  ) {
    return null;
  }
  const nonZeros = new Float64Array(groups.count);
  const lost = new Float64Array(groups.count);
  groups.forEachRun((start, end, first, step) => {
    for (let i = start, group = first; i < end; i++, group += step) {
      const x = elements[i]!;
      if (x !== 0) {
        nonZeros[group]!++;
        lost[group]! += codes[i] === (typeof zeros === "number" ? zeros : zeros[group]!) ? 1 : 0;
      }
    }
  });
  for (let group = 0; group < groups.count; group++) {
    const left = nonZeros[group]! - lost[group]!;
    if (lost[group]! > 0 && left <= Math.max(1, (nonZeros[group]! * FEW) / 100) && isUncommon(group)) {
      const others = `${lost[group]!.toLocaleString("en-US")} ${lost[group] === 1 ? "other" : "others"}`;
      return `a weight of ±${largest[group]!.toPrecision(2)} is so large that beside it ${others} would become 0`;
    }
  }
  return null;
}

/** Whether so many codes are 0 that it is worth to see which elements are. */
function mayBeLost(codes: Int8Array | Uint8Array, zero: number): boolean {
  let count = 0;
  for (let i = 0; i < codes.length; i++) {
    count += codes[i] === zero ? 1 : 0;
  }
  return codes.length - count <= Math.max(1, (codes.length * FEW) / 100);
}
