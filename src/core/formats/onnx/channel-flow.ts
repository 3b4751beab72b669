// How channels flow through ONNX's operators: https://onnx.ai/onnx/operators/
import { blocks, passes, resizes } from "../../ir/axis-flows";
import type { ChannelFlow, ChannelFlows } from "../../ir/channel-flow";
import { numberAttribute, numbersAttribute, type Node } from "../../ir/node";
import type { Shape, Value } from "../../ir/value";
import { convolution, matrixProduct, transposedConvolution } from "./channel-layers";
import { movement } from "./channel-movement";
import { extrasOf, type ValueExtras } from "./extras";
import { positionsOf, SPATIAL } from "./positions";

type ShapeOf = (value: Value) => Shape | null;

const UNARY = new Set(
  `Abs Acos Acosh Asin Asinh Atan Atanh Cast Ceil Celu Clip Cos Cosh Dropout Elu Erf Exp Floor Gelu HardSigmoid HardSwish
  Identity LeakyRelu Log Mish Neg Not Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softplus Softsign Sqrt
  Swish Tan Tanh ThresholdedRelu`.split(/\s+/),
);
const BINARY = new Set(
  `Add And Div Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mod Mul Or Pow Sub Sum Where Xor`.split(
    /\s+/,
  ),
);
const POOLS = new Set(["AveragePool", "LpPool", "MaxPool"]);
const GLOBAL_POOLS = new Set(["GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool"]);
const SOFTMAX = new Set(["Hardmax", "LogSoftmax", "Softmax"]);
/** From this opset on binary operators broadcast as NumPy does. */
const NUMPY_BROADCASTING = 7;
/** From this opset on Softmax is computed along one axis, not along all behind it too. */
const SOFTMAX_OF_ONE_AXIS = 13;

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
      const kernel = numbersAttribute(node, "kernel_shape") ?? [];
      return kernel.length + 2 === shape?.length
        ? passes(SPATIAL, [...shape.slice(0, 2), ...positionsOf(node, shape, kernel)])
        : resizes(shape, SPATIAL);
    }
    if (GLOBAL_POOLS.has(name)) {
      return passes(SPATIAL, shape?.map((length, axis) => (axis < 2 ? length : 1)) ?? null);
    }
    if (SOFTMAX.has(name)) {
      return this.#softmax(node, shape);
    }
    return (
      layer(node, shapeOf) ??
      normalization(node, shape, this.opset) ??
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

function layer(node: Node, shapeOf: ShapeOf): ChannelFlow | null {
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
