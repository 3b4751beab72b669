// Arithmetic on elements, as C and the reference runtimes do it: floats are rounded once after each operation, integers
// wrap around. What they leave undefined is refused.
import { isFloat, type DType } from "../ir/dtype";
import { Refusal, sameElements, type Known, type Result } from "../ir/folding";
import { bigSink, bigsOf, countOf, isBig, isNumeric, numbersOf, numberSink } from "./elements";
import { broadcastShape, broadcastStrides, forEachPlace } from "./strides";

interface Operation {
  readonly float: (a: number, b: number) => number;
  /** Of up to 32 bits; the result is exact before it wraps. */
  readonly integer: (a: number, b: number) => number;
  readonly big: (a: bigint, b: bigint) => bigint;
}

const same = (number: (a: number, b: number) => number, big: Operation["big"]): Operation => ({
  float: number,
  integer: number,
  big,
});

const divisor = <T extends number | bigint>(b: T): T => {
  if (Number(b) === 0) {
    throw new Refusal("it divides by zero");
  }
  return b;
};
const ordered = (x: number): number => {
  if (Number.isNaN(x)) {
    throw new Refusal("runtimes order NaN differently");
  }
  return x;
};

/** floor divides towards −∞, and its remainder has the divisor's sign; truncate towards 0, with the dividend's. */
export const BINARY = {
  add: same(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  subtract: same(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  multiply: { float: (a, b) => a * b, integer: Math.imul, big: (a, b) => a * b },
  divide: {
    float: (a, b) => a / b,
    integer: (a, b) => Math.trunc(a / divisor(b)),
    big: (a, b) => a / divisor(b),
  },
  floorDivide: {
    float: (a, b) => Math.floor(Math.fround(a / b)),
    integer: (a, b) => Math.floor(a / divisor(b)),
    big: (a, b) => (a - floorRemainder(a, divisor(b))) / b,
  },
  floorRemainder: {
    float: (a, b) => {
      const rest = a % b;
      return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
    },
    integer: (a, b) => ((a % divisor(b)) + b) % b,
    big: (a, b) => floorRemainder(a, divisor(b)),
  },
  truncateRemainder: {
    float: (a, b) => a % b,
    integer: (a, b) => a % divisor(b),
    big: (a, b) => a % divisor(b),
  },
  maximum: same(
    (a, b) => (ordered(a) < ordered(b) ? b : a),
    (a, b) => (a < b ? b : a),
  ),
  minimum: same(
    (a, b) => (ordered(b) < ordered(a) ? b : a),
    (a, b) => (b < a ? b : a),
  ),
  power: {
    float: power,
    integer: () => refuse("powers of integers"),
    big: () => refuse("powers of integers"),
  },
  squaredDifference: {
    float: (a, b) => Math.fround(a - b) ** 2,
    integer: (a, b) => Math.imul(a - b, a - b),
    big: (a, b) => (a - b) * (a - b),
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type BinaryOperation = keyof typeof BINARY;

function floorRemainder(a: bigint, b: bigint): bigint {
  return ((a % b) + b) % b;
}

/** C's pow: 1 to any power is 1, and so is −1 to an infinite one. */
function power(a: number, b: number): number {
  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b;
}

function refuse(what: string): never {
  throw new Refusal(`${what} are not computed ahead`);
}

/** Operations that round twice would need the rounding of their type in between. */
const SINGLE_PRECISION: ReadonlySet<BinaryOperation> = new Set(["floorDivide", "squaredDifference"]);
const DIVISIONS: ReadonlySet<BinaryOperation> = new Set(["divide", "floorDivide"]);

/** Applies an operation to two tensors of one type, broadcast to each other. */
export function binary(operation: BinaryOperation, a: Known, b: Known): Result {
  const { dtype } = a;
  if (b.dtype !== dtype && !(operation === "power" && isNumeric(b.dtype))) {
    throw new Refusal("its inputs are of different types");
  }
  if (!isNumeric(dtype) || dtype === "bool" || (SINGLE_PRECISION.has(operation) && isHalfOrDouble(dtype))) {
    throw new Refusal(`there is no such arithmetic on ${dtype} here`);
  }
  const shape = broadcastShape(a.shape, b.shape);
  const compute: Result["compute"] = ([left, right]) => {
    const count = countOf({ shape });
    const apply: Operation = BINARY[operation];
    if (isBig(dtype)) {
      const [x, y] = [bigsOf(left!, dtype), bigsOf(right!, dtype)];
      const sink = bigSink(dtype, count);
      forEachPair(a, b, shape, (i, j, index) => {
        const result = apply.big(x[i]!, y[j]!);
        if (DIVISIONS.has(operation) && dtype === "int64" && BigInt.asIntN(64, result) !== result) {
          throw new Refusal(OVERFLOW);
        }
        sink.set(index, result);
      });
      return sink.bytes();
    }
    const x = numbersOf(left!, dtype);
    const y = isBig(b.dtype) ? Array.from(bigsOf(right!, b.dtype), Number) : numbersOf(right!, b.dtype);
    const sink = numberSink(dtype, count);
    const calculate = isFloat(dtype) ? apply.float : apply.integer;
    const checked = DIVISIONS.has(operation) && dtype === "int32";
    forEachPair(a, b, shape, (i, j, index) => {
      const result = calculate(x[i]!, y[j]!);
      if (checked && result === 2 ** 31) {
        throw new Refusal(OVERFLOW);
      }
      sink.set(index, result);
    });
    return sink.bytes();
  };
  return { dtype, shape, from: [a, b], compute };
}

/** Of any number of tensors, from the first to the last. */
export function inTurn(operation: BinaryOperation, parts: readonly Known[]): Result {
  const [first, ...others] = parts;
  const start: Result = { dtype: first!.dtype, shape: first!.shape, from: [first!], compute: sameElements };
  return others.reduce<Result>((sum, each) => binary(operation, sum, each), start);
}

const OVERFLOW = "its quotient does not fit its type";

function isHalfOrDouble(dtype: DType): boolean {
  return isFloat(dtype) && dtype !== "float32";
}

/** The places of the elements that meet where two tensors are broadcast to a shape. */
export function forEachPair(
  a: Known,
  b: Known,
  shape: readonly number[],
  visit: (left: number, right: number, index: number) => void,
): void {
  const places = new Float64Array(countOf({ shape }));
  forEachPlace(shape, broadcastStrides(b.shape, shape), 0, (place, index) => void (places[index] = place));
  forEachPlace(shape, broadcastStrides(a.shape, shape), 0, (place, index) => visit(place, places[index]!, index));
}
