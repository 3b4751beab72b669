import type { ChannelFlow } from "../../../ir/channel-flow";
import type { Flow } from "../../../ir/operator";
import { family, type Entry } from "../../../semantics/family";
import * as layers from "../channel-layers";
import { numbersAttribute, stringAttribute, type Node } from "../../../ir/node";
import { own } from "../../../ir/own";
import type { Dimension } from "../../../ir/value";
import { shapeAt } from "../../../semantics/array-rules";
import { elementsIn, perInput, perOutput } from "../../../semantics/cost";
import { multiply } from "../../../semantics/dimension";
import { fact } from "../../../semantics/fact";
import { windowed, type Windows } from "../../../semantics/images";
import { Unclear, type Count } from "../../../ir/operator";
import { multiplying, operator, operators, untold, type Rule } from "../../../semantics/rules";
import { CHANNEL_AXES } from "../layouts";
import { widen } from "./padding";

/** @throws Unclear for other orders of axes. */
export function isChannelsLast(node: Node, fallback = "NHWC"): boolean {
  const axis = own(CHANNEL_AXES, stringAttribute(node, "data_format", fallback));
  if (axis === undefined) {
    throw new Unclear();
  }
  return axis < 0;
}

/** Strides and the like have a number for each axis, batch and channels included. */
export function windowsOf(
  node: Node,
  kernel: readonly Dimension[],
  channelsLast: boolean,
  dilations = "dilations",
): Windows {
  const count = kernel.length;
  const first = channelsLast ? 1 : 2;
  const spatial = (name: string) => {
    const all = numbersAttribute(node, name);
    return kernel.map((_, axis) => all?.[first + axis] ?? 1);
  };
  const explicit = numbersAttribute(node, "explicit_paddings");
  const around = Array.from({ length: count }, (_, axis) => {
    const at = 2 * (first + axis);
    return [explicit?.[at] ?? 0, explicit?.[at + 1] ?? 0] as const;
  });
  const padding = stringAttribute(node, "padding", "VALID");
  return {
    kernel,
    strides: spatial("strides"),
    dilations: spatial(dilations),
    padding: padding === "SAME" ? "same" : padding === "EXPLICIT" ? around : "valid",
  };
}

/** Weights [window …, input channels, output channels]. */
const convolution =
  (count: number, fallback: string): Rule =>
  (node, inputs) => {
    const weights = inputs.at(1).shape;
    const channelsLast = isChannelsLast(node, fallback);
    const kernel = Array.from({ length: count }, (_, axis) => weights?.[axis] ?? null);
    const made = windowed(
      inputs.at(0).shape,
      channelsLast,
      windowsOf(node, kernel, channelsLast),
      weights?.at(-1) ?? null,
    );
    return [fact(null, made), fact(null, []), fact(null, [])];
  };

/** Weights [height, width, channels, results for each channel]. */
const depthwise: Rule = (node, inputs) => {
  const [height = null, width = null, channels = null, times = null] = inputs.at(1).shape ?? [];
  const channelsLast = isChannelsLast(node);
  const windows = windowsOf(node, [height, width], channelsLast);
  return [fact(null, windowed(inputs.at(0).shape, channelsLast, windows, multiply(channels, times)))];
};

/** Each element of the gradient is multiplied with what the filter, which is made, lies over. */
const ofFilter =
  (to: number): Count =>
  (_, lengths) =>
    elementsIn(lengths.input(2)) * elementsIn(lengths.output(0).slice(0, to));

const layer =
  (follow: (...given: Parameters<typeof layers.depthwise>) => ChannelFlow): Flow =>
  (node, { shapeOf }) =>
    follow(node, shapeOf);
/** Positions, then input and output channels. */
const plane = multiplying(operator(convolution(2, "NHWC")), perOutput(1, 0, -1));
const KERNEL = { weights: { 1: [3] }, inputAxes: { 1: 2 } };
const onEachChannel = { ...multiplying(operator(depthwise), perOutput(1, 0, 2)), weights: { 1: [2, 3] } };
const backwards = multiplying(operator(shapeAt(0), 0), perInput(2, 1, 0, -1));

export const convolutionOperators = family<Entry>("conv", {
  Conv2D: { ...plane, ...KERNEL, flow: layer(layers.convolution), widen },
  Conv3D: {
    ...multiplying(operator(convolution(3, "NDHWC")), perOutput(1, 0, -1)),
    weights: { 1: [4] },
    inputAxes: { 1: 3 },
    flow: layer(layers.convolution),
  },
  _FusedConv2D: { ...plane, ...KERNEL, biases: [2], statistics: [3, 4, 5] },
  QuantizedConv2D: { ...plane, weights: { 1: [3] }, settings: [2, 3, 4, 5] },
  FusedPadConv2D: { ...untold, weights: { 2: [3] }, inputAxes: { 2: 2 } },
  FusedResizeAndPadConv2D: { ...untold, weights: { 3: [3] }, inputAxes: { 3: 2 } },
  ...family("depthwiseConv", {
    DepthwiseConv2dNative: { ...onEachChannel, flow: layer(layers.depthwise), widen },
    _FusedDepthwiseConv2dNative: { ...onEachChannel, biases: [2] },
  }),
  ...family("transposedConv", {
    Conv2DBackpropInput: {
      ...backwards,
      weights: { 1: [2] },
      inputAxes: { 1: 3 },
      flow: layer(layers.transposedConvolution),
    },
    Conv3DBackpropInputV2: { ...backwards, weights: { 1: [3] }, inputAxes: { 1: 4 } },
  }),
  ...family("other", {
    DepthwiseConv2dNativeBackpropInput: multiplying(operator(shapeAt(0), 0), perInput(2, 1, 0, 2)),
    ...operators(multiplying(operator(shapeAt(1), 1), ofFilter(-1)), "Conv2DBackpropFilter Conv3DBackpropFilterV2"),
    DepthwiseConv2dNativeBackpropFilter: multiplying(operator(shapeAt(1), 1), ofFilter(2)),
  }),
});
