// Slices given by bounds and steps, as people write them: from the end, beyond it, or left out.
import { Refusal, type Known, type Result } from "../ir/folding";
import { numberAttribute, type Node } from "../ir/node";
import { reshape, slice } from "./move";
import type { Operands } from "./operands";

/** Null: from the beginning or to the end, whichever way the steps go. */
export interface Bounds {
  readonly start: number | null;
  readonly end: number | null;
  readonly step: number;
}

/** The first place and how many are taken of an axis; bounds beyond it are cut. */
export function extent({ start, end, step }: Bounds, length: number): { start: number; count: number } {
  if (step === 0 || !Number.isSafeInteger(step)) {
    throw new Refusal("it takes steps of zero");
  }
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const cut = (place: number) => Math.min(Math.max(place < 0 ? place + length : place, lowest), highest);
  const from = start === null ? (step > 0 ? lowest : highest) : cut(start);
  const to = end === null ? (step > 0 ? highest : lowest) : cut(end);
  return { start: from, count: Math.max(0, Math.ceil((to - from) / step)) };
}

/** One of the bounds for each axis; null takes the axis whole. */
export function sliceWithin(x: Known, bounds: readonly (Bounds | null)[]): Result {
  const extents = x.shape.map((length, axis) => extent(bounds[axis] ?? { start: null, end: null, step: 1 }, length));
  return slice(
    x,
    extents.map(({ start }) => start),
    extents.map(({ count }) => count),
    x.shape.map((_, axis) => bounds[axis]?.step ?? 1),
  );
}

/** Bit i speaks of the i-th of the given bounds. */
export interface Masks {
  readonly begin: number;
  readonly end: number;
  readonly ellipsis: number;
  readonly newAxis: number;
  readonly shrinkAxis: number;
}

/** Of TensorFlow's operator and TFLite's, which have the same inputs and masks. */
export async function stridedSliceOf(node: Node, operands: Operands): Promise<Result> {
  const mask = (name: string) => numberAttribute(node, `${name}_mask`, 0);
  const masks = {
    begin: mask("begin"),
    end: mask("end"),
    ellipsis: mask("ellipsis"),
    newAxis: mask("new_axis"),
    shrinkAxis: mask("shrink_axis"),
  };
  const [begin, end, steps] = [await operands.numbers(1), await operands.numbers(2), await operands.numbers(3)];
  return stridedSlice(operands.at(0), begin, end, steps, masks);
}

/** TensorFlow's slices: an ellipsis stands for all axes that are left, and axes come and go. */
export function stridedSlice(
  x: Known,
  begin: readonly number[],
  end: readonly number[],
  steps: readonly number[],
  masks: Masks,
): Result {
  const has = (mask: number, index: number) => ((mask >>> index) & 1) === 1;
  const given = begin.map((_, index) => index);
  if (begin.length > 31 || end.length !== begin.length || steps.length !== begin.length) {
    throw new Refusal("it has not as many ends as beginnings");
  }
  const isEllipsis = (index: number) => has(masks.ellipsis, index);
  const isNew = (index: number) => !isEllipsis(index) && has(masks.newAxis, index);
  const consumed = given.filter((index) => !isEllipsis(index) && !isNew(index)).length;
  if (consumed > x.shape.length || given.filter(isEllipsis).length > 1) {
    throw new Refusal("it names an axis that there is not");
  }
  const bounds: (Bounds | null)[] = [];
  const shape: (number | null)[] = []; // null: as long as what was taken of the next axis
  const takeWhole = (count: number) => {
    for (let each = 0; each < count; each++) {
      bounds.push(null);
      shape.push(null);
    }
  };
  const kept: boolean[] = [];
  for (const index of given) {
    if (isEllipsis(index)) {
      takeWhole(x.shape.length - consumed);
    } else if (isNew(index)) {
      shape.push(1);
    } else if (has(masks.shrinkAxis, index)) {
      const length = x.shape[bounds.length]!;
      const place = begin[index]! < 0 ? begin[index]! + length : begin[index]!;
      if (place < 0 || place >= length || steps[index]! <= 0 || has(masks.begin, index)) {
        throw new Refusal("it takes elements that are not there");
      }
      kept[bounds.length] = false;
      bounds.push({ start: place, end: place + 1, step: 1 });
    } else {
      bounds.push({
        start: has(masks.begin, index) ? null : begin[index]!,
        end: has(masks.end, index) ? null : end[index]!,
        step: steps[index]!,
      });
      shape.push(null);
    }
  }
  takeWhole(x.shape.length - bounds.length);
  const taken = sliceWithin(x, bounds);
  const lengths = taken.shape.filter((_, axis) => kept[axis] !== false);
  return reshape(
    taken,
    shape.map((each) => each ?? lengths.shift()!),
  );
}
