// Tensors that are made of settings, or of what is known of a shape.
import { isFloat, type DType } from "../ir/dtype";
import { Refusal, type Known, type Result } from "../ir/folding";
import { bigSink, bigsOf, countOf, isBig, newWords, numbersOf, numberSink, widthOf, wordsOf } from "./elements";
import { bytesOfWords, stridesOf } from "./strides";

/** Integers that are known already, as of a shape. */
export function integers(dtype: DType, shape: readonly number[], elements: readonly number[]): Result {
  return {
    dtype,
    shape,
    from: [],
    compute: () => {
      if (isBig(dtype)) {
        const sink = bigSink(dtype, elements.length);
        elements.forEach((each, index) => sink.set(index, BigInt(each)));
        return sink.bytes();
      }
      const sink = numberSink(dtype, elements.length);
      elements.forEach((each, index) => sink.set(index, each));
      return sink.bytes();
    },
  };
}

export function shapeOf(x: Known, dtype: DType): Result {
  return integers(dtype, [x.shape.length], x.shape);
}

/** One element, over and over. @param element Null: zero. */
export function fill(dtype: DType, shape: readonly number[], element: Known | null): Result {
  const width = widthOf(dtype);
  return {
    dtype,
    shape,
    from: element === null ? [] : [element],
    compute: ([bytes]) => {
      const target = newWords(width, countOf({ shape }));
      if (bytes !== undefined) {
        target.fill(wordsOf(bytes, width)[0] as never);
      }
      return bytesOfWords(target);
    },
  };
}

/** start, start + step, … before limit. Runtimes add up or multiply: what would differ is refused. */
export function range(dtype: DType, start: number, limit: number, step: number): Result {
  if (step === 0 || ![start, limit, step].every(Number.isSafeInteger)) {
    if (!isFloat(dtype) || step === 0 || ![start, limit, step].every(Number.isFinite)) {
      throw new Refusal("its bounds make no sequence");
    }
  }
  const count = Math.max(0, Math.ceil((limit - start) / step));
  const round = dtype === "float32" ? Math.fround : (x: number) => x;
  if (isFloat(dtype) && dtype !== "float32" && dtype !== "float64") {
    throw new Refusal(`sequences of ${dtype} are not computed ahead`);
  }
  return {
    dtype,
    shape: [count],
    from: [],
    compute: () => {
      const elements: number[] = [];
      for (let index = 0, sum = start; index < count; index++, sum = round(sum + step)) {
        if (sum !== round(start + round(index * step))) {
          throw new Refusal("its steps are rounded, by each runtime in its own way");
        }
        elements.push(sum);
      }
      return integers(dtype, [count], elements).compute!([]);
    },
  };
}

/** Each takes its place in memory many times over. */
const MOST_LOOKED_AT = 2 ** 20;

/** Where the elements that are not zero stand: [rank, n], the coordinates of each in a column. */
export function nonZero(x: Known, bytes: Uint8Array): Result {
  if (countOf(x) > MOST_LOOKED_AT) {
    throw new Refusal("it looks for what is not zero among too many elements");
  }
  const strides = stridesOf(x.shape);
  const places: number[] = [];
  if (isBig(x.dtype)) {
    bigsOf(bytes, x.dtype).forEach((each, place) => each !== 0n && places.push(place));
  } else {
    Array.from(numbersOf(bytes, x.dtype)).forEach((each, place) => each !== 0 && places.push(place));
  }
  const elements = strides.flatMap((stride, axis) =>
    places.map((place) => Math.floor(place / stride) % x.shape[axis]!),
  );
  return integers("int64", [x.shape.length, places.length], elements);
}
