// Which TFLite operators are which kernel. What is quantized is moved, where its scales stay what they are, and never
// computed with.
import type { DType } from "../../ir/dtype";
import { Refusal, type Known, type Result } from "../../ir/folding";
import { sameQuantization } from "../../ir/no-op";
import { booleanAttribute, numberAttribute, numbersAttribute, stringAttribute, type Node } from "../../ir/node";
import { binary, inTurn, type BinaryOperation } from "../../kernels/arithmetic";
import { cast } from "../../kernels/cast";
import { compare, logic, not, select, type Comparison } from "../../kernels/compare";
import { fill, integers, range, shapeOf } from "../../kernels/make";
import * as move from "../../kernels/move";
import { notKnown, typeOnly, type Operands, type Rule } from "../../kernels/operands";
import { reduce, type Reduction } from "../../kernels/reduce";
import { stridedSliceOf } from "../../kernels/strided";
import { unary, type UnaryOperation } from "../../kernels/unary";
import { own } from "../../ir/own";

/** Types that kernels compute with as plain numbers. */
const PLAIN = new Set<DType | undefined>(["float32", "float64", "int32", "uint32", "int64", "bool"]);

const outputType = (node: Node) => node.outputs[0]?.type?.dtype ?? notKnown();

function expectPlain(node: Node): void {
  const values = [...node.inputs, ...node.outputs].filter((value) => value !== null);
  if (values.some(({ quantization, type }) => quantization !== null || !PLAIN.has(type?.dtype))) {
    throw new Refusal("it computes with quantized tensors");
  }
  if (stringAttribute(node, "fused_activation_function", "NONE") !== "NONE") {
    throw new Refusal("it applies an activation function");
  }
}

/** Elements that are moved keep their meaning if all tensors have one and the same scale. */
function expectOneScale(node: Node, moved: readonly number[]): void {
  const first = node.outputs[0]?.quantization ?? null;
  const others = [...moved.map((index) => node.inputs[index] ?? null), ...node.outputs];
  const alike = others.every((value) => value === null || sameQuantization(value.quantization, first));
  if (!alike || (first !== null && first.axis !== null)) {
    throw new Refusal("its input and its result are quantized differently");
  }
  if (stringAttribute(node, "fused_activation_function", "NONE") !== "NONE") {
    throw new Refusal("it applies an activation function");
  }
}

/** @param data Where what is moved is read; null: everywhere. */
const moving =
  (rule: Rule, data: readonly number[] | null = [0]): Rule =>
  (node, operands) => {
    expectOneScale(node, data ?? node.inputs.map((_, index) => index));
    return rule(node, operands);
  };
const computing =
  (rule: Rule): Rule =>
  (node, operands) => {
    expectPlain(node);
    return rule(node, operands);
  };
const two = (operation: BinaryOperation) =>
  computing((_, operands) => binary(operation, operands.at(0), operands.at(1)));
const one = (operation: UnaryOperation) => computing((_, operands) => unary(operation, operands.at(0)));
const comparison = (operation: Comparison) =>
  computing((_, operands) => compare(operation, operands.at(0), operands.at(1)));
const reduction = (operation: Reduction) =>
  computing(async (node, operands) =>
    reduce(operation, operands.at(0), await operands.numbers(1), booleanAttribute(node, "keep_dims", false)),
  );
const chosen: Rule = moving((_, operands) => select(operands.at(0), operands.at(1), operands.at(2)), [1, 2]);

async function padded(operands: Operands, filling: Uint8Array | null): Promise<Result> {
  const x = operands.at(0);
  const pads = await operands.numbers(1);
  const side = (offset: number) => pads.filter((_, index) => index % 2 === offset);
  if (filling === null && operands.node.inputs[0]?.quantization != null) {
    throw new Refusal("it pads a quantized tensor");
  }
  return move.pad(x, side(0), side(1), filling);
}

const lengthAlong = ({ shape }: Known, axis: number) => shape[axis < 0 ? axis + shape.length : axis] ?? notKnown();

const RULES: Readonly<Record<string, Rule>> = {
  RESHAPE: moving(async (node, operands) => {
    const target = operands.has(1) ? await operands.numbers(1) : numbersAttribute(node, "new_shape");
    return move.reshapeTo(operands.at(0), target ?? notKnown(), false);
  }),
  SQUEEZE: moving((node, operands) => move.squeeze(operands.at(0), numbersAttribute(node, "squeeze_dims") ?? [])),
  EXPAND_DIMS: moving(async (_, operands) => move.unsqueeze(operands.at(0), [await operands.number(1)])),
  TRANSPOSE: moving(async (_, operands) => move.transpose(operands.at(0), await operands.numbers(1))),
  CONCATENATION: moving((node, operands) => move.concatenate(operands.all(), numberAttribute(node, "axis", 0)), null),
  PACK: moving((node, operands) => {
    const axis = numberAttribute(node, "axis", 0);
    return move.concatenate(
      operands.all().map((each) => move.unsqueeze(each, [axis])),
      axis,
    );
  }, null),
  UNPACK: moving((node, operands) => {
    const [x, axis] = [operands.at(0), numberAttribute(node, "axis", 0)];
    const count = lengthAlong(x, axis);
    return move
      .split(x, axis, move.equalParts(count, count, operands.node.outputs.length))
      .map((each) => move.squeeze(each, [axis]));
  }),
  SLICE: moving(async (_, operands) => {
    const x = operands.at(0);
    const [begin, size] = [await operands.numbers(1), await operands.numbers(2)];
    return move.slice(
      x,
      begin,
      size.map((each, axis) => (each === -1 ? x.shape[axis]! - begin[axis]! : each)),
    );
  }),
  STRIDED_SLICE: moving(async (node, operands) => {
    if (booleanAttribute(node, "offset", false)) {
      throw new Refusal("its ends are counted from its beginnings");
    }
    return stridedSliceOf(node, operands);
  }),
  SPLIT: moving(
    async (node, operands) => {
      const [x, axis] = [operands.at(1), await operands.number(0)];
      return move.split(
        x,
        axis,
        move.equalParts(lengthAlong(x, axis), numberAttribute(node, "num_splits", 1), node.outputs.length),
      );
    },
    [1],
  ),
  SPLIT_V: moving(async (_, operands) => {
    const [x, axis, sizes] = [operands.at(0), await operands.number(2), await operands.numbers(1)];
    const given = sizes.reduce((sum, each) => sum + Math.max(each, 0), 0);
    const rest = lengthAlong(x, axis) - given;
    return move.split(
      x,
      axis,
      sizes.map((each) => (each === -1 ? rest : each)),
    );
  }),
  GATHER: moving(async (node, operands) => {
    const indices = { ...operands.at(1), elements: await operands.numbers(1) };
    if (indices.elements.some((each) => each < 0) || numberAttribute(node, "batch_dims", 0) !== 0) {
      throw new Refusal("it takes elements in a way that is not computed ahead");
    }
    return move.gather(operands.at(0), indices, numberAttribute(node, "axis", 0));
  }),
  TILE: moving(async (_, operands) => move.tile(operands.at(0), await operands.numbers(1))),
  BROADCAST_TO: moving(async (_, operands) => move.broadcastTo(operands.at(0), await operands.numbers(1))),
  PAD: moving((_, operands) => padded(operands, null)),
  PADV2: moving(async (_, operands) => padded(operands, await operands.bytes(2)), [0, 2]),
  FILL: moving(async (_, operands) => fill(operands.at(1).dtype, await operands.numbers(0), operands.at(1)), [1]),
  SELECT: chosen,
  SELECT_V2: chosen,
  ZEROS_LIKE: computing((_, operands) => fill(operands.at(0).dtype, operands.at(0).shape, null)),
  RANGE: computing(async (_, operands) => {
    const [start, limit, step] = [await operands.number(0), await operands.number(1), await operands.number(2)];
    return range(operands.at(0).dtype, start, limit, step);
  }),
  SHAPE: (node, operands) => shapeOf(operands.at(0), outputType(node)),
  RANK: (_, operands) => integers("int32", [], [operands.at(0).shape.length]),
  CAST: (node, operands) => {
    if ([...node.inputs, ...node.outputs].some((value) => value?.quantization != null)) {
      throw new Refusal("it computes with quantized tensors");
    }
    return cast(operands.at(0), outputType(node));
  },

  ADD: two("add"),
  SUB: two("subtract"),
  MUL: two("multiply"),
  DIV: two("divide"),
  FLOOR_DIV: two("floorDivide"),
  FLOOR_MOD: two("floorRemainder"),
  MAXIMUM: two("maximum"),
  MINIMUM: two("minimum"),
  POW: two("power"),
  SQUARED_DIFFERENCE: two("squaredDifference"),
  ADD_N: computing((_, operands) => inTurn("add", operands.all())),
  NEG: one("negate"),
  ABS: one("absolute"),
  SIGN: one("sign"),
  SQUARE: one("square"),
  SQRT: one("squareRoot"),
  RSQRT: one("reciprocalRoot"),
  EXP: one("exponential"),
  LOG: one("logarithm"),
  FLOOR: one("floor"),
  CEIL: one("ceiling"),
  ROUND: one("round"),
  EQUAL: comparison("equal"),
  NOT_EQUAL: comparison("notEqual"),
  LESS: comparison("less"),
  LESS_EQUAL: comparison("lessOrEqual"),
  GREATER: comparison("greater"),
  GREATER_EQUAL: comparison("greaterOrEqual"),
  LOGICAL_AND: (_, operands) => logic("and", operands.at(0), operands.at(1)),
  LOGICAL_OR: (_, operands) => logic("or", operands.at(0), operands.at(1)),
  LOGICAL_NOT: (_, operands) => not(operands.at(0)),
  SUM: reduction("sum"),
  MEAN: reduction("mean"),
  REDUCE_PROD: reduction("product"),
  REDUCE_MAX: reduction("maximum"),
  REDUCE_MIN: reduction("minimum"),
};

const KEEPS_TYPE = new Set(
  `RELU RELU6 RELU_N1_TO_1 RELU_0_TO_1 LEAKY_RELU PRELU ELU GELU TANH LOGISTIC HARD_SWISH SOFTMAX LOG_SOFTMAX SIN COS
  L2_NORMALIZATION LOCAL_RESPONSE_NORMALIZATION`.split(/\s+/),
);

const keepsType: Rule = (node, operands) => typeOnly(outputType(node), operands.at(0).shape);

export function ruleOf({ op }: Node): Rule | null {
  if (op.domain !== "") {
    return null;
  }
  return own(RULES, op.name) ?? (KEEPS_TYPE.has(op.name) ? keepsType : null);
}
