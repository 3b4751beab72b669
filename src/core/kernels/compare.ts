// Comparisons, logic, and choosing between elements.
import { Refusal, type Known, type Result } from "../ir/folding";
import { bigsOf, countOf, isBig, isNumeric, newWords, numbersOf, widthOf, wordsOf } from "./elements";
import { forEachPair } from "./arithmetic";
import { broadcastShape, broadcastStrides, bytesOfWords, forEachPlace } from "./strides";

const COMPARISONS = {
  equal: <T extends number | bigint>(a: T, b: T) => a === b,
  notEqual: <T extends number | bigint>(a: T, b: T) => a !== b,
  less: <T extends number | bigint>(a: T, b: T) => a < b,
  lessOrEqual: <T extends number | bigint>(a: T, b: T) => a <= b,
  greater: <T extends number | bigint>(a: T, b: T) => a > b,
  greaterOrEqual: <T extends number | bigint>(a: T, b: T) => a >= b,
} as const;

export type Comparison = keyof typeof COMPARISONS;

export function compare(comparison: Comparison, a: Known, b: Known): Result {
  const { dtype } = a;
  if (dtype !== b.dtype || !isNumeric(dtype)) {
    throw new Refusal("its inputs cannot be compared here");
  }
  const shape = broadcastShape(a.shape, b.shape);
  return {
    dtype: "bool",
    shape,
    from: [a, b],
    compute: ([left, right]) => {
      const target = new Uint8Array(countOf({ shape }));
      const fill = <T extends number | bigint>(x: ArrayLike<T>, y: ArrayLike<T>) =>
        forEachPair(a, b, shape, (i, j, index) => {
          target[index] = COMPARISONS[comparison](x[i]!, y[j]!) ? 1 : 0;
        });
      if (isBig(dtype)) {
        fill<bigint>(bigsOf(left!, dtype), bigsOf(right!, dtype));
      } else {
        fill<number>(numbersOf(left!, dtype), numbersOf(right!, dtype));
      }
      return target;
    },
  };
}

const LOGIC = {
  and: (a: number, b: number) => a !== 0 && b !== 0,
  or: (a: number, b: number) => a !== 0 || b !== 0,
  xor: (a: number, b: number) => (a !== 0) !== (b !== 0),
} as const;

export function logic(operation: keyof typeof LOGIC, a: Known, b: Known): Result {
  expectBool(a);
  expectBool(b);
  const shape = broadcastShape(a.shape, b.shape);
  return {
    dtype: "bool",
    shape,
    from: [a, b],
    compute: ([left, right]) => {
      const target = new Uint8Array(countOf({ shape }));
      forEachPair(a, b, shape, (i, j, index) => {
        target[index] = LOGIC[operation](left![i]!, right![j]!) ? 1 : 0;
      });
      return target;
    },
  };
}

export function not(x: Known): Result {
  expectBool(x);
  return { dtype: "bool", shape: x.shape, from: [x], compute: ([bytes]) => bytes!.map((each) => (each === 0 ? 1 : 0)) };
}

/** Elements of `a` where the condition holds, of `b` where it does not, all three broadcast to each other. */
export function select(condition: Known, a: Known, b: Known): Result {
  expectBool(condition);
  if (a.dtype !== b.dtype) {
    throw new Refusal("its inputs are of different types");
  }
  const width = widthOf(a.dtype);
  const shape = broadcastShape(condition.shape, a.shape, b.shape);
  return {
    dtype: a.dtype,
    shape,
    from: [condition, a, b],
    compute: ([holds, left, right]) => {
      const count = countOf({ shape });
      const [x, y] = [wordsOf(left!, width), wordsOf(right!, width)];
      const chosen = new Uint8Array(count);
      forEachPlace(shape, broadcastStrides(condition.shape, shape), 0, (place, index) => {
        chosen[index] = holds![place]!;
      });
      const target = newWords(width, count);
      forEachPair(a, b, shape, (i, j, index) => {
        target[index] = chosen[index] !== 0 ? x[i]! : y[j]!;
      });
      return bytesOfWords(target);
    },
  };
}

function expectBool({ dtype }: Known): void {
  if (dtype !== "bool") {
    throw new Refusal(`${dtype} is no truth value`);
  }
}
