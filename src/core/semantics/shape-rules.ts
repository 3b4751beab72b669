// The shapes of results by those of operands: broadcast, windows, products, reductions, movement. A shape of unknown rank
// is null, and so is a length that is not known.
import type { Dimension, Shape } from "../ir/value";
import { add, divide, isSame, multiply, product, subtract, sum } from "./dimension";
import { MOST_DIMENSIONS } from "./fact";
import { Unclear } from "../ir/operator";

type MaybeShape = Shape | null;

/** An axis counted from the start. @throws Unclear where there is no such axis. */
export function axisOf(axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(counted) || counted < 0 || counted >= rank) {
    throw new Unclear();
  }
  return counted;
}

export function unknownOf(rank: number): Dimension[] {
  return new Array<Dimension>(rank).fill(null);
}

/** Of two lengths that are to be one: 1 is repeated. */
function broadcastLength(one: Dimension, other: Dimension): Dimension {
  if (one === 1 || other === 1) {
    return one === 1 ? other : one;
  }
  if (isSame(one, other)) {
    return one;
  }
  if (typeof one === "number" && typeof other === "number") {
    throw new Unclear();
  }
  // What is unknown is 1 or the same.
  return typeof one === "number" ? one : typeof other === "number" ? other : null;
}

/** With their last dimensions aligned. */
export function broadcast(shapes: readonly MaybeShape[]): MaybeShape {
  const [first = null] = shapes;
  if (shapes.every((shape) => shape === first)) {
    return first;
  }
  let rank = 0;
  for (const shape of shapes) {
    if (shape === null) {
      return null;
    }
    rank = Math.max(rank, shape.length);
  }
  const lengths = unknownOf(rank);
  for (let axis = 0; axis < rank; axis++) {
    let length: Dimension = 1;
    for (const shape of shapes) {
      const own = shape![axis - rank + shape!.length];
      length = own === undefined ? length : broadcastLength(length, own);
    }
    lengths[axis] = length;
  }
  return lengths;
}

/** A product of matrices with any number of axes before; vectors lose the axis they were given. */
export function matrixProduct(a: MaybeShape, b: MaybeShape, turnedA = false, turnedB = false): MaybeShape {
  if (a === null || b === null) {
    return null;
  }
  if (a.length === 0 || b.length === 0) {
    throw new Unclear();
  }
  const left: Shape = a.length === 1 ? [1, ...a] : a;
  const right: Shape = b.length === 1 ? [...b, 1] : b;
  const outer = broadcast([left.slice(0, -2), right.slice(0, -2)])!;
  const rows = left.at(turnedA ? -1 : -2)!;
  const columns = right.at(turnedB ? -2 : -1)!;
  return [...outer, ...(a.length === 1 ? [] : [rows]), ...(b.length === 1 ? [] : [columns])];
}

export interface Window {
  readonly size: Dimension;
  readonly stride: number;
  readonly dilation: number;
  /** "same": as many positions as strides fit; "valid": none; or so many before and behind. */
  readonly padding: "same" | "valid" | readonly [number, number];
  readonly roundsUp?: boolean;
}

/** How many positions a window takes: floor((length + pads − (size − 1)·dilation − 1) ÷ stride) + 1. */
export function windowCount(length: Dimension, window: Window): Dimension {
  const { size, stride, dilation, padding, roundsUp = false } = window;
  if (!(stride >= 1 && dilation >= 1)) {
    throw new Unclear();
  }
  if (padding === "same") {
    return stride === 1 ? length : typeof length === "number" ? Math.ceil(length / stride) : divide(length, stride);
  }
  if (size === null) {
    return null;
  }
  const [before, behind] = padding === "valid" ? [0, 0] : padding;
  const reach = add(multiply(subtract(size, 1), dilation), 1);
  const room = subtract(add(length, before + behind), reach);
  if (typeof room !== "number") {
    return stride === 1 ? add(room, 1) : null;
  }
  let count = (roundsUp ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1;
  // A window that begins in the padding behind is none.
  if (roundsUp && typeof length === "number" && (count - 1) * stride >= length + before) {
    count--;
  }
  if (!Number.isSafeInteger(count)) {
    throw new Unclear();
  }
  return Math.max(count, 0);
}

/** Without the axes, or with 1 in their place. Axes null: all of them. */
export function reduced(shape: MaybeShape, axes: readonly number[] | null, keeps: boolean): MaybeShape {
  if (shape === null) {
    return axes === null && !keeps ? [] : null;
  }
  const gone = axes === null ? null : new Set(axes.map((axis) => axisOf(axis, shape.length)));
  return shape.flatMap((length, axis) => (gone !== null && !gone.has(axis) ? [length] : keeps ? [1] : []));
}

/** Side by side along an axis. */
export function concatenated(shapes: readonly MaybeShape[], axis: number): MaybeShape {
  const known = shapes.find((shape) => shape !== null) ?? null;
  if (known === null) {
    return null;
  }
  const along = axisOf(axis, known.length);
  if (shapes.some((shape) => shape !== null && shape.length !== known.length)) {
    throw new Unclear();
  }
  return known.map((_, place) => {
    const lengths = shapes.map((shape) => (shape === null ? null : shape[place]!));
    if (place === along) {
      return sum(lengths);
    }
    return lengths.find((each) => typeof each === "number") ?? lengths.find((each) => each !== null) ?? null;
  });
}

export function transposed(shape: MaybeShape, order: readonly number[] | null): MaybeShape {
  if (shape === null) {
    return order === null ? null : unknownOf(order.length);
  }
  const axes = order ?? shape.map((_, axis) => shape.length - 1 - axis);
  if (axes.length !== shape.length || new Set(axes).size !== axes.length) {
    throw new Unclear();
  }
  return axes.map((axis) => shape[axisOf(axis, shape.length)]!);
}

/** Axes null: all of length 1. */
export function squeezed(shape: MaybeShape, axes: readonly number[] | null): MaybeShape {
  if (shape === null) {
    return null;
  }
  if (axes === null) {
    return shape.some((length) => typeof length !== "number") ? null : shape.filter((length) => length !== 1);
  }
  const gone = new Set(axes.map((axis) => axisOf(axis, shape.length)));
  return shape.filter((_, axis) => !gone.has(axis));
}

/** Axes count in the result. */
export function unsqueezed(shape: MaybeShape, axes: readonly number[]): MaybeShape {
  if (shape === null) {
    return null;
  }
  const rank = limitedRank(shape.length + axes.length);
  const added = new Set(axes.map((axis) => axisOf(axis, rank)));
  if (added.size !== axes.length) {
    throw new Unclear();
  }
  let next = 0;
  return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : shape[next++]!));
}

/** @throws Unclear where it is no rank, or beyond what is followed. */
export function limitedRank(rank: number): number {
  if (!(Number.isInteger(rank) && rank >= 0 && rank <= MOST_DIMENSIONS)) {
    throw new Unclear();
  }
  return rank;
}

/**
 * The shape that elements are laid out in anew: −1 is what is left, a 0 the length at the same place where that is asked
 * for, null unknown.
 */
export function reshaped(shape: MaybeShape, target: readonly Dimension[], zeroCopies: boolean): Shape {
  const isCopied = target.map((length) => length === 0 && zeroCopies);
  const lengths = target.map((length, axis) => (isCopied[axis] ? (shape?.[axis] ?? null) : length));
  const open = target.flatMap((length, axis) => (length === -1 ? [axis] : []));
  // A single one that is not known is what is left too.
  const unknown = open.length > 0 ? open : target.flatMap((length, axis) => (length === null ? [axis] : []));
  const [place] = unknown;
  if (open.length > 1) {
    throw new Unclear();
  }
  if (shape !== null && place !== undefined && unknown.length === 1) {
    // What is copied cancels out, be it known or not.
    const from = shape.filter((_, axis) => isCopied[axis] !== true);
    const others = target.filter((_, axis) => axis !== place && isCopied[axis] !== true);
    lengths[place] = nonNegative(divide(product(from), product(others)));
  }
  return lengths.map((length) => (length === -1 ? null : length));
}

function nonNegative(length: Dimension): Dimension {
  return typeof length === "number" && length < 0 ? null : length;
}

/** What a slice takes of an axis; bounds beyond the ends are cut off, as in Python. */
export function sliceLength(length: Dimension, start: Dimension, end: Dimension, step: Dimension): Dimension {
  if (typeof step !== "number" || step === 0) {
    return null;
  }
  if (typeof length === "number" && typeof start === "number" && typeof end === "number") {
    const [from, to] = clampedBounds(length, start, end, step);
    return Math.max(0, Math.ceil((to - from) / step));
  }
  if (typeof start === "number" && Math.abs(step) === 1) {
    return openSlice(length, start, end, step);
  }
  return null;
}

/** From here on a bound means the end of any axis. */
const BEYOND = 2 ** 31 - 1;

function openSlice(length: Dimension, start: number, end: Dimension, step: number): Dimension {
  if (step === -1) {
    // All of it, backwards.
    return start === -1 && typeof end === "number" && end <= -BEYOND ? length : null;
  }
  if (start < 0 || typeof length !== "string") {
    return null;
  }
  if ((typeof end === "number" && end >= BEYOND) || isSame(end, length)) {
    return subtract(length, start);
  }
  return typeof end === "number" && end < 0 ? subtract(add(length, end), start) : null;
}

/** Where a slice begins and ends in an axis, counted from its start. */
export function clampedBounds(length: number, start: number, end: number, step: number): [number, number] {
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (bound: number) => Math.min(Math.max(bound < 0 ? bound + length : bound, low), high);
  return [clamp(start), clamp(end)];
}
