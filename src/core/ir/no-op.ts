// When an operator that moves elements moves none: arithmetic on constant shapes, permutations and bounds.
import { denseBytes, elementCount } from "./dtype";
import { tensorBytes } from "./tensor";
import type { Quantization } from "./quantization";
import type { Shape, Value } from "./value";

/** Settings are short; what is longer is data. */
const MOST_SETTINGS = 256;

/** The elements of a small integer or boolean constant; null for everything else. */
export async function integersOf(value: Value | null | undefined): Promise<number[] | null> {
  const tensor = value?.constant ?? null;
  if (tensor === null || elementCount(tensor.shape) > MOST_SETTINGS) {
    return null;
  }
  const { dtype } = tensor;
  if (dtype !== "int32" && dtype !== "int64" && dtype !== "bool" && dtype !== "uint8") {
    return null;
  }
  const bytes = await tensorBytes(tensor, value!.name);
  if (bytes.byteLength !== denseBytes(dtype, elementCount(tensor.shape))) {
    return null;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: elementCount(tensor.shape) }, (_, index) =>
    dtype === "int32"
      ? view.getInt32(index * 4, true)
      : dtype === "int64"
        ? Number(view.getBigInt64(index * 8, true))
        : view.getUint8(index),
  );
}

/** Whether a reshape to `target` gives the shape back. −1 stands for what is left over, and 0 may mean "as it is". */
export function keepsShape(shape: Shape | null, target: readonly number[] | null, zeroCopies: boolean): boolean {
  return (
    shape !== null &&
    target !== null &&
    target.length === shape.length &&
    target.filter((each) => each === -1).length <= 1 &&
    target.every((each, axis) => each === -1 || (each === 0 && zeroCopies) || each === shape[axis])
  );
}

export function sameShape(a: Shape | null, b: Shape | null): boolean {
  return a !== null && b !== null && a.length === b.length && a.every((each, axis) => each === b[axis]);
}

export function keepsOrder(permutation: readonly number[] | null): boolean {
  return permutation !== null && permutation.every((axis, index) => axis === index);
}

/** Whether a permutation puts back in order what another one has moved. */
export function restoresOrder(moved: readonly number[] | null, back: readonly number[] | null): boolean {
  return moved !== null && moved.length === back?.length && back.every((axis, index) => moved[axis] === index);
}

export function allZero(values: readonly number[] | null): boolean {
  return values !== null && values.every((each) => each === 0);
}

/** Whether a slice takes a dimension whole: from 0, in steps of 1, to its end or beyond. */
export function takesWhole(start: number, end: number, step: number, dimension: Shape[number] | undefined): boolean {
  return start === 0 && step === 1 && (end >= LARGEST_INDEX || (typeof dimension === "number" && end >= dimension));
}

/** What exporters write for "to the end". */
const LARGEST_INDEX = 2 ** 31 - 1;

export function sameQuantization(a: Quantization | null, b: Quantization | null): boolean {
  return (
    a === b ||
    (a !== null &&
      b !== null &&
      a.axis === b.axis &&
      a.scale.length === b.scale.length &&
      a.scale.every((each, index) => each === b.scale[index] && a.zeroPoint[index] === b.zeroPoint[index]))
  );
}
