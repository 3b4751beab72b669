// Which elements of a tensor share a scale.
import { elementCount } from "../../ir/dtype";
import { scaleShape, type Quantization } from "../../ir/quantization";

export interface Groups {
  readonly count: number;
  /**
   * Visits the elements from start to end (exclusive) in order: they belong to `group`, or with step 1 each to the one
   * after its neighbour's.
   */
  forEachRun(visit: (start: number, end: number, group: number, step: 0 | 1) => void): void;
}

/** The groups of a tensor of that shape, numbered in the order of its scales. */
export function groupsOf(shape: readonly number[], form: Pick<Quantization, "axis" | "blockSize">): Groups {
  const total = elementCount(shape);
  const { axis, blockSize } = form;
  if (axis === null) {
    return { count: 1, forEachRun: (visit) => visit(0, total, 0, 0) };
  }
  const length = shape[axis]!;
  const inner = elementCount(shape.slice(axis + 1));
  const count = elementCount(scaleShape(shape, form));
  const rows = inner === 0 ? 0 : total / inner; // of `inner` elements each, at one place along the axis
  if (blockSize === undefined) {
    return {
      count,
      forEachRun: (visit) => {
        if (inner === 1) {
          for (let start = 0; start < total; start += length) {
            visit(start, start + length, 0, 1);
          }
          return;
        }
        for (let row = 0; row < rows; row++) {
          visit(row * inner, (row + 1) * inner, row % length, 0);
        }
      },
    };
  }
  const blocks = Math.ceil(length / blockSize);
  return {
    count,
    forEachRun: (visit) => {
      for (let outer = 0; outer * length < rows; outer++) {
        for (let block = 0; block < blocks; block++) {
          const [first, last] = [block * blockSize, Math.min((block + 1) * blockSize, length)];
          const [start, group] = [outer * length * inner, (outer * blocks + block) * inner];
          if (inner === 1) {
            visit(start + first, start + last, group, 0);
          } else {
            for (let place = first; place < last; place++) {
              visit(start + place * inner, start + (place + 1) * inner, group, 1);
            }
          }
        }
      }
    },
  };
}
