import { roundHalfEven } from "../quantize/arithmetic";
import { bitsOfElements, magnitude, MagnitudeRank, type Threshold } from "./magnitudes";

/** In each group of `of` inputs the `keep` with the largest magnitudes stay. */
export interface Pattern {
  readonly keep: number;
  readonly of: number;
}

/** max(round(elements · (1 − sparsity)), 1), as in TensorFlow's model optimization. */
export function survivors(elements: number, sparsity: number): number {
  return Math.max(1, roundHalfEven(elements * (1 - sparsity)));
}

/** The elements with all zero but those of the largest magnitudes, and of equal ones the first. */
export function prunedTo(elements: Float32Array, keep: number): Float32Array {
  const rank = new MagnitudeRank();
  rank.countUpper(elements);
  rank.choose(keep);
  rank.countLower(elements);
  return prunedBelow(elements, rank.threshold()).elements;
}

/** @returns the elements, and how many ties of the threshold are left for others. */
export function prunedBelow(elements: Float32Array, threshold: Threshold): { elements: Float32Array; ties: number } {
  const result = elements.slice();
  const bits = bitsOfElements(elements);
  let { ties } = threshold;
  for (let i = 0; i < bits.length; i++) {
    const each = magnitude(bits[i]!);
    if (each < threshold.bits) {
      result[i] = 0;
    } else if (each === threshold.bits && ties-- <= 0) {
      result[i] = 0;
    }
  }
  return { elements: result, ties: Math.max(0, ties) };
}

/** Groups run along an axis; a last one with fewer inputs counts as filled up with zeros. */
export function prunedGroups(
  elements: Float32Array,
  shape: readonly number[],
  axis: number,
  { keep, of }: Pattern,
): Float32Array {
  const result = elements.slice();
  const length = shape[axis]!;
  const inner = shape.slice(axis + 1).reduce((product, each) => product * each, 1);
  for (let start = 0; start < elements.length; start += length * inner) {
    for (let first = 0; first < length; first += of) {
      const size = Math.min(of, length - first);
      for (let column = 0; column < inner; column++) {
        pruneGroup(result, start + first * inner + column, size, inner, size - keep);
      }
    }
  }
  return result;
}

/** Sets the `count` smallest of a group to zero; of equal ones the last. */
function pruneGroup(elements: Float32Array, start: number, size: number, stride: number, count: number): void {
  const end = start + size * stride;
  let zeros = 0;
  for (let i = start; i < end; i += stride) {
    zeros += Number(elements[i] === 0);
  }
  for (; zeros < count; zeros++) {
    let smallest = -1;
    let least = Infinity;
    for (let i = start; i < end; i += stride) {
      const each = Math.abs(elements[i]!);
      if (each !== 0 && each <= least) {
        least = each;
        smallest = i;
      }
    }
    elements[smallest] = 0;
  }
}
