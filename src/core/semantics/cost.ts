// What operators cost: multiply-accumulates, which are the products that convolutions, matrix products, attention and
// recurrent layers sum up, one for each product. Products of elements by themselves, as of a scale, a batch
// normalization, a gate or a pool, are none. Padding counts as what it is added to: kernels go over it too.
import type { Node } from "../ir/node";
import type { Count, Lengths } from "../ir/operator";

export function elementsIn(shape: readonly number[]): number {
  return shape.reduce((count, length) => count * length, 1);
}

/** Each element of the result is a sum over these axes of the weights. */
export const perOutput =
  (weights: number, from: number, to?: number): Count =>
  (_, lengths) =>
    elementsIn(lengths.output(0)) * elementsIn(lengths.input(weights).slice(from, to));

/** Each element of an input is multiplied with these axes of the weights. */
export const perInput =
  (x: number, weights: number, from: number, to?: number): Count =>
  (_, lengths) =>
    elementsIn(lengths.input(x)) * elementsIn(lengths.input(weights).slice(from, to));

/** Each row of an input, along its last axis, is multiplied with all of these weights; those left out are none. */
export const perRow =
  (x: number, ...weights: readonly number[]): Count =>
  (_, lengths) =>
    elementsIn(lengths.input(x).slice(0, -1)) * elementsOfAll(lengths, weights);

export function elementsOfAll(lengths: Lengths, inputs: readonly number[]): number {
  return inputs.reduce((sum, each) => sum + (lengths.has(each) ? elementsIn(lengths.input(each)) : 0), 0);
}

/** Each element of the result is a sum along one axis of an input, which is counted from the end. */
export const along =
  (input: number, axis: (node: Node) => number): Count =>
  (node, lengths) =>
    elementsIn(lengths.output(0)) * (lengths.input(input).at(axis(node)) ?? NaN);

/**
 * Scores of queries against keys, and sums of values by them.
 * @param queries how many, over all batches and heads. @param size of a query, and of a value.
 */
export function attended(queries: number, keys: number, size: number, valueSize = size): number {
  return queries * keys * (size + valueSize);
}
