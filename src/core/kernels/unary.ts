// What is done to each element by itself.
import { isFloat } from "../ir/dtype";
import { Refusal, type Known, type Result } from "../ir/folding";
import { bigSink, bigsOf, countOf, isBig, isNumeric, numbersOf, numberSink } from "./elements";

/** Rounded once to the element type after. Exponentials and logarithms are within half a unit of the last place. */
const FLOAT = {
  negate: (x: number) => -x,
  absolute: Math.abs,
  sign: Math.sign,
  square: (x: number) => x * x,
  floor: Math.floor,
  ceiling: Math.ceil,
  round: roundHalfEven,
  squareRoot: Math.sqrt,
  reciprocalRoot: (x: number) => 1 / Math.sqrt(x),
  reciprocal: (x: number) => 1 / x,
  exponential: Math.exp,
  logarithm: Math.log,
} as const;

export type UnaryOperation = keyof typeof FLOAT;

const BIG: Readonly<Partial<Record<UnaryOperation, (x: bigint) => bigint>>> = {
  negate: (x) => -x,
  absolute: (x) => (x < 0n ? -x : x),
  sign: (x) => (x > 0n ? 1n : x < 0n ? -1n : 0n),
  square: (x) => x * x,
};

export function unary(operation: UnaryOperation, x: Known): Result {
  const { dtype, shape } = x;
  const defined = isFloat(dtype) || (operation in BIG && dtype !== "bool");
  if (!isNumeric(dtype) || !defined) {
    throw new Refusal(`there is no such arithmetic on ${dtype} here`);
  }
  const compute: Result["compute"] = ([bytes]) => {
    const count = countOf(x);
    if (isBig(dtype)) {
      const apply = BIG[operation]!;
      const sink = bigSink(dtype, count);
      bigsOf(bytes!, dtype).forEach((each, index) => sink.set(index, apply(each)));
      return sink.bytes();
    }
    const square = operation === "square" && !isFloat(dtype);
    const apply = square ? (each: number) => Math.imul(each, each) : FLOAT[operation];
    const numbers = numbersOf(bytes!, dtype);
    const sink = numberSink(dtype, count);
    for (let index = 0; index < count; index++) {
      sink.set(index, apply(numbers[index]!));
    }
    return sink.bytes();
  };
  return { dtype, shape, from: [x], compute };
}

export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  // −0.3 rounds to −0.
  const rounded = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded;
}
