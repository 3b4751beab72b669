// What is known of tensors whose elements were moved.
import { elementCount } from "../ir/dtype";
import type { DType } from "../ir/dtype";
import type { Dimension, Shape } from "../ir/value";
import { add, multiply } from "./dimension";
import { filled, smallShape, spreadOut, strided, stridesOf } from "./elements";
import { fact, MOST_ELEMENTS, type Fact } from "./fact";
import { Unclear } from "../ir/operator";
import { commonType } from "./rules";
import {
  axisOf,
  broadcast,
  clampedBounds,
  concatenated,
  limitedRank,
  reshaped,
  sliceLength,
  squeezed,
  transposed,
  unknownOf,
  unsqueezed,
} from "./shape-rules";

/** Elements in the same order, in another shape. */
function inShape({ dtype, elements }: Fact, shape: Shape | null): Fact {
  return fact(dtype, shape, elements);
}

/** @param target Null where not even its length is known. */
export function reshape(x: Fact, target: readonly Dimension[] | null, zeroCopies: boolean): Fact {
  return inShape(x, target && reshaped(x.shape, target, zeroCopies));
}

/** Axes null: all of length 1. */
export function squeeze(x: Fact, axes: readonly number[] | null): Fact {
  return inShape(x, squeezed(x.shape, axes));
}

export function unsqueeze(x: Fact, axes: readonly number[] | null): Fact {
  return inShape(x, axes && unsqueezed(x.shape, axes));
}

/** Order null: the axes reversed. */
export function transpose(x: Fact, order: readonly number[] | null): Fact {
  const shape = transposed(x.shape, order);
  const [from, to] = [smallShape(x.shape), smallShape(shape)];
  if (x.elements === null || from === null || to === null) {
    return fact(x.dtype, shape);
  }
  const strides = stridesOf(from);
  const turned = order === null ? strides.reverse() : order.map((axis) => strides[axisOf(axis, from.length)]!);
  return fact(x.dtype, shape, strided(x.elements, to, turned, 0));
}

export interface Bounds {
  readonly start: Dimension;
  readonly end: Dimension;
  readonly step: Dimension;
}

/** @param bounds By axis; undefined for those that are taken whole. */
export function slice(x: Fact, bounds: readonly (Bounds | undefined)[]): Fact {
  if (x.shape === null) {
    return fact(x.dtype, null);
  }
  const shape = x.shape.map((length, axis) => {
    const bound = bounds[axis];
    return bound === undefined ? length : sliceLength(length, bound.start, bound.end, bound.step);
  });
  const [from, to] = [smallShape(x.shape), smallShape(shape)];
  if (x.elements === null || from === null || to === null) {
    return fact(x.dtype, shape);
  }
  const strides = stridesOf(from);
  let offset = 0;
  const taken = strides.map((stride, axis) => {
    const bound = bounds[axis];
    if (bound === undefined) {
      return stride;
    }
    const [start] = clampedBounds(from[axis]!, Number(bound.start), Number(bound.end), Number(bound.step));
    offset += start * stride;
    return stride * Number(bound.step);
  });
  return fact(x.dtype, shape, strided(x.elements, to, taken, offset));
}

/** The slices along an axis that indices name, in the shape of the indices. */
export function gather(x: Fact, indices: Fact, axis: number, batch = 0): Fact {
  if (x.shape === null || indices.shape === null) {
    return fact(x.dtype, null);
  }
  const along = axisOf(axis, x.shape.length);
  const shape = [...x.shape.slice(0, along), ...indices.shape.slice(batch), ...x.shape.slice(along + 1)];
  limitedRank(shape.length);
  const [length] = x.shape;
  const isList = x.shape.length === 1 && typeof length === "number";
  const elements =
    isList && x.elements !== null && indices.elements !== null
      ? indices.elements.map((index) => {
          const place = typeof index === "number" && index < 0 ? index + length : index;
          return typeof place === "number" ? (x.elements![place] ?? null) : null;
        })
      : null;
  return fact(x.dtype, shape, elements);
}

export function concatenate(facts: readonly Fact[], axis: number): Fact {
  const shape = concatenated(
    facts.map((each) => each.shape),
    axis,
  );
  return fact(commonType(facts), shape, joined(facts, shape));
}

/** Of lists; of those whose length alone is known the elements are not. */
function joined(facts: readonly Fact[], shape: Shape | null): Dimension[] | null {
  if (shape?.length !== 1 || smallShape(shape) === null || facts.length > MOST_ELEMENTS) {
    return null;
  }
  return facts.flatMap((each) => [...(each.elements ?? filled(each.shape, null) ?? [])]);
}

/** Put side by side along a new axis. */
export function stack(facts: readonly Fact[], axis: number): Fact {
  const known = facts.find(({ shape }) => shape !== null)?.shape ?? null;
  if (known === null) {
    return fact(commonType(facts), null);
  }
  const along = axisOf(axis, known.length + 1);
  return concatenate(
    facts.map((each) => unsqueeze(each, [along])),
    along,
  );
}

/** Parts along an axis, of these lengths. */
export function split(x: Fact, axis: number, lengths: readonly Dimension[]): Fact[] {
  let start: Dimension = 0;
  return lengths.map((length) => {
    const from: Dimension = start;
    const to: Dimension = add(from, length);
    start = to;
    if (x.shape === null) {
      return fact(x.dtype, null);
    }
    const along = axisOf(axis, x.shape.length);
    const shape = x.shape.map((each, place) => (place === along ? length : each));
    const isKnown = x.elements !== null && typeof from === "number" && typeof to === "number";
    const bounds = x.shape.map((_, place) => (place === along ? { start: from, end: to, step: 1 } : undefined));
    return isKnown ? slice(x, bounds) : fact(x.dtype, shape);
  });
}

/** Parts of the same length, of which the last may be shorter. @param asked So many of them at most, whatever the count. */
export function equalParts(length: Dimension, count: number, asked = count): Dimension[] {
  const made = { length: Math.min(count, asked) };
  if (typeof length !== "number") {
    return Array.from(made, () => (count === 1 ? length : null));
  }
  const part = Math.ceil(length / count);
  return Array.from(made, (_, index) => Math.max(0, Math.min(part, length - index * part)));
}

/** Broadcast with a shape. */
export function expand(x: Fact, target: Shape | null): Fact {
  const shape = broadcast([x.shape, target]);
  const lengths = smallShape(shape);
  return fact(x.dtype, shape, lengths && spreadOut(x, lengths));
}

export function tile(x: Fact, counts: readonly Dimension[] | null): Fact {
  if (x.shape === null || counts === null) {
    return fact(x.dtype, x.shape === null ? counts && unknownOf(counts.length) : unknownOf(x.shape.length));
  }
  if (counts.length !== x.shape.length) {
    throw new Unclear();
  }
  const shape = x.shape.map((length, axis) => multiply(length, counts[axis]!));
  const [only] = x.elements ?? [null];
  return fact(x.dtype, shape, x.elements?.length === 1 ? filled(shape, only!) : null);
}

/** @param before By axis, as `behind`; null: unknown. */
export function pad(x: Fact, before: readonly Dimension[] | null, behind: readonly Dimension[] | null): Fact {
  if (x.shape === null || before === null || behind === null) {
    return fact(x.dtype, x.shape && unknownOf(x.shape.length));
  }
  return fact(
    x.dtype,
    x.shape.map((length, axis) => add(length, add(before[axis] ?? null, behind[axis] ?? null))),
  );
}

/** A tensor's lengths as elements of their own. */
export function shapeList(shape: Shape | null, dtype: DType): Fact {
  return shape === null ? fact(dtype, [null]) : fact(dtype, [shape.length], shape);
}

export function fill(dtype: DType | null, target: readonly Dimension[] | null, element: Dimension): Fact {
  if (target === null) {
    return fact(dtype, null);
  }
  const shape = target.map((length) => (typeof length === "number" && length < 0 ? null : length));
  return fact(dtype, shape, filled(shape, element));
}

/** From start on in steps, up to the limit. */
export function range(dtype: DType | null, start: Dimension, limit: Dimension, step: Dimension): Fact {
  if (typeof start === "number" && typeof limit === "number" && typeof step === "number" && step !== 0) {
    const count = Math.max(0, Math.ceil((limit - start) / step));
    const length = Number.isSafeInteger(count) ? count : null;
    const elements = count <= MOST_ELEMENTS ? Array.from({ length: count }, (_, index) => start + index * step) : null;
    return fact(dtype, [length], elements);
  }
  return fact(dtype, [start === 0 && step === 1 ? limit : null]);
}

export function countOf(shape: readonly number[]): number {
  return elementCount(shape);
}
