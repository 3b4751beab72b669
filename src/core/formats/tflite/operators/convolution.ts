import { family } from "../../../semantics/family";
import * as layers from "../channel-layers";
import type { TfliteEntry } from "./entry";
import { numberAttribute, stringAttribute, type Node } from "../../../ir/node";
import type { Dimension } from "../../../ir/value";
import { perInput, perOutput } from "../../../semantics/cost";
import { fact } from "../../../semantics/fact";
import { windowed, type Windows } from "../../../semantics/images";
import { shapeAt } from "../../../semantics/array-rules";
import { multiplying, operator, type Rule } from "../../../semantics/rules";
import { widen } from "./padding";

const PLANE = ["h", "w"];
const SPACE = ["d", "h", "w"];

export function windowsOf(node: Node, kernel: readonly Dimension[], sides: readonly string[] = PLANE): Windows {
  return {
    kernel,
    strides: sides.map((side) => numberAttribute(node, `stride_${side}`, 1)),
    dilations: sides.map((side) => numberAttribute(node, `dilation_${side}_factor`, 1)),
    padding: stringAttribute(node, "padding", "SAME") === "VALID" ? "valid" : "same",
  };
}

/** @param kernel Where in the weights the window's lengths begin. @param outputs Where the output channels are. */
const convolution =
  (kernel: number, outputs: number, sides: readonly string[]): Rule =>
  (node, inputs) => {
    const [x, weights] = [inputs.at(0).shape, inputs.at(1).shape];
    const window = sides.map((_, axis) => weights?.[kernel + axis] ?? null);
    return [fact(null, windowed(x, true, windowsOf(node, window, sides), weights?.at(outputs) ?? null))];
  };

export const convolutionOperators = family<TfliteEntry>("conv", {
  CONV_2D: {
    ...multiplying(operator(convolution(1, 0, PLANE)), perOutput(1, 1)),
    weights: { 1: 0 },
    inputAxes: { 1: 3 },
    biases: [2],
    biasAsWeights: true,
    hybrid: {
      1: {
        axis: 0,
        perTensor: 2,
        perChannel: 5,
        perChannelSince: "2.4",
        activations: "image",
        asymmetric: false,
        int4: { perTensor: 7, perChannel: 7 },
      },
    },
    activation: "applied",
    flow: layers.convolution,
    widen,
  },
  DEPTHWISE_CONV_2D: {
    role: "depthwiseConv",
    ...multiplying(operator(convolution(1, 3, PLANE)), perOutput(1, 1, -1)),
    weights: { 1: 3 },
    biases: [2],
    biasAsWeights: true,
    hybrid: {
      1: { axis: 3, perTensor: null, perChannel: 6, perChannelSince: "2.3", activations: "image", asymmetric: false },
    },
    activation: "applied",
    flow: layers.depthwise,
    widen,
  },
  CONV_3D: {
    ...multiplying(operator(convolution(0, 4, SPACE)), perOutput(1, 0, -1)),
    weights: { 1: 4 },
    inputAxes: { 1: 3 },
    biases: [2],
    activation: "applied",
  },
  TRANSPOSE_CONV: {
    role: "transposedConv",
    ...multiplying(operator(shapeAt(0), 0), perInput(2, 1, 0, -1)),
    weights: { 1: 0 },
    inputAxes: { 1: 3 },
    biases: [3],
    activation: { since: 4, runtime: "2.13" },
    flow: layers.transposedConvolution,
  },
  CONV_3D_TRANSPOSE: {
    role: "transposedConv",
    ...multiplying(operator(shapeAt(0), 0), perInput(2, 1, 0, -1)),
    weights: { 1: 3 },
    inputAxes: { 1: 4 },
    biases: [3],
  },
});
