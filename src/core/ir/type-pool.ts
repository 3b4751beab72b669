import type { DType } from "./dtype";
import type { Shape } from "./value";

/** What has a type, or as much of it as is known. */
interface Typed {
  readonly dtype: DType | null;
  readonly shape: Shape | null;
}

const SLOTS = 256;

/** Graphs have a few types over and over: one object stands for all that are equal, as long as no other takes its slot. */
export class TypePool<T extends Typed> {
  readonly #slots = new Array<T | undefined>(SLOTS);

  /** @param type without anything that its type and shape do not tell. @returns that, or one that is equal. */
  of<U extends T>(type: U): U {
    const slot = slotOf(type);
    const known = this.#slots[slot];
    if (known !== undefined && known.dtype === type.dtype && areEqual(known.shape, type.shape)) {
      return known as U;
    }
    this.#slots[slot] = type;
    return type;
  }
}

function slotOf({ dtype, shape }: Typed): number {
  let hash = dtype === null ? 0 : 31 * dtype.length + dtype.charCodeAt(0);
  for (let axis = 0; shape !== null && axis < shape.length; axis++) {
    const length = shape[axis]!;
    hash = (Math.imul(hash, 31) + (typeof length === "number" ? length : (length?.length ?? -1))) | 0;
  }
  return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SLOTS - 1);
}

function areEqual(one: Shape | null, other: Shape | null): boolean {
  if (one === null || other === null || one === other) {
    return one === other;
  }
  let isEqual = one.length === other.length;
  for (let axis = 0; isEqual && axis < one.length; axis++) {
    isEqual = one[axis] === other[axis];
  }
  return isEqual;
}
