// Which TensorFlow operators are which kernel. Operators that only keep a type are at the end: a shape behind them is
// known, their elements are not.
import type { DType } from "../../ir/dtype";
import { Refusal, type Result } from "../../ir/folding";
import { booleanAttribute, numberAttribute, numbersAttribute, stringAttribute, type Node } from "../../ir/node";
import { binary, inTurn, type BinaryOperation } from "../../kernels/arithmetic";
import { cast } from "../../kernels/cast";
import { compare, logic, not, select, type Comparison } from "../../kernels/compare";
import { countOf } from "../../kernels/elements";
import { fill, integers, range, shapeOf } from "../../kernels/make";
import * as move from "../../kernels/move";
import { notKnown, typeOnly, type Operands, type Rule } from "../../kernels/operands";
import { matrixProduct } from "../../kernels/product";
import { reduce, type Reduction } from "../../kernels/reduce";
import { stridedSliceOf } from "../../kernels/strided";
import { unary, type UnaryOperation } from "../../kernels/unary";
import { own } from "../../ir/own";

function typeAttribute(node: Node, name: string, fallback: DType): DType {
  const attribute = node.attributes.get(name);
  return attribute?.kind === "type" ? attribute.value : fallback;
}

const same: Rule = (_, operands) => {
  const x = operands.at(0);
  return move.reshape(x, x.shape);
};
const two =
  (operation: BinaryOperation): Rule =>
  (_, operands) =>
    binary(operation, operands.at(0), operands.at(1));
const one =
  (operation: UnaryOperation): Rule =>
  (_, operands) =>
    unary(operation, operands.at(0));
const comparison =
  (operation: Comparison): Rule =>
  (_, operands) =>
    compare(operation, operands.at(0), operands.at(1));
const reduction =
  (operation: Reduction): Rule =>
  async (node, operands) => {
    const keep = booleanAttribute(node, "keep_dims", false);
    return reduce(operation, operands.at(0), await operands.numbers(1), keep);
  };
const product =
  (transposeA: string, transposeB: string): Rule =>
  (node, operands) =>
    matrixProduct(
      operands.at(0),
      operands.at(1),
      booleanAttribute(node, transposeA, false),
      booleanAttribute(node, transposeB, false),
    );

async function gathered(operands: Operands, axis: number): Promise<Result> {
  const indices = { ...operands.at(1), elements: await operands.numbers(1) };
  if (indices.elements.some((each) => each < 0) || numberAttribute(operands.node, "batch_dims", 0) !== 0) {
    throw new Refusal("it takes elements in a way that is not computed ahead");
  }
  return move.gather(operands.at(0), indices, axis);
}

async function padded(operands: Operands, filling: Uint8Array | null): Promise<Result> {
  const pads = await operands.numbers(1);
  const side = (offset: number) => pads.filter((_, index) => index % 2 === offset);
  return move.pad(operands.at(0), side(0), side(1), filling);
}

const RULES: Readonly<Record<string, Rule>> = {
  Identity: same,
  Snapshot: same,
  StopGradient: same,
  PreventGradient: same,
  Reshape: async (_, operands) => move.reshapeTo(operands.at(0), await operands.numbers(1), false),
  Squeeze: (node, operands) =>
    move.squeeze(operands.at(0), numbersAttribute(node, "squeeze_dims") ?? numbersAttribute(node, "axis") ?? []),
  ExpandDims: async (_, operands) => move.unsqueeze(operands.at(0), [await operands.number(1)]),
  Transpose: async (_, operands) => move.transpose(operands.at(0), await operands.numbers(1)),
  ConcatV2: async (_, operands) => {
    const last = operands.known.length - 1;
    return move.concatenate(operands.all(0, last), await operands.number(last));
  },
  Concat: async (_, operands) => move.concatenate(operands.all(1), await operands.number(0)),
  Pack: (node, operands) => {
    const axis = numberAttribute(node, "axis", 0);
    return move.concatenate(
      operands.all().map((each) => move.unsqueeze(each, [axis])),
      axis,
    );
  },
  Unpack: (node, operands) => {
    const x = operands.at(0);
    const axis = numberAttribute(node, "axis", 0);
    const count = x.shape[axis < 0 ? axis + x.shape.length : axis] ?? notKnown();
    return move
      .split(x, axis, move.equalParts(count, count, operands.node.outputs.length))
      .map((each) => move.squeeze(each, [axis]));
  },
  Slice: async (_, operands) => {
    const x = operands.at(0);
    const [begin, size] = [await operands.numbers(1), await operands.numbers(2)];
    return move.slice(
      x,
      begin,
      size.map((each, axis) => (each === -1 ? x.shape[axis]! - begin[axis]! : each)),
    );
  },
  StridedSlice: stridedSliceOf,
  Split: async (node, operands) => {
    const [x, axis] = [operands.at(1), await operands.number(0)];
    const length = x.shape[axis < 0 ? axis + x.shape.length : axis] ?? notKnown();
    return move.split(x, axis, move.equalParts(length, numberAttribute(node, "num_split", 1), node.outputs.length));
  },
  SplitV: async (_, operands) => {
    const [x, axis, sizes] = [operands.at(0), await operands.number(2), await operands.numbers(1)];
    const length = x.shape[axis < 0 ? axis + x.shape.length : axis] ?? notKnown();
    const given = sizes.reduce((sum, each) => sum + Math.max(each, 0), 0);
    return move.split(
      x,
      axis,
      sizes.map((each) => (each === -1 ? length - given : each)),
    );
  },
  Gather: (_, operands) => gathered(operands, 0),
  GatherV2: async (_, operands) => gathered(operands, await operands.number(2)),
  Tile: async (_, operands) => move.tile(operands.at(0), await operands.numbers(1)),
  BroadcastTo: async (_, operands) => move.broadcastTo(operands.at(0), await operands.numbers(1)),
  Pad: (_, operands) => padded(operands, null),
  PadV2: async (_, operands) => padded(operands, await operands.bytes(2)),
  Fill: async (_, operands) => {
    const value = operands.at(1);
    return fill(value.dtype, await operands.numbers(0), value);
  },
  ZerosLike: (_, operands) => fill(operands.at(0).dtype, operands.at(0).shape, null),
  OnesLike: (_, operands) => {
    const { dtype, shape } = operands.at(0);
    return fill(dtype, shape, integers(dtype, [], [1]));
  },
  Range: async (_, operands) => {
    const [start, limit, step] = [await operands.number(0), await operands.number(1), await operands.number(2)];
    return range(operands.at(0).dtype, start, limit, step);
  },
  Shape: (node, operands) => shapeOf(operands.at(0), typeAttribute(node, "out_type", "int32")),
  ShapeN: (node, operands) =>
    operands.known.map((known) => known && shapeOf(known, typeAttribute(node, "out_type", "int32"))),
  Size: (node, operands) => integers(typeAttribute(node, "out_type", "int32"), [], [countOf(operands.at(0))]),
  Rank: (_, operands) => integers("int32", [], [operands.at(0).shape.length]),
  Cast: (node, operands) => {
    const truncates = booleanAttribute(node, "Truncate", false);
    const to = typeAttribute(node, "DstT", "opaque");
    if (truncates) {
      throw new Refusal("it cuts floats off instead of rounding them");
    }
    return cast(operands.at(0), to);
  },

  Add: two("add"),
  AddV2: two("add"),
  AddN: (_, operands) => inTurn("add", operands.all()),
  BiasAdd: (node, operands) => {
    if (stringAttribute(node, "data_format", "NHWC") !== "NHWC") {
      throw new Refusal("it adds along another axis than the last");
    }
    return binary("add", operands.at(0), operands.at(1));
  },
  Sub: two("subtract"),
  Mul: two("multiply"),
  RealDiv: two("divide"),
  Div: two("divide"),
  TruncateDiv: two("divide"),
  FloorDiv: two("floorDivide"),
  FloorMod: two("floorRemainder"),
  Mod: two("truncateRemainder"),
  TruncateMod: two("truncateRemainder"),
  Maximum: two("maximum"),
  Minimum: two("minimum"),
  Pow: two("power"),
  SquaredDifference: two("squaredDifference"),
  Neg: one("negate"),
  Abs: one("absolute"),
  Sign: one("sign"),
  Square: one("square"),
  Sqrt: one("squareRoot"),
  Rsqrt: one("reciprocalRoot"),
  Reciprocal: one("reciprocal"),
  Inv: one("reciprocal"),
  Exp: one("exponential"),
  Log: one("logarithm"),
  Floor: one("floor"),
  Ceil: one("ceiling"),
  Round: one("round"),
  Rint: one("round"),
  Equal: comparison("equal"),
  NotEqual: comparison("notEqual"),
  Less: comparison("less"),
  LessEqual: comparison("lessOrEqual"),
  Greater: comparison("greater"),
  GreaterEqual: comparison("greaterOrEqual"),
  LogicalAnd: (_, operands) => logic("and", operands.at(0), operands.at(1)),
  LogicalOr: (_, operands) => logic("or", operands.at(0), operands.at(1)),
  LogicalNot: (_, operands) => not(operands.at(0)),
  Select: (_, operands) => {
    const [condition, a, b] = [operands.at(0), operands.at(1), operands.at(2)];
    // A vector chooses rows.
    const rows = condition.shape.length === 1 && a.shape.length > 1;
    const aligned = rows ? move.reshape(condition, [condition.shape[0]!, ...a.shape.slice(1).map(() => 1)]) : condition;
    return select(aligned, a, b);
  },
  SelectV2: (_, operands) => select(operands.at(0), operands.at(1), operands.at(2)),
  Sum: reduction("sum"),
  Mean: reduction("mean"),
  Prod: reduction("product"),
  Max: reduction("maximum"),
  Min: reduction("minimum"),
  MatMul: product("transpose_a", "transpose_b"),
  BatchMatMul: product("adj_x", "adj_y"),
  BatchMatMulV2: product("adj_x", "adj_y"),
};

const KEEPS_TYPE = new Set(
  `Relu Relu6 LeakyRelu Elu Selu Sigmoid Tanh Softmax LogSoftmax Softplus Softsign Erf Sin Cos Tan Expm1 Log1p LRN
  FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3 BatchNormWithGlobalNormalization CheckNumerics`.split(/\s+/),
);

const keepsType: Rule = (_, operands) => typeOnly(operands.at(0).dtype, operands.at(0).shape);

export function ruleOf({ op }: Node): Rule | null {
  return own(RULES, op.name) ?? (KEEPS_TYPE.has(op.name) ? keepsType : null);
}
