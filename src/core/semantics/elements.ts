// The elements of small tensors that shapes are computed of.
import { elementCount, isFloat, staticShape, type DType } from "../ir/dtype";
import type { Dimension, Shape } from "../ir/value";
import { add, divide, isSame, multiply, product, subtract } from "./dimension";
import { MOST_ELEMENTS, type Fact } from "./fact";

type Elements = readonly Dimension[];

/** The shape in numbers, where so few elements fit in it that they are followed. */
export function smallShape(shape: Shape | null): readonly number[] | null {
  const lengths = staticShape(shape);
  const isSmall = lengths?.every((length) => Number.isInteger(length) && length >= 0 && length <= MOST_ELEMENTS);
  return isSmall === true && elementCount(lengths!) <= MOST_ELEMENTS ? lengths : null;
}

export function filled(shape: Shape | null, element: Dimension): Elements | null {
  const lengths = smallShape(shape);
  return lengths === null ? null : new Array<Dimension>(elementCount(lengths)).fill(element);
}

/** The elements of a broadcast result. */
export function elementwise(
  shape: Shape | null,
  operands: readonly Fact[],
  compute: (...elements: Dimension[]) => Dimension,
): Elements | null {
  const lengths = operands.some(({ elements }) => elements === null) ? null : smallShape(shape);
  if (lengths === null) {
    return null;
  }
  const spread = operands.map((operand) => spreadOut(operand, lengths));
  if (spread.some((each) => each === null)) {
    return null;
  }
  return Array.from({ length: elementCount(lengths) }, (_, index) => compute(...spread.map((each) => each![index]!)));
}

/** Repeated along axes of length 1 and those that are not there. */
export function spreadOut({ elements, shape }: Fact, target: readonly number[]): Elements | null {
  const own = smallShape(shape);
  if (elements === null || own === null || own.length > target.length) {
    return null;
  }
  const missing = target.length - own.length;
  const strides = stridesOf(own);
  const spread = target.map((_, axis) => (axis < missing || own[axis - missing] === 1 ? 0 : strides[axis - missing]!));
  return strided(elements, target, spread, 0);
}

export function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const length of [...shape].reverse()) {
    strides.unshift(stride);
    stride *= length;
  }
  return strides;
}

/** The elements at the places that strides, counted in elements, lead to. */
export function strided(
  elements: Elements,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
): Elements {
  if (shape.includes(0)) {
    return [];
  }
  let places = [offset];
  shape.forEach((length, axis) => {
    places = places.flatMap((place) => Array.from({ length }, (_, index) => place + index * strides[axis]!));
  });
  return places.map((place) => elements[place] ?? null);
}

export type Operation =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "floorDivide"
  | "floorRemainder"
  | "power"
  | "minimum"
  | "maximum"
  | "equal"
  | "notEqual"
  | "less"
  | "lessOrEqual"
  | "greater"
  | "greaterOrEqual"
  | "and"
  | "or";

const ON_NUMBERS: Readonly<Record<Operation, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  floorDivide: (a, b) => Math.floor(a / b),
  floorRemainder: (a, b) => a - b * Math.floor(a / b),
  power: (a, b) => a ** b,
  minimum: Math.min,
  maximum: Math.max,
  equal: (a, b) => Number(a === b),
  notEqual: (a, b) => Number(a !== b),
  less: (a, b) => Number(a < b),
  lessOrEqual: (a, b) => Number(a <= b),
  greater: (a, b) => Number(a > b),
  greaterOrEqual: (a, b) => Number(a >= b),
  and: (a, b) => Number(a !== 0 && b !== 0),
  or: (a, b) => Number(a !== 0 || b !== 0),
};

/** Of names what holds for any positive length that they stand for. */
const ON_NAMES: Readonly<Partial<Record<Operation, (a: Dimension, b: Dimension) => Dimension>>> = {
  add,
  subtract,
  multiply,
  divide,
  floorDivide: divide,
  equal: (a, b) => (isSame(a, b) ? 1 : isNegative(a) || isNegative(b) ? 0 : null),
  notEqual: (a, b) => (isSame(a, b) ? 0 : isNegative(a) || isNegative(b) ? 1 : null),
};

/** A name stands for a length, which is none below 0. */
function isNegative(element: Dimension): boolean {
  return typeof element === "number" && element < 0;
}

/** @param dtype Of the operands: whole numbers are divided towards 0, floats are rounded. */
export function operate(operation: Operation, dtype: DType | null, a: Dimension, b: Dimension): Dimension {
  if (a === null || b === null || dtype === null) {
    return null;
  }
  if (typeof a === "number" && typeof b === "number") {
    const result = ON_NUMBERS[operation](a, b);
    return rounded(dtype, operation === "divide" && !isFloat(dtype) ? Math.trunc(result) : result);
  }
  return ON_NAMES[operation]?.(a, b) ?? null;
}

/** As a type holds it; null where it is beyond that, or beyond what is followed. */
export function rounded(dtype: DType | null, value: number): Dimension {
  if (!Number.isFinite(value)) {
    return null;
  }
  if (dtype === "float32" || dtype === "float64") {
    return dtype === "float32" ? Math.fround(value) : value;
  }
  return Number.isInteger(value) && Math.abs(value) <= 2 ** 63 ? value : null;
}

export function cast(element: Dimension, to: DType): Dimension {
  if (typeof element !== "number") {
    return to === "bool" ? null : element;
  }
  return to === "bool" ? Number(element !== 0) : rounded(to, isFloat(to) ? element : Math.trunc(element));
}

/** Names stay: they stand for whole numbers. */
export function onNumber(compute: (value: number) => number): (element: Dimension, dtype: DType | null) => Dimension {
  return (element, dtype) => (typeof element === "number" ? rounded(dtype, compute(element)) : element);
}

export function chosen(condition: Dimension, one: Dimension, other: Dimension): Dimension {
  if (typeof condition === "number") {
    return condition !== 0 ? one : other;
  }
  return isSame(one, other) ? one : null;
}

export function productOf(elements: Elements): Dimension {
  return elements.includes(null) ? null : product(elements);
}
