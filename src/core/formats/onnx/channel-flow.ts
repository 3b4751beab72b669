// How channels flow through ONNX's operators: https://onnx.ai/onnx/operators/
import { blocks, pads, passes, permutes, reduces, resizes, squeezes, unsqueezes } from "../../ir/axis-flows";
import type { ChannelFlow, ChannelFlows, Place, TargetLength } from "../../ir/channel-flow";
import { staticShape } from "../../ir/dtype";
import { integersOf } from "../../ir/no-op";
import { numberAttribute, numbersAttribute, stringAttribute, type Node } from "../../ir/node";
import type { Shape, Value } from "../../ir/value";
import { extrasOf, type ValueExtras } from "./extras";
import { positionsOf } from "./positions";
import { convolution, matrixProduct, transposedConvolution } from "./channel-layers";

export type ShapeOf = (value: Value) => Shape | null;

const UNARY = new Set(
  `Abs Cast Ceil Celu Clip Cos Dropout Elu Erf Exp Floor Gelu HardSigmoid HardSwish Identity LeakyRelu Log Mish Neg Not
  Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Softplus Softsign Sqrt Swish Tanh ThresholdedRelu`.split(/\s+/),
);
const BINARY = new Set(
  `Add And Div Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mod Mul Or Pow Sub Sum Where Xor`.split(
    /\s+/,
  ),
);
const POOLS = new Set(["AveragePool", "LpPool", "MaxPool"]);
const GLOBAL_POOLS = new Set(["GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool"]);
const SOFTMAX = new Set(["Hardmax", "LogSoftmax", "Softmax"]);
/** Axes behind the channels, of as many dimensions as convolutions have. */
const SPATIAL = [2, 3, 4];
/** From this opset on binary operators broadcast as NumPy does. */
const NUMPY_BROADCASTING = 7;
/** From this opset on Softmax is computed along one axis, not along all behind it too. */
const SOFTMAX_OF_ONE_AXIS = 13;
const TO_THE_END = 2 ** 31 - 1;

export class OnnxChannelFlows implements ChannelFlows {
  constructor(readonly opset: number) {}

  constantObstacle(value: Value): string | null {
    return extrasOf<ValueExtras>(value)?.sparseInitializer != null ? "stored sparsely" : null;
  }

  storeShape(value: Value, shape: Shape): void {
    if (value.type !== null) {
      value.type = { dtype: value.type.dtype, shape };
    }
  }

  async flow(node: Node, shapeOf: ShapeOf): Promise<ChannelFlow> {
    const { domain, name } = node.op;
    if (domain === "com.microsoft" && name === "FusedConv" && node.inputs.length <= 3) {
      return convolution(node, shapeOf, 1, [2]);
    }
    if (node.inputs.length === 0) {
      return { kind: "none" };
    }
    if (domain !== "") {
      return blocks(`what ${name} does with them is not known`);
    }
    if (UNARY.has(name)) {
      return passes();
    }
    if (BINARY.has(name)) {
      return this.opset < NUMPY_BROADCASTING && numberAttribute(node, "broadcast", 0) !== 0
        ? blocks(`${name} lines its inputs up as before opset ${NUMPY_BROADCASTING}`)
        : { kind: "elementwise", inputs: [...node.inputs.keys()] };
    }
    const shape = node.inputs[0] == null ? null : shapeOf(node.inputs[0]);
    if (POOLS.has(name)) {
      const positions = positionsOf(node, shape, numbersAttribute(node, "kernel_shape") ?? []);
      return passes(SPATIAL, shape && [...shape.slice(0, 2), ...positions]);
    }
    if (GLOBAL_POOLS.has(name)) {
      return passes(SPATIAL, shape?.map((length, axis) => (axis < 2 ? length : 1)) ?? null);
    }
    if (SOFTMAX.has(name)) {
      return this.#softmax(node, shape);
    }
    return (
      (await layer(node, shapeOf)) ??
      (await normalization(node, shape, this.opset)) ??
      (await movement(node, shape)) ??
      blocks(`what ${name} does with them is not known`)
    );
  }

  #softmax(node: Node, shape: Shape | null): ChannelFlow {
    if (this.opset >= SOFTMAX_OF_ONE_AXIS) {
      return passes([numberAttribute(node, "axis", -1)]);
    }
    const axis = numberAttribute(node, "axis", 1);
    if (shape === null) {
      return blocks(`along which axes ${node.op.name} is computed is not known`);
    }
    const first = axis < 0 ? axis + shape.length : axis;
    return passes([...shape.keys()].filter((each) => each >= first));
  }
}

function layer(node: Node, shapeOf: ShapeOf): Promise<ChannelFlow | null> | ChannelFlow | null {
  switch (node.op.name) {
    case "Conv":
      return convolution(node, shapeOf, 1, [2]);
    case "QLinearConv":
      return convolution(node, shapeOf, 3, [4, 5, 8]);
    case "ConvTranspose":
      return transposedConvolution(node, shapeOf);
    case "Gemm":
    case "MatMul":
      return matrixProduct(node, shapeOf);
    default:
      return null;
  }
}

function normalization(node: Node, shape: Shape | null, opset: number): ChannelFlow | null {
  const common = { kind: "passes", data: 0, mixes: [], vectors: null } as const;
  switch (node.op.name) {
    case "BatchNormalization":
      return opset < 9 && numberAttribute(node, "spatial", 1) === 0
        ? blocks("BatchNormalization has statistics for every position")
        : { ...common, vectors: { axis: 1, inputs: [1, 2, 3, 4] }, normalizationScale: 1 };
    case "InstanceNormalization":
      return { ...common, mixes: SPATIAL, vectors: { axis: 1, inputs: [1, 2] }, normalizationScale: 1 };
    case "LRN":
      return passes([1]);
    case "LpNormalization":
      return passes([numberAttribute(node, "axis", -1)]);
    case "LayerNormalization": {
      const axis = numberAttribute(node, "axis", -1);
      return axis === -1 || shape === null
        ? passes([axis])
        : passes([...shape.keys()].filter((each) => each >= (axis < 0 ? axis + shape.length : axis)));
    }
    case "PRelu":
      return opset < NUMPY_BROADCASTING
        ? { ...common, vectors: { axis: 1, inputs: [1] } }
        : { kind: "elementwise", inputs: [0, 1] };
    case "DequantizeLinear":
    case "QuantizeLinear":
      return scaled(node);
    default:
      return null;
  }
}

/** A scale for each index of an axis, or one for all. */
function scaled(node: Node): ChannelFlow {
  if (numberAttribute(node, "block_size", 0) !== 0) {
    return blocks(`${node.op.name} has scales for blocks`);
  }
  const scale = node.inputs[1]?.constant ?? null;
  if (scale === null) {
    return blocks(`the scales of ${node.op.name} are computed`);
  }
  const isVector = scale.shape.length === 1 && scale.shape[0]! > 1;
  return {
    kind: "passes",
    data: 0,
    mixes: [],
    vectors: isVector ? { axis: numberAttribute(node, "axis", 1), inputs: [1, 2] } : null,
    ...(node.op.name === "DequantizeLinear" && { quantized: { scale: 1, zeroPoint: 2 } }),
  };
}

async function movement(node: Node, shape: Shape | null): Promise<ChannelFlow | null> {
  const { name } = node.op;
  switch (name) {
    case "Transpose":
      return permutes(name, numbersAttribute(node, "perm") ?? (shape && [...shape.keys()].reverse()));
    case "Squeeze":
      return squeezes(name, shape, await axesOf(node));
    case "Unsqueeze":
      return unsqueezes(name, shape, await axesOf(node));
    case "Concat":
      return { kind: "concatenates", inputs: [...node.inputs.keys()], axis: numberAttribute(node, "axis", 1) };
    case "Split":
      return split(node);
    case "Slice":
      return slice(node);
    case "Pad":
      return pad(node, shape);
    case "Resize":
    case "Upsample":
      return resize(node, shape);
    case "Flatten":
      return flatten(node, shape);
    case "Reshape":
      return reshape(node);
    case "ConstantOfShape": {
      const lengths = await integersOf(node.inputs[0]);
      const places: Place[] = [{ input: 0, attribute: null, index: 1 }];
      return lengths === null || lengths.length < 2
        ? blocks("the shape of ConstantOfShape is computed")
        : { kind: "fills", axis: 1, places, shape: lengths };
    }
    case "Shape":
      return { kind: "measures", data: 0, axes: await axesRead(node) };
    default:
      if (name.startsWith("Reduce")) {
        const axes = (await axesOf(node)) ?? (node.inputs[1] == null ? shape && [...shape.keys()] : null);
        return reduces(name, shape, axes, numberAttribute(node, "keepdims", 1) !== 0);
      }
      return null;
  }
}

/** An attribute in old opsets, an input in new ones. */
async function axesOf(node: Node): Promise<readonly number[] | null> {
  return numbersAttribute(node, "axes") ?? (await integersOf(node.inputs[1]));
}

async function split(node: Node): Promise<ChannelFlow> {
  const axis = numberAttribute(node, "axis", 0);
  const attribute = numbersAttribute(node, "split");
  const stated = attribute ?? (await integersOf(node.inputs[1]));
  if (stated !== null) {
    const place = (index: number): Place =>
      attribute !== null ? { input: null, attribute: "split", index } : { input: 1, attribute: null, index };
    return {
      kind: "splits",
      data: 0,
      axis,
      sizes: stated,
      parts: stated.length,
      places: stated.map((_, index) => place(index)),
    };
  }
  return node.inputs[1] != null
    ? blocks("how Split splits them is computed")
    : { kind: "splits", data: 0, axis, sizes: null, parts: node.outputs.length, places: null };
}

async function slice(node: Node): Promise<ChannelFlow> {
  const fromAttributes = numbersAttribute(node, "starts") !== null;
  const numbers = (name: string, input: number) =>
    fromAttributes ? Promise.resolve(numbersAttribute(node, name)) : integersOf(node.inputs[input]);
  const [starts, ends] = [await numbers("starts", 1), await numbers("ends", 2)];
  const axes = (await numbers("axes", 3)) ?? (node.inputs[3] == null ? starts && [...starts.keys()] : null);
  const steps = fromAttributes || node.inputs[4] == null ? null : await integersOf(node.inputs[4]);
  if (axes === null || starts === null || ends === null || (node.inputs[4] != null && steps === null)) {
    return blocks("which of them Slice takes is computed");
  }
  const [start, stop, axis] = [starts[0]!, ends[0]!, axes[0]!];
  // Bounds counted from the end would have to be counted anew.
  if (axes.length > 1 || (steps?.[0] ?? 1) !== 1 || start < 0 || stop < 0) {
    return passes(axes);
  }
  const place = (attribute: string, input: number): Place[] => [
    fromAttributes ? { input: null, attribute, index: 0 } : { input, attribute: null, index: 0 },
  ];
  return {
    kind: "takes",
    data: 0,
    axis,
    start,
    stop,
    startPlaces: place("starts", 1),
    stopPlaces: stop >= TO_THE_END ? [] : place("ends", 2),
    stopIsLength: false,
    whole: [],
  };
}

async function pad(node: Node, shape: Shape | null): Promise<ChannelFlow> {
  const attribute = ["pads", "paddings"].find((name) => numbersAttribute(node, name) !== null) ?? null;
  const given = attribute === null ? await integersOf(node.inputs[1]) : numbersAttribute(node, attribute);
  if (given === null || node.inputs[3] != null) {
    return blocks("where Pad adds to them is computed");
  }
  // All that is added before the axes, then all behind.
  const rank = given.length / 2;
  return pads(
    "Pad",
    shape,
    given.slice(0, rank).flatMap((before, axis) => [before, given[axis + rank]!]),
    (axis, side) => ({ input: attribute === null ? 1 : null, attribute, index: axis + side * rank }),
    stringAttribute(node, "mode", "constant") === "constant",
  );
}

/** Scales, or since opset 11 the lengths of the result. */
async function resize(node: Node, shape: Shape | null): Promise<ChannelFlow> {
  const result = shape?.map((length, axis) => (axis < 2 ? length : null)) ?? null;
  if (node.inputs[3] == null) {
    return resizes(shape, SPATIAL);
  }
  const sizes = await integersOf(node.inputs[3]);
  const axes = numbersAttribute(node, "axes");
  if (sizes === null || stringAttribute(node, "keep_aspect_ratio_policy", "stretch") !== "stretch") {
    return blocks("the size that Resize gives them is computed");
  }
  const index = axes === null ? 1 : axes.indexOf(1);
  const counted = index < 0 ? {} : { counted: { axis: 1, places: [{ input: 3, attribute: null, index }] } };
  return { kind: "passes", data: 0, mixes: SPATIAL, vectors: null, shape: result, ...counted };
}

function flatten(node: Node, shape: Shape | null): ChannelFlow {
  const given = numberAttribute(node, "axis", 1);
  const axis = given < 0 && shape !== null ? given + shape.length : given;
  if (axis === 1) {
    return { kind: "reshapes", data: 0, target: ["same", null], places: [] };
  }
  const lengths = staticShape(shape);
  if (lengths === null || axis < 0) {
    return blocks("what Flatten puts together is not known");
  }
  const product = (list: readonly number[]) => list.reduce((all, each) => all * each, 1);
  const target = [product(lengths.slice(0, axis)), product(lengths.slice(axis))];
  return { kind: "reshapes", data: 0, target, places: [] };
}

async function reshape(node: Node): Promise<ChannelFlow> {
  const attribute = numbersAttribute(node, "shape");
  const target = attribute ?? (await integersOf(node.inputs[1]));
  if (target === null) {
    return blocks("the shape that Reshape gives them is computed");
  }
  const keepsZero = numberAttribute(node, "allowzero", 0) !== 0;
  const length = (each: number): TargetLength => (each === -1 ? null : each === 0 && !keepsZero ? "same" : each);
  const place = (index: number): Place =>
    attribute !== null ? { input: null, attribute: "shape", index } : { input: 1, attribute: null, index };
  return {
    kind: "reshapes",
    data: 0,
    target: target.map(length),
    places: target.map((_, index) => [place(index)]),
  };
}

/** The lengths of a shape that its readers take: each picks one; null where one reads it in another way. */
async function axesRead(node: Node): Promise<readonly number[] | null> {
  const [output] = node.outputs;
  const axes: number[] = [];
  for (const reader of output?.uses ?? []) {
    const picked =
      reader.op.name === "Gather" && reader.inputs[0] === output ? await integersOf(reader.inputs[1]) : null;
    if (picked === null) {
      return null;
    }
    axes.push(...picked);
  }
  return numberAttribute(node, "start", 0) === 0 && output?.uses.size !== 0 ? axes : null;
}
