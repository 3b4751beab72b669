// What is known of a value before a model runs.
import type { DType } from "../ir/dtype";
import type { Fact } from "../ir/fact";
import type { Dimension, Shape } from "../ir/value";
import { either } from "./dimension";

export type { Fact, Types } from "../ir/fact";

export const UNKNOWN: Fact = { dtype: null, shape: null, elements: null };

/** Elements are followed in tensors of up to so many. */
export const MOST_ELEMENTS = 64;
/** Shapes are followed up to this rank; runtimes stop at eight or so. */
export const MOST_DIMENSIONS = 64;

/** @param shape Null where the rank is unknown. */
export function fact(
  dtype: DType | null,
  shape: Shape | null | undefined,
  elements: readonly Dimension[] | null = null,
): Fact {
  return { dtype, shape: shape ?? null, elements: elements?.some((each) => each !== null) ? elements : null };
}

/** What holds for a value that may be either. */
export function union(one: Fact, other: Fact): Fact {
  if (one === other) {
    return one;
  }
  const [a, b] = [one.shape, other.shape];
  const shape = a !== null && b?.length === a.length ? a.map((length, axis) => either(length, b[axis]!)) : null;
  const [these, those] = [one.elements, other.elements];
  const elements =
    these !== null && those?.length === these.length ? these.map((each, index) => either(each, those[index]!)) : null;
  return fact(one.dtype === other.dtype ? one.dtype : null, shape, elements);
}

/** Whether two facts say the same. */
export function isEqual(one: Fact, other: Fact): boolean {
  return (
    one === other ||
    (one.dtype === other.dtype && areEqual(one.shape, other.shape) && areEqual(one.elements, other.elements))
  );
}

function areEqual(one: readonly Dimension[] | null, other: readonly Dimension[] | null): boolean {
  return one === null || other === null
    ? one === other
    : one === other || (one.length === other.length && one.every((each, index) => each === other[index]));
}
