// The k-th largest magnitude of any number of elements, exactly and without sorting: magnitudes of finite floats are in
// the order of their bits, so that counting the upper and then the lower half of those is enough.
import { bytesOf } from "../../ir/tensor";

/** What stays: magnitudes above the threshold, and of those equal to it the first so many. */
export interface Threshold {
  /** A magnitude as the bits of its float32. */
  readonly bits: number;
  readonly ties: number;
}

const SIGN = 0x7fffffff;

/** The bits of elements without their signs can be compared as numbers: `bits[i] & SIGN`. */
export function bitsOfElements(elements: Float32Array): Uint32Array {
  const { buffer, byteOffset, byteLength } = bytesOf(elements);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

export function magnitude(bits: number): number {
  return bits & SIGN;
}

/** Give it all elements with countUpper, then all again with countLower. */
export class MagnitudeRank {
  /** Of all elements counted. */
  elements = 0;
  readonly #upper = new Float64Array(0x8000);
  readonly #lower = new Float64Array(0x10000);
  #chosen = 0;
  #left = 0;

  countUpper(elements: Float32Array): void {
    const bits = bitsOfElements(elements);
    for (let i = 0; i < bits.length; i++) {
      this.#upper[magnitude(bits[i]!) >>> 16]!++;
    }
    this.elements += elements.length;
  }

  /** @param rank From 1 for the largest to the number of elements. */
  choose(rank: number): void {
    [this.#chosen, this.#left] = findRank(this.#upper, rank);
  }

  countLower(elements: Float32Array): void {
    const bits = bitsOfElements(elements);
    for (let i = 0; i < bits.length; i++) {
      const each = magnitude(bits[i]!);
      if (each >>> 16 === this.#chosen) {
        this.#lower[each & 0xffff]!++;
      }
    }
  }

  threshold(): Threshold {
    const [lower, ties] = findRank(this.#lower, this.#left);
    return { bits: this.#chosen * 0x10000 + lower, ties };
  }
}

/** The bin that holds a rank, counted from the last bin, and the rank within it. */
function findRank(counts: Float64Array, rank: number): [bin: number, rank: number] {
  let left = rank;
  for (let bin = counts.length - 1; bin > 0; bin--) {
    const count = counts[bin]!;
    if (left <= count) {
      return [bin, left];
    }
    left -= count;
  }
  return [0, left];
}
