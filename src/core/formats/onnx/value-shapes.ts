// The shapes of values that the file does not state, where what makes them leaves no doubt.
import { numberAttribute, numbersAttribute, type Node } from "../../ir/node";
import { own } from "../../ir/own";
import type { Dimension, Shape, Value } from "../../ir/value";
import { windowLengths } from "./window-shapes";

/** @returns null where it is not certain. */
type Rule = (node: Node, shapes: readonly (Shape | null)[]) => Shape | null;

export class ValueShapes {
  readonly #known = new Map<Value, Shape | null>();

  /** Null: unknown. */
  of(value: Value): Shape | null {
    const pending = [value];
    for (let each = pending.at(-1); each !== undefined; each = pending.at(-1)) {
      const stated = each.constant?.shape ?? each.type?.shape ?? null;
      const node = each.producer;
      const rule = stated === null && node !== null ? ruleOf(node, each) : null;
      if (rule === null) {
        this.#known.set(each, stated);
        pending.pop();
        continue;
      }
      const missing = node!.inputs.filter((input) => input !== null && !this.#known.has(input)) as Value[];
      if (missing.length > 0 && !this.#known.has(each)) {
        // Until then it is unknown, to itself too: a file may have nodes that wait for each other.
        this.#known.set(each, null);
        missing.forEach((input) => pending.push(input));
        continue;
      }
      pending.pop();
      this.#known.set(
        each,
        rule(
          node!,
          node!.inputs.map((input) => (input === null ? null : (this.#known.get(input) ?? null))),
        ),
      );
    }
    return this.#known.get(value) ?? null;
  }
}

/** Of operators with several outputs the first. */
function ruleOf(node: Node, value: Value): Rule | null {
  const { domain, name } = node.op;
  return domain !== "" || node.outputs[0] !== value || node.nested.length > 0 ? null : (own(RULES, name) ?? null);
}

const first: Rule = (_, [shape]) => shape ?? null;

const broadcast: Rule = (node, shapes) => {
  if (shapes.length === 0 || shapes.some((shape) => shape === null)) {
    return null;
  }
  if ((node.op.version ?? 0) < BROADCASTS_SINCE) {
    return shapes[0]!;
  }
  const rank = shapes.reduce((most, shape) => Math.max(most, shape!.length), 0);
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = shapes.map((shape) => lengthAt(shape!, axis - rank));
    return lengths.reduce(wider, 1);
  });
};
/** Until then results had the shape of the first operand. */
const BROADCASTS_SINCE = 7;

/** Counted from the last axis, which is −1. */
function lengthAt(shape: Shape, place: number): Dimension {
  const length = shape[place + shape.length];
  return length === undefined ? 1 : length;
}

/** The longer of two lengths, of which one is 1 or both are the same; null where that is not known. */
function wider(one: Dimension, other: Dimension): Dimension {
  if (one === other || other === 1) {
    return one;
  }
  if (one === 1 || typeof other === "number") {
    return other;
  }
  return typeof one === "number" ? one : null;
}

const convolution: Rule = (node, [x, weights]) => {
  const sizes = weights?.slice(2) ?? [];
  const kernel = numbersAttribute(node, "kernel_shape") ?? (sizes.every(isNumber) ? sizes : []);
  const lengths = x == null ? null : windowLengths(node, x.slice(2), kernel);
  return lengths === null ? null : [x![0]!, weights?.[0] ?? null, ...lengths];
};

const pool: Rule = (node, [x]) => {
  const lengths = x == null ? null : windowLengths(node, x.slice(2), numbersAttribute(node, "kernel_shape") ?? []);
  return lengths === null ? null : [x![0]!, x![1]!, ...lengths];
};

const globalPool: Rule = (_, [x]) => (x == null || x.length < 2 ? null : [x[0]!, x[1]!, ...x.slice(2).map(() => 1)]);

const flatten: Rule = (node, [x]) => {
  const axis = x == null ? -1 : axisOf(numberAttribute(node, "axis", 1), x.length);
  return x == null || axis < 0 || axis > x.length ? null : [product(x.slice(0, axis)), product(x.slice(axis))];
};

const gemm: Rule = (node, [a, b]) => {
  if (a?.length !== 2 || b?.length !== 2) {
    return null;
  }
  return [a[numberAttribute(node, "transA", 0) === 0 ? 0 : 1]!, b[numberAttribute(node, "transB", 0) === 0 ? 1 : 0]!];
};

const matMul: Rule = (node, [a, b]) => {
  if (a == null || b == null || a.length < 2 || b.length < 2) {
    return null;
  }
  const outer = broadcast(node, [a.slice(0, -2), b.slice(0, -2)]);
  return outer === null ? null : [...outer, a.at(-2)!, b.at(-1)!];
};

const transpose: Rule = (node, [x]) => {
  const order = numbersAttribute(node, "perm") ?? x?.map((_, axis) => x.length - 1 - axis);
  return x != null && order?.length === x.length && order.every((axis) => x[axis] !== undefined)
    ? order.map((axis) => x[axis]!)
    : null;
};

const concat: Rule = (node, shapes) => {
  const [x] = shapes;
  if (x == null || shapes.some((shape) => shape?.length !== x.length)) {
    return null;
  }
  const axis = axisOf(numberAttribute(node, "axis", 1), x.length);
  return x.map((length, place) => {
    const all = shapes.map((shape) => shape![place]!);
    return place === axis ? sum(all) : (all.find(isNumber) ?? (all.every((each) => each === length) ? length : null));
  });
};

/** Along an attribute's axis or axes; where those are an input, the shape is not worked out. */
const reduction =
  (attribute: string, fallback: readonly number[] | null): Rule =>
  (node, [x, axes]) => {
    const stated = node.attributes.get(attribute);
    const list = stated?.kind === "int" ? [Number(stated.value)] : (numbersAttribute(node, attribute) ?? fallback);
    if (x == null || axes != null || node.inputs.length > 1 || numberAttribute(node, "noop_with_empty_axes", 0) !== 0) {
      return null;
    }
    const gone = new Set((list ?? x.map((_, axis) => axis)).map((axis) => axisOf(axis, x.length)));
    const keeps = numberAttribute(node, "keepdims", 1) !== 0;
    return x.flatMap((length, axis) => (!gone.has(axis) ? [length] : keeps ? [1] : []));
  };

const SAME = `Abs Acos Acosh Asin Asinh Atan Atanh BatchNormalization Bernoulli BitwiseNot Cast Ceil Celu Clip Cos Cosh CumSum
  Dropout Elu Erf Exp Floor Gelu HardSigmoid HardSwish Hardmax Identity InstanceNormalization GroupNormalization IsInf IsNaN
  LRN LayerNormalization LeakyRelu Log LogSoftmax LpNormalization MeanVarianceNormalization Mish Neg Not QuantizeLinear
  DequantizeLinear PRelu RMSNormalization Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softmax Softplus Softsign
  Sqrt Swish Tan Tanh ThresholdedRelu Trilu`;
const BROADCAST = `Add And BitShift BitwiseAnd BitwiseOr BitwiseXor Div Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min
  Mod Mul Or Pow Sub Sum Where Xor`;
const REDUCTIONS = `ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum
  ReduceSumSquare`;
const GLOBAL_POOLS = "GlobalAveragePool GlobalMaxPool GlobalLpPool";

function each(names: string, rule: Rule): (readonly [string, Rule])[] {
  return names.split(/\s+/).map((name) => [name, rule]);
}

const RULES: Readonly<Record<string, Rule>> = Object.fromEntries([
  ...each(SAME, first),
  ...each(BROADCAST, broadcast),
  ...each(REDUCTIONS, reduction("axes", null)),
  ...each("ArgMax ArgMin", reduction("axis", [0])),
  ...each("AveragePool MaxPool LpPool", pool),
  ...each(GLOBAL_POOLS, globalPool),
  ["Conv", convolution],
  ["Flatten", flatten],
  ["Gemm", gemm],
  ["MatMul", matMul],
  ["Transpose", transpose],
  ["Concat", concat],
  [
    "Shape",
    (node: Node, [x]: readonly (Shape | null)[]) => (x == null || node.attributes.size > 0 ? null : [x.length]),
  ],
  ["Size", () => []],
]);

function axisOf(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

function isNumber(each: Dimension): each is number {
  return typeof each === "number";
}

function product(lengths: Shape): Dimension {
  const [only] = lengths.filter((each) => each !== 1);
  const isOne = lengths.filter((each) => each !== 1).length === 1;
  return isOne ? only! : lengths.every(isNumber) ? lengths.reduce((all, each) => all * each, 1) : null;
}

function sum(lengths: Shape): Dimension {
  return lengths.length === 1
    ? lengths[0]!
    : lengths.every(isNumber)
      ? lengths.reduce((all, each) => all + each, 0)
      : null;
}
