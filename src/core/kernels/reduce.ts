// Sums, products and extremes along axes. Floats are added up in double precision and rounded once: runtimes add in an
// order of their own, and differ from that by rounding.
import { isFloat } from "../ir/dtype";
import { Refusal, type Known, type Result } from "../ir/folding";
import { BINARY } from "./arithmetic";
import { bigSink, bigsOf, countOf, isBig, isNumeric, numbersOf, numberSink } from "./elements";
import { axisOf, forEachPlace, stridesOf } from "./strides";

const OPERATIONS = { sum: "add", mean: "add", product: "multiply", maximum: "maximum", minimum: "minimum" } as const;

export type Reduction = keyof typeof OPERATIONS;

export function reduce(reduction: Reduction, x: Known, axes: readonly number[], keepAxes: boolean): Result {
  const { dtype } = x;
  const gone = new Set(axes.map((axis) => axisOf(axis, x.shape.length)));
  if (!isNumeric(dtype) || dtype === "bool" || (reduction === "mean" && !isFloat(dtype))) {
    throw new Refusal(`there is no such arithmetic on ${dtype} here`);
  }
  const kept = x.shape.map((length, axis) => (gone.has(axis) ? 1 : length));
  const taken = countOf({ shape: x.shape.filter((_, axis) => gone.has(axis)) });
  if (taken === 0) {
    throw new Refusal("it reduces nothing");
  }
  const strides = stridesOf(kept).map((stride, axis) => (gone.has(axis) ? 0 : stride));
  const shape = keepAxes ? kept : x.shape.filter((_, axis) => !gone.has(axis));
  const operation = BINARY[OPERATIONS[reduction]];
  const compute: Result["compute"] = ([bytes]) => {
    const count = countOf({ shape });
    if (isBig(dtype)) {
      const elements = bigsOf(bytes!, dtype);
      const results = new Array<bigint | undefined>(count);
      forEachPlace(x.shape, strides, 0, (place, index) => {
        const before = results[place];
        results[place] = before === undefined ? elements[index]! : operation.big(before, elements[index]!);
      });
      const sink = bigSink(dtype, count);
      results.forEach((each, index) => sink.set(index, each!));
      return sink.bytes();
    }
    const elements = numbersOf(bytes!, dtype);
    const results = new Array<number | undefined>(count);
    const floats = isFloat(dtype);
    forEachPlace(x.shape, strides, 0, (place, index) => {
      const before = results[place];
      const next = elements[index]!;
      results[place] = before === undefined ? next : floats ? operation.float(before, next) : wrapped(before, next);
    });
    const sink = numberSink(dtype, count);
    results.forEach((each, index) => sink.set(index, reduction === "mean" ? each! / taken : each!));
    return sink.bytes();
  };
  // Kept within 32 bits, so that no sum outgrows what a number holds exactly.
  const wrapped = (a: number, b: number) => (OPERATIONS[reduction] === "add" ? (a + b) | 0 : operation.integer(a, b));
  return { dtype, shape, from: [x], compute };
}
