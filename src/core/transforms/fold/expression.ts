// What is computed from constants alone: the statistics and factors of a batch normalization, however they are spelled.
import type { Affine, LinearOperators, Unary } from "../../ir/linear";
import { elementCount } from "../../ir/dtype";
import { float32Elements } from "../../ir/tensor";
import type { Value } from "../../ir/value";

/** Elements known before the model runs, worked out when asked for. */
export interface Expression {
  readonly shape: readonly number[];
  /** What the constants it is made of take up where they are stored. */
  readonly bytes: number;
  readonly evaluate: () => Promise<Float64Array>;
}

/** Deeper ones are no statistics, and a graph may hold a cycle. */
const MAX_DEPTH = 10;

/** @param fixed Whether no caller can replace the constant. @returns null where the value depends on more than constants. */
export function expressionOf(
  value: Value,
  operators: LinearOperators,
  fixed: (value: Value) => boolean,
  depth = 0,
): Expression | null {
  const { constant, producer, name } = value;
  if (constant !== null) {
    const known = constant.dtype === "float32" && fixed(value);
    const evaluate = async () => Float64Array.from(await float32Elements(constant, name));
    return known ? { shape: constant.shape, bytes: constant.storage.storedBytes, evaluate } : null;
  }
  const [first] = producer?.inputs ?? [];
  if (producer === null || first == null || depth === MAX_DEPTH) {
    return null;
  }
  const part = (each: Value) => expressionOf(each, operators, fixed, depth + 1);
  const unary = operators.unary(producer);
  if (unary !== null) {
    const operand = part(first);
    return operand && { ...operand, evaluate: async () => (await operand.evaluate()).map(UNARY[unary]) };
  }
  const inner = part(first);
  const shape = inner && operators.reshaped(producer, inner.shape);
  if (inner !== null && shape !== null) {
    return elementCount(shape) === elementCount(inner.shape) ? { ...inner, shape } : null;
  }
  const affine = operators.affine(producer, 0);
  if (affine === null || typeof affine === "string" || affine.kind === "normalize" || affine.activation !== null) {
    return null;
  }
  const right = part(affine.operand);
  return inner && right && combined(inner, right, BINARY[affine.kind]);
}

/** Null where more would have to be broadcast than a single element. */
function combined(left: Expression, right: Expression, apply: (a: number, b: number) => number): Expression | null {
  const [ofLeft, ofRight] = [elementCount(left.shape), elementCount(right.shape)];
  const alike = left.shape.join() === right.shape.join();
  const single =
    (ofRight === 1 && right.shape.length <= left.shape.length) ||
    (ofLeft === 1 && right.shape.length >= left.shape.length);
  if (!alike && !single) {
    return null;
  }
  const longer = ofLeft >= ofRight ? left : right;
  return {
    shape: longer.shape,
    bytes: left.bytes + right.bytes,
    evaluate: async () => {
      const [a, b] = [await left.evaluate(), await right.evaluate()];
      return Float64Array.from({ length: elementCount(longer.shape) }, (_, i) =>
        apply(a[ofLeft === 1 ? 0 : i]!, b[ofRight === 1 ? 0 : i]!),
      );
    },
  };
}

/** Some of the elements of a vector; of a single one that. */
export function sliced(expression: Expression, start: number, count: number): Expression {
  const length = elementCount(expression.shape);
  if (length === 1) {
    return expression;
  }
  return {
    shape: [count],
    bytes: (expression.bytes * count) / length,
    evaluate: async () => (await expression.evaluate()).slice(start, start + count),
  };
}

const UNARY: Readonly<Record<Unary, (x: number) => number>> = {
  copy: (x) => x,
  negate: (x) => -x,
  reciprocal: (x) => 1 / x,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
};

const BINARY: Readonly<Record<Exclude<Affine["kind"], "normalize">, (a: number, b: number) => number>> = {
  multiply: (a, b) => a * b,
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  subtractFrom: (a, b) => b - a,
  divide: (a, b) => a / b,
};

/**
 * Whether an operand has one element, or one a channel, so that the result keeps its shape.
 * @param operandAxis The axis a vector runs along; null: broadcast, its last dimension to the last.
 */
export function isPerChannel(
  shape: readonly number[],
  operandAxis: number | null,
  channels: number,
  channelAxis: number,
  rank: number | null,
): boolean {
  if (operandAxis !== null) {
    return shape.length === 1 && shape[0] === channels && sameAxis(operandAxis, channelAxis, rank);
  }
  if (shape.length > (rank ?? 1)) {
    return false;
  }
  const fromEnd = channelAxis < 0 ? channelAxis : rank === null ? null : channelAxis - rank;
  return shape.every((length, axis) => length === 1 || (axis - shape.length === fromEnd && length === channels));
}

/** Whether two axes are the same one, either counted from the end or not. */
export function sameAxis(a: number, b: number, rank: number | null): boolean {
  const fromStart = (axis: number) => (axis < 0 && rank !== null ? rank + axis : axis);
  return fromStart(a) === fromStart(b);
}
