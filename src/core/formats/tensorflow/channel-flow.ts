// How channels flow through TensorFlow's operators.
import {
  batches,
  blocks,
  pads,
  passes,
  permutes,
  reduces,
  reshapes,
  resizes,
  squeezes,
  unsqueezes,
} from "../../ir/axis-flows";
import type { ChannelFlow, ChannelFlows, NumbersOf } from "../../ir/channel-flow";
import { slices, splitsEvenly, splitsInto, stridedSlices } from "../../ir/index-flows";
import { integersOf } from "../../ir/no-op";
import { booleanAttribute, numberAttribute, numbersAttribute, stringAttribute, type Node } from "../../ir/node";
import { positionOf } from "../../ir/positions";
import type { Shape, Value } from "../../ir/value";
import { convolution, depthwise, matrixProduct, transposedConvolution } from "./channel-layers";
import { CHANNEL_AXES, spatialAxes } from "./layouts";
import { own } from "../../ir/own";

type ShapeOf = (value: Value) => Shape | null;

const UNARY = new Set(
  `Abs Acos Acosh Asin Asinh Atan Atanh Cast Ceil CheckNumerics ClipByValue Cos Cosh Elu Erf Erfc Exp Expm1
  FakeQuantWithMinMaxArgs FakeQuantWithMinMaxVars Floor Identity Inv LeakyRelu Log Log1p LogicalNot Neg
  PlaceholderWithDefault PreventGradient Reciprocal Relu Relu6 Rint Round Rsqrt Selu Sigmoid Sign Sin Sinh Snapshot
  Softplus Softsign Sqrt Square StopGradient Tan Tanh`.split(/\s+/),
);
const BINARY = new Set(
  `Add AddN AddV2 Div DivNoNan Equal Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr Maximum Minimum Mul NotEqual
  Pow RealDiv SelectV2 SquaredDifference Sub`.split(/\s+/),
);
const REDUCTIONS = new Set(["All", "Any", "Max", "Mean", "Min", "Prod", "Sum"]);

export class TensorflowChannelFlows implements ChannelFlows {
  constantObstacle(value: Value): string | null {
    return value.producer === null ? "not made by a Const node" : null;
  }

  /** The shape is also an attribute of the node, where that has one. */
  storeShape(value: Value, shape: Shape): void {
    const { producer } = value;
    if (value.type !== null && (value.constant !== null || value.type.shape !== null)) {
      value.type = { dtype: value.type.dtype, shape };
    }
    const stated = producer?.attributes.get("_output_shapes");
    if (stated?.kind === "list" && stated.of === "shape") {
      const port = positionOf(producer!.outputs, value);
      const shapes = stated.value.map((each, index) => (index === port ? shape : each));
      producer!.setAttribute("_output_shapes", { kind: "list", of: "shape", value: shapes });
    }
  }

  async flow(node: Node, shapeOf: ShapeOf, numbersOf: NumbersOf = integersOf): Promise<ChannelFlow> {
    const { name } = node.op;
    if (node.inputs.length === 0) {
      return { kind: "none" };
    }
    if (UNARY.has(name)) {
      return passes();
    }
    if (BINARY.has(name)) {
      return { kind: "elementwise", inputs: [...node.inputs.keys()] };
    }
    const shape = node.inputs[0] == null ? null : shapeOf(node.inputs[0]);
    if (REDUCTIONS.has(name)) {
      return reduces(name, shape, await numbersOf(node.inputs[1]), booleanAttribute(node, "keep_dims", false));
    }
    return (
      layer(node, shapeOf) ??
      channelwise(node, shape) ??
      (await movement(node, shape, numbersOf)) ??
      blocks(`what ${name} does with them is not known`)
    );
  }
}

function layer(node: Node, shapeOf: ShapeOf): ChannelFlow | null {
  switch (node.op.name) {
    case "Conv2D":
    case "Conv3D":
      return convolution(node, shapeOf);
    case "DepthwiseConv2dNative":
      return depthwise(node, shapeOf);
    case "Conv2DBackpropInput":
      return transposedConvolution(node, shapeOf);
    case "MatMul":
    case "BatchMatMul":
    case "BatchMatMulV2":
      return matrixProduct(node, shapeOf);
    default:
      return null;
  }
}

/** What works on each channel by itself, with one element of some inputs for each. */
function channelwise(node: Node, shape: Shape | null): ChannelFlow | null {
  const { name } = node.op;
  const axis = own(CHANNEL_AXES, stringAttribute(node, "data_format", "NHWC"));
  const common = { kind: "passes", data: 0, mixes: [], vectors: null } as const;
  switch (name) {
    case "BiasAdd":
      return axis === undefined ? null : { ...common, vectors: { axis, inputs: [1] } };
    case "BiasAddV1":
      return { ...common, vectors: { axis: -1, inputs: [1] } };
    case "FusedBatchNorm":
    case "FusedBatchNormV2":
    case "FusedBatchNormV3":
      return axis === undefined || booleanAttribute(node, "is_training", true)
        ? blocks(`${name} is in training mode`)
        : { ...common, vectors: { axis, inputs: [1, 2, 3, 4] }, normalizationScale: 1 };
    case "BatchNormWithGlobalNormalization":
      return { ...common, vectors: { axis: -1, inputs: [1, 2, 3, 4] }, normalizationScale: 4 };
    case "MaxPool":
    case "AvgPool":
    case "MaxPool3D":
    case "AvgPool3D":
      return axis === undefined ? null : resizes(shape, spatialAxes(axis));
    case "ResizeBilinear":
    case "ResizeNearestNeighbor":
    case "ResizeBicubic":
      return resizes(shape, [1, 2]);
    case "LRN":
    case "Softmax":
    case "LogSoftmax":
      return passes([-1]);
    case "Dequantize":
      return numberAttribute(node, "axis", -1) === -1 ? passes() : blocks("Dequantize has several scales");
    default:
      return null;
  }
}

async function movement(node: Node, shape: Shape | null, numbersOf: NumbersOf): Promise<ChannelFlow | null> {
  const { name } = node.op;
  switch (name) {
    case "Transpose":
      return permutes(name, await numbersOf(node.inputs[1]));
    case "Squeeze": {
      const axes = numbersAttribute(node, "squeeze_dims") ?? numbersAttribute(node, "axis") ?? [];
      return squeezes(name, shape, axes.length === 0 ? null : axes);
    }
    case "ExpandDims":
      return unsqueezes(name, shape, await numbersOf(node.inputs[1]));
    case "ConcatV2":
    case "Concat":
      return concat(node, numbersOf);
    case "Split":
      return splitsEvenly(node, numberAttribute(node, "num_split", 0), numbersOf);
    case "SplitV":
      return splitsInto(node, numbersOf);
    case "Pad":
    case "PadV2":
    case "MirrorPad":
      return pads(
        name,
        shape,
        await numbersOf(node.inputs[1]),
        (axis, side) => ({ input: 1, attribute: null, index: 2 * axis + side }),
        name !== "MirrorPad",
      );
    case "SpaceToBatchND":
    case "BatchToSpaceND":
      return batches(node, shape);
    case "Reshape":
      return reshapes(await integersOf(node.inputs[1]), (index) => [{ input: 1, attribute: null, index }]);
    case "Slice":
      return slices(node, numbersOf);
    case "StridedSlice":
      return stridedSlices(node, numbersOf);
    case "Shape":
      return { kind: "measures", data: 0 };
    default:
      return null;
  }
}

async function concat(node: Node, numbersOf: NumbersOf): Promise<ChannelFlow> {
  const last = node.inputs.length - 1;
  const at = node.op.name === "Concat" ? 0 : last;
  const axis = (await numbersOf(node.inputs[at]))?.[0];
  const inputs = [...node.inputs.keys()].filter((input) => input !== at);
  return axis === undefined
    ? blocks(`the axis of ${node.op.name} is computed`)
    : { kind: "concatenates", inputs, axis };
}
