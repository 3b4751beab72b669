// Walking over the elements of a tensor by strides: how many elements apart two neighbours along an axis are.
import { elementCount } from "../ir/dtype";
import { Refusal } from "../ir/folding";
import { newWords, wordsOf, type Words } from "./elements";

/** Of elements that lie in order. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** The places, counted in elements, that a tensor of that shape takes its elements from, in order. */
export function forEachPlace(
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  visit: (place: number, index: number) => void,
): void {
  const count = elementCount(shape);
  const position = new Array<number>(shape.length).fill(0);
  let place = offset;
  for (let index = 0; index < count; index++) {
    visit(place, index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis]!;
      if (++position[axis]! < shape[axis]!) {
        break;
      }
      place -= strides[axis]! * shape[axis]!;
      position[axis] = 0;
    }
  }
}

/** The elements at those places. */
export function rearranged(
  bytes: Uint8Array,
  width: 1 | 2 | 4 | 8,
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
): Uint8Array {
  // Axes at the end that lie in order are copied as a run.
  let axes = shape.length;
  let run = 1;
  while (axes > 0 && (strides[axes - 1] === run || shape[axes - 1] === 1)) {
    run *= shape[--axes]!;
  }
  const source = wordsOf(bytes, width);
  const target = newWords(width, elementCount(shape));
  if (target.length > 0) {
    forEachPlace(shape.slice(0, axes), strides.slice(0, axes), offset, (place, index) => {
      if (run === 1) {
        target[index] = source[place]!;
      } else {
        (target as Uint8Array).set(source.subarray(place, place + run) as Uint8Array, index * run);
      }
    });
  }
  return bytesOfWords(target);
}

export function bytesOfWords(words: Words): Uint8Array {
  return new Uint8Array(words.buffer as ArrayBuffer, words.byteOffset, words.byteLength);
}

/** The shape that shapes are broadcast to, their last dimensions aligned. @throws Refusal where they do not fit. */
export function broadcastShape(...shapes: readonly (readonly number[])[]): number[] {
  const rank = shapes.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: rank }, (_, axis) => {
    let length = 1;
    for (const shape of shapes) {
      const own = shape[axis - rank + shape.length] ?? 1;
      if (own !== 1 && length !== 1 && own !== length) {
        throw new Refusal("the shapes of its inputs do not fit together");
      }
      length = own === 1 ? length : own;
    }
    return length;
  });
}

/** Strides of a tensor that is read in a larger shape: 0 along axes where it is repeated. */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
  const own = stridesOf(shape);
  const missing = target.length - shape.length;
  return target.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : own[axis - missing]!));
}

/** An axis counted from the start. @throws Refusal where there is no such axis. */
export function axisOf(axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(counted) || counted < 0 || counted >= rank) {
    throw new Refusal("it names an axis that there is not");
  }
  return counted;
}
