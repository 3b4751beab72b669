// Channels of TensorFlow's convolutions and matrix products: weights as positions × in × out.
import { blocks } from "../../ir/axis-flows";
import type { ChannelFlow } from "../../ir/channel-flow";
import { staticShape } from "../../ir/dtype";
import { booleanAttribute, type Node } from "../../ir/node";
import type { Shape, Value } from "../../ir/value";
import { channelAxisOf } from "./layouts";

type ShapeOf = (value: Value) => Shape | null;
const LINEAR = {
  kind: "linear",
  weight: 1,
  groups: 1,
  inputsByGroup: false,
  outputsByGroup: false,
  flattens: false,
  vectors: [],
  places: [],
} as const;

/** Groups are not stated: there are as many as the data's channels hold those of the weights. */
export function convolution(node: Node, shapeOf: ShapeOf): ChannelFlow {
  const shape = shapeIn(node, 1, shapeOf);
  const axis = channelAxisOf(node);
  if (shape === null || shape.length < 4 || axis === null) {
    return blocks(`the shape of the weights of ${node.op.name} is not known`);
  }
  const given = node.inputs[0] == null ? null : shapeOf(node.inputs[0]);
  const channels = given?.at(axis);
  const inputs = shape.at(-2)!;
  const groups = typeof channels === "number" ? channels / inputs : 1;
  if (!Number.isInteger(groups) || groups < 1) {
    return blocks(`the groups of ${node.op.name} are not known`);
  }
  return {
    ...LINEAR,
    data: 0,
    dataAxis: axis,
    weightInputAxis: -2,
    weightOutputAxis: -1,
    groups,
    inputsByGroup: true,
    outputAxis: axis,
  };
}

export function depthwise(node: Node, shapeOf: ShapeOf): ChannelFlow {
  const shape = shapeIn(node, 1, shapeOf);
  const axis = channelAxisOf(node);
  if (shape?.length !== 4 || axis === null) {
    return blocks(`the shape of the weights of ${node.op.name} is not known`);
  }
  const multiplier = shape[3]!;
  return {
    kind: "depthwise",
    data: 0,
    axis,
    weight: 1,
    weightAxis: -2,
    multiplier,
    weightByOutput: false,
    vectors: [],
    places: [],
  };
}

export function transposedConvolution(node: Node, shapeOf: ShapeOf): ChannelFlow {
  const shape = shapeIn(node, 1, shapeOf);
  const axis = channelAxisOf(node);
  if (shape?.length !== 4 || axis === null || node.inputs[0]?.constant == null) {
    return blocks(`the size of what ${node.op.name} makes is computed`);
  }
  return {
    ...LINEAR,
    data: 2,
    dataAxis: axis,
    weightInputAxis: -1,
    weightOutputAxis: -2,
    outputAxis: axis,
    places: [{ input: 0, attribute: null, index: axis < 0 ? axis + 4 : axis }],
  };
}

export function matrixProduct(node: Node, shapeOf: ShapeOf): ChannelFlow {
  const [first, second] = node.op.name === "MatMul" ? ["transpose_a", "transpose_b"] : ["adj_x", "adj_y"];
  const shape = shapeIn(node, 1, shapeOf);
  if (shape === null || shape.length < 2 || booleanAttribute(node, first, false)) {
    return blocks(`which axes ${node.op.name} sums over is not known`);
  }
  const transposed = booleanAttribute(node, second, false);
  return {
    ...LINEAR,
    data: 0,
    dataAxis: -1,
    weightInputAxis: transposed ? -1 : -2,
    weightOutputAxis: transposed ? -2 : -1,
    outputAxis: -1,
  };
}

function shapeIn(node: Node, input: number, shapeOf: ShapeOf): readonly number[] | null {
  const value = node.inputs[input];
  return value == null ? null : staticShape(shapeOf(value));
}
