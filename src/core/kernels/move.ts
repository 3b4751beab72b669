// Operators that move elements without changing them.
import { Refusal, sameElements, type Known, type Result } from "../ir/folding";
import { countOf, newWords, widthOf, wordsOf } from "./elements";
import { axisOf, broadcastShape, broadcastStrides, bytesOfWords, rearranged, stridesOf } from "./strides";

/** The same elements in the same order. @throws Refusal where the shape has not as many. */
export function reshape(x: Known, shape: readonly number[]): Result {
  if (countOf({ shape }) !== countOf(x)) {
    throw new Refusal("its input has not as many elements as the shape it is given");
  }
  return { dtype: x.dtype, shape, from: [x], compute: sameElements };
}

/** A target with one −1, which stands for what is left over. @param zeroCopies Whether 0 stands for the input's dimension. */
export function reshapeTo(x: Known, target: readonly number[], zeroCopies: boolean): Result {
  const shape = target.map((each, axis) => (each === 0 && zeroCopies ? (x.shape[axis] ?? -2) : each));
  const open = shape.indexOf(-1);
  if (open >= 0) {
    const others = countOf({ shape: shape.filter((_, axis) => axis !== open) });
    shape[open] = others === 0 ? -2 : countOf(x) / others;
  }
  if (!shape.every((each) => Number.isInteger(each) && each >= 0)) {
    throw new Refusal("its input does not fit the shape it is given");
  }
  return reshape(x, shape);
}

export function squeeze(x: Known, axes: readonly number[]): Result {
  const given = axes.map((axis) => axisOf(axis, x.shape.length));
  const gone = new Set(axes.length > 0 ? given : x.shape.flatMap((length, axis) => (length === 1 ? [axis] : [])));
  if ([...gone].some((axis) => x.shape[axis] !== 1)) {
    throw new Refusal("it drops a dimension that is not 1");
  }
  return reshape(
    x,
    x.shape.filter((_, axis) => !gone.has(axis)),
  );
}

export function unsqueeze(x: Known, axes: readonly number[]): Result {
  const rank = x.shape.length + axes.length;
  const added = new Set(axes.map((axis) => axisOf(axis, rank)));
  if (added.size !== axes.length) {
    throw new Refusal("it names an axis twice");
  }
  const rest = [...x.shape];
  return reshape(
    x,
    Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : rest.shift()!)),
  );
}

export function transpose(x: Known, permutation: readonly number[]): Result {
  const order = permutation.map((axis) => axisOf(axis, x.shape.length));
  if (new Set(order).size !== x.shape.length || order.length !== x.shape.length) {
    throw new Refusal("its order of axes is none");
  }
  const strides = stridesOf(x.shape);
  return moved(
    x,
    order.map((axis) => x.shape[axis]!),
    order.map((axis) => strides[axis]!),
  );
}

export function broadcastTo(x: Known, shape: readonly number[]): Result {
  if (broadcastShape(x.shape, shape).join() !== shape.join()) {
    throw new Refusal("its input cannot be broadcast to the shape it is given");
  }
  return moved(x, shape, broadcastStrides(x.shape, shape));
}

export function tile(x: Known, repeats: readonly number[]): Result {
  if (repeats.length !== x.shape.length || repeats.some((each) => each < 0)) {
    throw new Refusal("it has not one count for each dimension");
  }
  // Every axis becomes two: which copy, and where in it.
  const strides = stridesOf(x.shape);
  const inner = moved(
    x,
    x.shape.flatMap((length, axis) => [repeats[axis]!, length]),
    strides.flatMap((stride) => [0, stride]),
  );
  return { ...inner, shape: x.shape.map((length, axis) => length * repeats[axis]!) };
}

/** Of each axis `lengths` elements from `starts` on, `steps` apart; steps may be negative. All within the tensor. */
export function slice(
  x: Known,
  starts: readonly number[],
  lengths: readonly number[],
  steps: readonly number[] = starts.map(() => 1),
): Result {
  const strides = stridesOf(x.shape);
  const inside = x.shape.every((length, axis) => {
    const [start, count] = [starts[axis]!, lengths[axis]!];
    const last = start + (count - 1) * steps[axis]!;
    return count === 0 || (start >= 0 && start < length && last >= 0 && last < length);
  });
  if (!inside || lengths.some((each) => each < 0)) {
    throw new Refusal("it takes elements that are not there");
  }
  const offset = starts.reduce((sum, start, axis) => sum + start * strides[axis]!, 0);
  return moved(
    x,
    lengths,
    strides.map((stride, axis) => stride * steps[axis]!),
    offset,
  );
}

/** So many parts that nobody reads, and that a node may thus not name, are split off all the same. */
const MOST_UNREAD = 64;

/** The lengths of parts that are equally long. @param named How many of them the node names. */
export function equalParts(length: number, count: number, named: number): number[] {
  if (!(count >= 0 && count <= named + MOST_UNREAD)) {
    throw new Refusal("it has too many parts");
  }
  return Array.from({ length: count }, () => length / count);
}

/** Parts of these lengths along an axis. */
export function split(x: Known, axis: number, lengths: readonly number[]): Result[] {
  const along = axisOf(axis, x.shape.length);
  let start = 0;
  const parts = lengths.map((length) => {
    const starts = x.shape.map((_, each) => (each === along ? start : 0));
    start += length;
    return slice(
      x,
      starts,
      x.shape.map((each, other) => (other === along ? length : each)),
    );
  });
  if (start !== x.shape[along]) {
    throw new Refusal("its parts are not as long as its input");
  }
  return parts;
}

export function concatenate(parts: readonly Known[], axis: number): Result {
  const [first] = parts;
  const along = axisOf(axis, first!.shape.length);
  const fits = ({ shape, dtype }: Known) =>
    dtype === first!.dtype &&
    shape.length === first!.shape.length &&
    shape.every((length, each) => each === along || length === first!.shape[each]);
  if (!parts.every(fits)) {
    throw new Refusal("the shapes of its inputs do not fit together");
  }
  const shape = first!.shape.map((length, each) =>
    each === along ? parts.reduce((sum, part) => sum + part.shape[along]!, 0) : length,
  );
  const width = widthOf(first!.dtype);
  const inner = countOf({ shape: shape.slice(along + 1) }) * width;
  return {
    dtype: first!.dtype,
    shape,
    from: parts,
    compute: (all) => {
      const target = new Uint8Array(countOf({ shape }) * width);
      let column = 0;
      all.forEach((bytes, index) => {
        const run = parts[index]!.shape[along]! * inner;
        for (let from = 0, to = column; run > 0 && from < bytes.byteLength; from += run, to += shape[along]! * inner) {
          target.set(bytes.subarray(from, from + run), to);
        }
        column += run;
      });
      return target;
    },
  };
}

/** Takes slices along an axis by number. @param indices With the elements' shape; counted from the end where negative ones may be. */
export function gather(x: Known, indices: Known & { readonly elements: readonly number[] }, axis: number): Result {
  const along = axisOf(axis, x.shape.length);
  const [before, after] = [x.shape.slice(0, along), x.shape.slice(along + 1)];
  const length = x.shape[along]!;
  const places = indices.elements.map((each) => (each < 0 ? each + length : each));
  if (!places.every((each) => each >= 0 && each < length)) {
    throw new Refusal("it takes elements that are not there");
  }
  const width = widthOf(x.dtype);
  const run = countOf({ shape: after }) * width;
  const rows = countOf({ shape: before });
  return {
    dtype: x.dtype,
    shape: [...before, ...indices.shape, ...after],
    from: [x],
    compute: ([bytes]) => {
      const target = new Uint8Array(rows * places.length * run);
      let to = 0;
      // Slices of nothing may be any number.
      for (let row = 0; run > 0 && row < rows; row++) {
        for (const place of places) {
          const from = (row * length + place) * run;
          target.set(bytes!.subarray(from, from + run), to);
          to += run;
        }
      }
      return target;
    },
  };
}

/** Puts elements around. @param filling One element; null: zeros. */
export function pad(x: Known, before: readonly number[], after: readonly number[], filling: Uint8Array | null): Result {
  if ([...before, ...after].some((each) => each < 0)) {
    throw new Refusal("it takes elements away");
  }
  const shape = x.shape.map((length, axis) => before[axis]! + length + after[axis]!);
  const width = widthOf(x.dtype);
  const strides = stridesOf(shape);
  const offset = before.reduce((sum, each, axis) => sum + each * strides[axis]!, 0);
  return {
    dtype: x.dtype,
    shape,
    from: [x],
    compute: ([bytes]) => {
      const target = newWords(width, countOf({ shape }));
      if (filling !== null) {
        target.fill(wordsOf(filling, width)[0] as never);
      }
      const source = wordsOf(bytes!, width);
      const last = x.shape.length - 1;
      const run = x.shape[last] ?? 1;
      const rows = run === 0 ? 0 : source.length / run;
      const position = x.shape.slice(0, -1).map(() => 0);
      for (let row = 0; row < rows; row++) {
        const place = position.reduce((sum, each, axis) => sum + each * strides[axis]!, offset);
        (target as Uint8Array).set(source.subarray(row * run, (row + 1) * run) as Uint8Array, place);
        for (let axis = last - 1; axis >= 0 && (position[axis]! += 1) === x.shape[axis]; axis--) {
          position[axis] = 0;
        }
      }
      return bytesOfWords(target);
    },
  };
}

function moved(x: Known, shape: readonly number[], strides: readonly number[], offset = 0): Result {
  const width = widthOf(x.dtype);
  return {
    dtype: x.dtype,
    shape,
    from: [x],
    compute: ([bytes]) => rearranged(bytes!, width, shape, strides, offset),
  };
}
