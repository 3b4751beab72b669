import type { DType } from "./dtype";
import type { TensorType } from "./value";

/** A type all of whose lengths are known. */
interface StaticType extends TensorType {
  readonly shape: readonly number[];
}

/** Values that follow each other often have the same type: by rank, that of the last one is kept. */
export class TypePool {
  readonly #last: (StaticType | undefined)[] = [];

  of(dtype: DType, shape: readonly number[]): StaticType {
    const last = this.#last[shape.length];
    if (last?.dtype === dtype && last.shape.every((length, axis) => length === shape[axis])) {
      return last;
    }
    const type = { dtype, shape };
    if (shape.length <= MOST_RANKS) {
      this.#last[shape.length] = type;
    }
    return type;
  }
}

const MOST_RANKS = 16;
