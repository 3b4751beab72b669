// Channels of ONNX's convolutions and matrix products: data has them at axis 1, weights as out × in/groups × positions.
import { blocks } from "../../ir/axis-flows";
import type { ChannelFlow, Place } from "../../ir/channel-flow";
import { staticShape } from "../../ir/dtype";
import { numberAttribute, type Node } from "../../ir/node";
import type { Shape, Value } from "../../ir/value";
import { positionsOf } from "./positions";

type ShapeOf = (value: Value) => Shape | null;
const GROUP: readonly Place[] = [{ input: null, attribute: "group", index: null }];

export function convolution(node: Node, shapeOf: ShapeOf, weight: number, vectors: readonly number[]): ChannelFlow {
  const shape = weightShape(node, weight, shapeOf);
  if (shape === null || shape.length < 3) {
    return blocks(`the shape of the weights of ${node.op.name} is not known`);
  }
  const groups = numberAttribute(node, "group", 1);
  const given = node.inputs[0] == null ? null : shapeOf(node.inputs[0]);
  const result = [given?.[0] ?? null, shape[0]!, ...positionsOf(node, given, shape.slice(2))];
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
      shape: result,
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
    shape: result,
  };
}

export function transposedConvolution(node: Node, shapeOf: ShapeOf): ChannelFlow {
  const shape = weightShape(node, 1, shapeOf);
  if (shape === null || shape.length < 3) {
    return blocks("the shape of the weights of ConvTranspose is not known");
  }
  const groups = numberAttribute(node, "group", 1);
  const result = resultShape(node, shapeOf, shape.length, shape[1]! * groups);
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
      shape: result,
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
    shape: result,
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
  const given = node.inputs[data] == null ? null : shapeOf(node.inputs[data]);
  const outputs = shape.at(transposed ? -2 : -1)!;
  const rank = isGemm ? 2 : given === null ? null : Math.max(given.length, shape.length);
  const channelAxis = onLeft ? -2 : -1;
  const result =
    rank === null
      ? null
      : Array.from({ length: rank }, (_, axis) =>
          axis === rank + channelAxis ? outputs : given?.length === rank ? given[axis]! : null,
        );
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
    shape: result,
  };
}

function weightShape(node: Node, input: number, shapeOf: ShapeOf): readonly number[] | null {
  const value = node.inputs[input];
  return value == null ? null : staticShape(shapeOf(value));
}

/** Of a transposed convolution: positions are not worked out. */
function resultShape(node: Node, shapeOf: ShapeOf, rank: number, channels: number): Shape {
  const batch = (node.inputs[0] && shapeOf(node.inputs[0])?.[0]) ?? null;
  return Array.from({ length: rank }, (_, axis) => (axis === 0 ? batch : axis === 1 ? channels : null));
}
