// Channels of TFLite's convolutions and matrix products: weights as out × positions × in.
import { blocks } from "../../ir/axis-flows";
import type { ChannelFlow } from "../../ir/channel-flow";
import { staticShape } from "../../ir/dtype";
import { booleanAttribute, numberAttribute, stringAttribute, type Node } from "../../ir/node";
import type { Flow } from "../../ir/operator";
import type { Shape, Value } from "../../ir/value";

type ShapeOf = (value: Value) => Shape | null;
const LINEAR = {
  kind: "linear",
  data: 0,
  dataAxis: -1,
  weight: 1,
  weightInputAxis: -1,
  weightOutputAxis: 0,
  groups: 1,
  inputsByGroup: false,
  outputsByGroup: false,
  flattens: false,
  outputAxis: -1,
  vectors: [2],
  places: [],
} as const;

type Layer = (node: Node, shape: readonly number[], shapeOf: ShapeOf) => ChannelFlow;

/** Of layers whose weights have that many axes, or at least so many. */
const layer =
  (rank: number, flow: Layer, atLeast = false): Flow =>
  (node, { shapeOf }) => {
    const shape = weightShape(node, shapeOf);
    return shape !== null && (atLeast ? shape.length >= rank : shape.length === rank)
      ? flow(node, shape, shapeOf)
      : blocks(`the shape of the weights of ${node.op.name} is not known`);
  };

/** Groups are not stated: there are as many as the data's channels hold those of the weights. */
function convolved(node: Node, shape: readonly number[], shapeOf: ShapeOf): ChannelFlow {
  const channels = node.inputs[0] == null ? null : shapeOf(node.inputs[0])?.at(-1);
  const groups = typeof channels === "number" ? channels / shape[3]! : NaN;
  return Number.isInteger(groups) && groups >= 1
    ? { ...LINEAR, weightOutputAxis: -4, groups, inputsByGroup: true }
    : blocks("the groups of CONV_2D are not known");
}

function depthwiseConvolved(node: Node, shape: readonly number[], shapeOf: ShapeOf): ChannelFlow {
  const channels = node.inputs[0] == null ? null : shapeOf(node.inputs[0])?.at(-1);
  const multiplier = typeof channels === "number" ? shape[3]! / channels : numberAttribute(node, "depth_multiplier", 1);
  return Number.isInteger(multiplier) && multiplier >= 1
    ? {
        kind: "depthwise",
        data: 0,
        axis: -1,
        weight: 1,
        weightAxis: -1,
        multiplier,
        weightByOutput: true,
        vectors: [2],
        places: [],
      }
    : blocks("the channels of DEPTHWISE_CONV_2D are not known");
}

/** The size of the result is its first input. */
function transposed(node: Node): ChannelFlow {
  return node.inputs[0]?.constant == null
    ? blocks("the size of what TRANSPOSE_CONV makes is computed")
    : {
        ...LINEAR,
        data: 2,
        weightOutputAxis: -4,
        vectors: [3],
        places: [{ input: 0, attribute: null, index: 3 }],
      };
}

/** Without keep_num_dims the data is taken as rows as long as the weights are wide. */
function connected(node: Node): ChannelFlow {
  if (stringAttribute(node, "weights_format", "DEFAULT") !== "DEFAULT") {
    return blocks("the weights of FULLY_CONNECTED are shuffled");
  }
  const keeps = booleanAttribute(node, "keep_num_dims", false);
  return {
    ...LINEAR,
    weightOutputAxis: -2,
    flattens: !keeps,
  };
}

function multiplied(node: Node): ChannelFlow {
  if (booleanAttribute(node, "adj_x", false)) {
    return blocks("BATCH_MATMUL sums over another axis than the last");
  }
  const transposed = booleanAttribute(node, "adj_y", false);
  return {
    ...LINEAR,
    weightInputAxis: transposed ? -1 : -2,
    weightOutputAxis: transposed ? -2 : -1,
    vectors: [],
  };
}

function weightShape(node: Node, shapeOf: ShapeOf): readonly number[] | null {
  const value = node.inputs[1];
  return value == null ? null : staticShape(shapeOf(value));
}

export const convolution = layer(4, convolved);
export const depthwise = layer(4, depthwiseConvolved);
export const transposedConvolution = layer(4, transposed);
export const dense = layer(2, connected);
export const product = layer(2, multiplied, true);
/** MediaPipe's transposed convolution with a bias. */
export const transposedWithBias = layer(4, () => ({
  ...LINEAR,
  weightOutputAxis: -4,
}));
