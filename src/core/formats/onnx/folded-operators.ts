// Which ONNX operators are which kernel, with which settings in which version. Operators that only keep a type are at
// the end: a shape behind them is known, their elements are not.
import type { DType } from "../../ir/dtype";
import { Refusal, type Known, type Result } from "../../ir/folding";
import { numberAttribute, numbersAttribute, stringAttribute, type Node } from "../../ir/node";
import { tensorBytes } from "../../ir/tensor";
import { binary, inTurn, type BinaryOperation } from "../../kernels/arithmetic";
import { cast } from "../../kernels/cast";
import { compare, logic, not, select, type Comparison } from "../../kernels/compare";
import { countOf } from "../../kernels/elements";
import { fill, integers, nonZero, range } from "../../kernels/make";
import * as move from "../../kernels/move";
import { literal, notKnown, typeOnly, type Operands, type Rule } from "../../kernels/operands";
import { matrixProduct } from "../../kernels/product";
import { quantize } from "../../kernels/quantize";
import { reduce, type Reduction } from "../../kernels/reduce";
import { sliceWithin, type Bounds } from "../../kernels/strided";
import { axisOf, broadcastShape } from "../../kernels/strides";
import { unary, type UnaryOperation } from "../../kernels/unary";
import { dtypeOf } from "./schema";
import { convolution, pooling, resized, transposedConvolution } from "./window-shapes";
import { own } from "../../ir/own";

const opsetOf = (node: Node) => node.op.version ?? 0;

/** A list that is an attribute until that opset, an input from then on; null: left out. */
async function list(operands: Operands, name: string, input: number, since: number): Promise<readonly number[] | null> {
  const { node } = operands;
  if (opsetOf(node) < since) {
    return numbersAttribute(node, name);
  }
  return operands.has(input) ? operands.numbers(input) : null;
}

const needed = <T>(setting: T | null): T => {
  if (setting === null) {
    throw new Refusal("one of its settings is left out");
  }
  return setting;
};

/** Until opset 7 what is broadcast was told by attributes. */
const elementwise =
  (operation: BinaryOperation): Rule =>
  (node, operands) => {
    const [a, b] = [operands.at(0), operands.at(1)];
    if (opsetOf(node) < 7 && a.shape.join() !== b.shape.join()) {
      throw new Refusal("it is broadcast in the way of old operator sets");
    }
    return binary(operation, a, b);
  };
const several =
  (operation: BinaryOperation): Rule =>
  (_, operands) =>
    inTurn(operation, operands.all());
const single =
  (operation: UnaryOperation): Rule =>
  (_, operands) =>
    unary(operation, operands.at(0));
const comparison =
  (operation: Comparison): Rule =>
  (node, operands) => {
    if (opsetOf(node) < 7) {
      throw new Refusal("it is broadcast in the way of old operator sets");
    }
    return compare(operation, operands.at(0), operands.at(1));
  };
const same = (x: Known): Result => move.reshape(x, x.shape);

const reduction =
  (operation: Reduction, since: number): Rule =>
  async (node, operands) => {
    const x = operands.at(0);
    const axes = await list(operands, "axes", 1, since);
    const keep = numberAttribute(node, "keepdims", 1) !== 0;
    if ((axes ?? []).length === 0 && numberAttribute(node, "noop_with_empty_axes", 0) !== 0) {
      return same(x);
    }
    return reduce(operation, x, axes?.length ? axes : x.shape.map((_, axis) => axis), keep);
  };

const RULES: Readonly<Record<string, Rule>> = {
  Identity: (_, operands) => same(operands.at(0)),
  Reshape: async (node, operands) =>
    move.reshapeTo(
      operands.at(0),
      needed(await list(operands, "shape", 1, 5)),
      numberAttribute(node, "allowzero", 0) === 0,
    ),
  Flatten: (node, operands) => {
    const x = operands.at(0);
    const given = numberAttribute(node, "axis", 1);
    const axis = given < 0 ? given + x.shape.length : given;
    const count = (shape: readonly number[]) => countOf({ shape });
    return move.reshape(x, [count(x.shape.slice(0, axis)), count(x.shape.slice(axis))]);
  },
  Squeeze: async (_, operands) => move.squeeze(operands.at(0), (await list(operands, "axes", 1, 13)) ?? []),
  Unsqueeze: async (_, operands) => move.unsqueeze(operands.at(0), needed(await list(operands, "axes", 1, 13))),
  Transpose: (node, operands) => {
    const x = operands.at(0);
    return move.transpose(x, numbersAttribute(node, "perm") ?? x.shape.map((_, axis) => axis).reverse());
  },
  Concat: (node, operands) => move.concatenate(operands.all(), numberAttribute(node, "axis", 1)),
  Slice: async (_, operands) => {
    const x = operands.at(0);
    const starts = needed(await list(operands, "starts", 1, 10));
    const ends = needed(await list(operands, "ends", 2, 10));
    const axes = await list(operands, "axes", 3, 10);
    const steps = opsetOf(operands.node) < 10 ? null : await list(operands, "steps", 4, 10);
    const bounds = x.shape.map((): Bounds | null => null);
    starts.forEach((start, index) => {
      const axis = axisOf(axes?.[index] ?? index, x.shape.length);
      bounds[axis] = { start, end: ends[index] ?? start, step: steps?.[index] ?? 1 };
    });
    return sliceWithin(x, bounds);
  },
  Split: async (node, operands) => {
    const x = operands.at(0);
    const axis = axisOf(numberAttribute(node, "axis", 0), x.shape.length);
    const given = await list(operands, "split", 1, 13);
    const [length, parts] = [x.shape[axis]!, node.outputs.length];
    // Equal parts, of which the last may be shorter.
    const part = Math.ceil(length / parts);
    const equal = Array.from({ length: parts }, (_, index) => Math.max(0, Math.min(part, length - index * part)));
    return move.split(x, axis, given ?? equal);
  },
  Gather: async (node, operands) => {
    const indices = { ...operands.at(1), elements: await operands.numbers(1) };
    return move.gather(operands.at(0), indices, numberAttribute(node, "axis", 0));
  },
  Expand: async (_, operands) => {
    const x = operands.at(0);
    return move.broadcastTo(x, broadcastShape(x.shape, await operands.numbers(1)));
  },
  Tile: async (node, operands) => {
    if (opsetOf(node) < 6) {
      throw new Refusal("it is given in the way of old operator sets");
    }
    return move.tile(operands.at(0), await operands.numbers(1));
  },
  Pad: async (node, operands) => {
    const x = operands.at(0);
    const since = 11;
    const pads = needed(await list(operands, opsetOf(node) < 2 ? "paddings" : "pads", 1, since));
    const axes = opsetOf(node) < since ? null : await list(operands, "axes", 3, since);
    if (stringAttribute(node, "mode", "constant") !== "constant" || numberAttribute(node, "value", 0) !== 0) {
      throw new Refusal("it pads with something else than a constant input");
    }
    const around = (offset: number) => {
      const all = x.shape.map(() => 0);
      const count = pads.length / 2;
      for (let index = 0; index < count; index++) {
        all[axisOf(axes?.[index] ?? index, all.length)] = pads[offset * count + index]!;
      }
      return all;
    };
    return move.pad(x, around(0), around(1), operands.has(2) ? await operands.bytes(2) : null);
  },
  Cast: (node, operands) => cast(operands.at(0), dtypeOf(numberAttribute(node, "to", 0))),
  CastLike: (_, operands) => cast(operands.at(0), operands.at(1).dtype),
  Shape: (node, operands) => {
    const { shape } = operands.at(0);
    const end = numberAttribute(node, "end", shape.length);
    const part = shape.slice(numberAttribute(node, "start", 0), end);
    return integers("int64", [part.length], part);
  },
  Size: (_, operands) => integers("int64", [], [countOf(operands.at(0))]),
  ConstantOfShape: async (node, operands) => {
    const value = node.attributes.get("value");
    const shape = await operands.numbers(0);
    if (value?.kind !== "tensor") {
      return fill("float32", shape, null);
    }
    const { dtype } = value.value;
    return fill(dtype, shape, literal(dtype, [], await tensorBytes(value.value, node.name)));
  },
  Range: async (_, operands) => {
    const [start, limit, step] = [await operands.number(0), await operands.number(1), await operands.number(2)];
    return range(operands.at(0).dtype, start, limit, step);
  },
  NonZero: async (_, operands) => nonZero(operands.at(0), await operands.bytes(0)),
  Where: (_, operands) => select(operands.at(0), operands.at(1), operands.at(2)),

  Add: elementwise("add"),
  Sub: elementwise("subtract"),
  Mul: elementwise("multiply"),
  Div: elementwise("divide"),
  Pow: elementwise("power"),
  Mod: (node, operands) =>
    binary(
      numberAttribute(node, "fmod", 0) === 0 ? "floorRemainder" : "truncateRemainder",
      operands.at(0),
      operands.at(1),
    ),
  Sum: several("add"),
  Max: several("maximum"),
  Min: several("minimum"),
  Neg: single("negate"),
  Abs: single("absolute"),
  Sign: single("sign"),
  Floor: single("floor"),
  Ceil: single("ceiling"),
  Round: single("round"),
  Sqrt: single("squareRoot"),
  Reciprocal: single("reciprocal"),
  Exp: single("exponential"),
  Log: single("logarithm"),
  Equal: comparison("equal"),
  Less: comparison("less"),
  LessOrEqual: comparison("lessOrEqual"),
  Greater: comparison("greater"),
  GreaterOrEqual: comparison("greaterOrEqual"),
  And: (_, operands) => logic("and", operands.at(0), operands.at(1)),
  Or: (_, operands) => logic("or", operands.at(0), operands.at(1)),
  Xor: (_, operands) => logic("xor", operands.at(0), operands.at(1)),
  Not: (_, operands) => not(operands.at(0)),

  QuantizeLinear: (node, operands) => {
    const [x, scale] = [operands.at(0), operands.at(1)];
    const zeroPoint = operands.has(2) ? operands.at(2) : null;
    const stated = numberAttribute(node, "output_dtype", 0);
    const dtype = zeroPoint?.dtype ?? (stated === 0 ? "uint8" : dtypeOf(stated));
    const precision = dtypeOf(numberAttribute(node, "precision", 0));
    if (precision !== "opaque" && precision !== "float32") {
      throw new Refusal(`it divides in ${precision}`);
    }
    const blockSize = numberAttribute(node, "block_size", 0);
    if (blockSize === 0 && countOf(scale) === 1) {
      return quantize(x, scale, zeroPoint, { dtype, axis: null });
    }
    const axis = axisOf(numberAttribute(node, "axis", 1), x.shape.length);
    return quantize(x, scale, zeroPoint, { dtype, axis, ...(blockSize === 0 ? {} : { blockSize }) });
  },
  // Runtimes make integer kernels of it and its readers; of floats they could not.
  DequantizeLinear: () => {
    throw new Refusal("what it reads stays quantized");
  },

  ReduceSum: reduction("sum", 13),
  ReduceMean: reduction("mean", 18),
  ReduceProd: reduction("product", 18),
  ReduceMax: reduction("maximum", 18),
  ReduceMin: reduction("minimum", 18),
  MatMul: (_, operands) => matrixProduct(operands.at(0), operands.at(1)),

  Conv: (node, operands) => convolution(node, operands.at(0), operands.at(1)),
  ConvTranspose: (node, operands) => transposedConvolution(node, operands.at(0), operands.at(1)),
  Resize: async (node, operands) => {
    if (node.attributes.has("axes") || stringAttribute(node, "keep_aspect_ratio_policy", "stretch") !== "stretch") {
      throw new Refusal("the shape of its result is not worked out");
    }
    const scales = opsetOf(node) < 11 ? 1 : 2;
    return operands.has(3)
      ? resized(operands.at(0), await operands.numbers(3), [])
      : resized(operands.at(0), null, await operands.numbers(scales));
  },
  Upsample: async (_, operands) => resized(operands.at(0), null, needed(await list(operands, "scales", 1, 9))),
  MaxPool: (node, operands) => [pooling(node, operands.at(0))],
  AveragePool: (node, operands) => pooling(node, operands.at(0)),
  GlobalAveragePool: (_, operands) => overall(operands.at(0)),
  GlobalMaxPool: (_, operands) => overall(operands.at(0)),
  Gemm: (node, operands) => {
    const [a, b] = [operands.at(0), operands.at(1)];
    const transposed = (name: string) => numberAttribute(node, name, 0) !== 0;
    const rows = a.shape[transposed("transA") ? 1 : 0];
    const columns = b.shape[transposed("transB") ? 0 : 1];
    return typeOnly(a.dtype, [rows ?? notKnown(), columns ?? notKnown()]);
  },
};

function overall({ dtype, shape }: Known): Result {
  return typeOnly(
    dtype,
    shape.map((length, axis) => (axis < 2 ? length : 1)),
  );
}

const KEEPS_TYPE = new Set(
  `Relu LeakyRelu PRelu ThresholdedRelu Elu Celu Selu Gelu Swish Mish Sigmoid HardSigmoid HardSwish Softmax LogSoftmax
  Hardmax Softplus Softsign Tanh Shrink Clip Erf Sin Cos Tan Asin Acos Atan Sinh Cosh Dropout BatchNormalization
  InstanceNormalization LayerNormalization GroupNormalization RMSNormalization LpNormalization
  MeanVarianceNormalization LRN CumSum`.split(/\s+/),
);

const keepsType: Rule = (_, operands) => {
  const { dtype, shape }: { dtype: DType; shape: readonly number[] } = operands.at(0);
  return typeOnly(dtype, shape);
};

export function ruleOf({ op }: Node): Rule | null {
  if (op.domain !== "") {
    return null;
  }
  return own(RULES, op.name) ?? (KEEPS_TYPE.has(op.name) ? keepsType : null);
}
