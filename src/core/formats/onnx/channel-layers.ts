// Channels of ONNX's convolutions and matrix products: data has them at axis 1, weights as out × in/groups × positions.
import { blocks } from "../../ir/axis-flows";
import type { ChannelFlow, Place } from "../../ir/channel-flow";
import { staticShape } from "../../ir/dtype";
import { numberAttribute, type Node } from "../../ir/node";
import type { Shape, Value } from "../../ir/value";

/** Axes behind the channels, of as many dimensions as convolutions have. */
export const SPATIAL: readonly number[] = [2, 3, 4];

type ShapeOf = (value: Value) => Shape | null;
const GROUP: readonly Place[] = [{ input: null, attribute: "group", index: null }];

export function convolution(node: Node, shapeOf: ShapeOf, weight: number, vectors: readonly number[]): ChannelFlow {
  const shape = weightShape(node, weight, shapeOf);
  if (shape === null || shape.length < 3) {
    return blocks(`the shape of the weights of ${node.op.name} is not known`);
  }
  const groups = numberAttribute(node, "group", 1);
  // One input channel a group; with one group it is an ordinary convolution of a single channel.
  if (groups > 1 && shape[1] === 1) {
    return {
      kind: "depthwise",
      data: 0,
      axis: 1,
      weight,
      weightAxis: 0,
      multiplier: shape[0]! / groups,
      weightByOutput: true,
      vectors,
      places: GROUP,
    };
  }
  return {
    kind: "linear",
    data: 0,
    dataAxis: 1,
    weight,
    weightInputAxis: 1 - shape.length,
    weightOutputAxis: -shape.length,
    groups,
    inputsByGroup: true,
    outputsByGroup: false,
    flattens: false,
    outputAxis: 1,
    vectors,
    places: [],
  };
}

export function transposedConvolution(node: Node, shapeOf: ShapeOf): ChannelFlow {
  const shape = weightShape(node, 1, shapeOf);
  if (shape === null || shape.length < 3) {
    return blocks("the shape of the weights of ConvTranspose is not known");
  }
  const groups = numberAttribute(node, "group", 1);
  if (groups > 1 && groups === shape[0]) {
    return {
      kind: "depthwise",
      data: 0,
      axis: 1,
      weight: 1,
      weightAxis: -shape.length,
      multiplier: shape[1]!,
      weightByOutput: false,
      vectors: [2],
      places: GROUP,
    };
  }
  return {
    kind: "linear",
    data: 0,
    dataAxis: 1,
    weight: 1,
    weightInputAxis: -shape.length,
    weightOutputAxis: 1 - shape.length,
    groups,
    inputsByGroup: false,
    outputsByGroup: true,
    flattens: false,
    outputAxis: 1,
    vectors: [2],
    places: [],
  };
}

export function matrixProduct(node: Node, shapeOf: ShapeOf): ChannelFlow {
  const isGemm = node.op.name === "Gemm";
  const onLeft = !isGemm && node.inputs[0]?.constant != null && node.inputs[1]?.constant == null;
  const [data, weight] = onLeft ? [1, 0] : [0, 1];
  const shape = weightShape(node, weight, shapeOf);
  if (shape === null || shape.length < 2 || numberAttribute(node, "transA", 0) !== 0) {
    return blocks(`which axes ${node.op.name} sums over is not known`);
  }
  const transposed = onLeft || numberAttribute(node, "transB", 0) !== 0;
  const channelAxis = onLeft ? -2 : -1;
  return {
    kind: "linear",
    data,
    dataAxis: channelAxis,
    weight,
    weightInputAxis: transposed ? -1 : -2,
    weightOutputAxis: transposed ? -2 : -1,
    groups: 1,
    inputsByGroup: false,
    outputsByGroup: false,
    flattens: false,
    outputAxis: channelAxis,
    vectors: isGemm ? [2] : [],
    places: [],
  };
}

function weightShape(node: Node, input: number, shapeOf: ShapeOf): readonly number[] | null {
  const value = node.inputs[input];
  return value == null ? null : staticShape(shapeOf(value));
}
