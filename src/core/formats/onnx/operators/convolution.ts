import { unfollowed } from "../../../ir/axis-flows";
import type { Flow } from "../../../ir/operator";
import { family } from "../../../semantics/family";
import { convolution as convolutionFlow, transposedConvolution as transposedFlow } from "../channel-layers";
import type { DType } from "../../../ir/dtype";
import { numberAttribute, numbersAttribute, stringAttribute, type Node } from "../../../ir/node";
import type { Dimension, Shape } from "../../../ir/value";
import { add, multiply, product } from "../../../semantics/dimension";
import { perInput, perOutput } from "../../../semantics/cost";
import { fact, type Fact } from "../../../semantics/fact";
import type { Facts } from "../../../ir/operator";
import { multiplying, needed, operator, type Rule } from "../../../semantics/rules";
import { windowCount, type Window } from "../../../semantics/shape-rules";
import { widen } from "./padding";
import { numbersAt } from "./settings";

/** How many positions windows take along the axes behind batch and channels. */
export function positions(node: Node, spatial: Shape, kernel: readonly Dimension[]): Dimension[] {
  const [strides, dilations, pads] = ["strides", "dilations", "pads"].map((name) => numbersAttribute(node, name));
  const automatic = stringAttribute(node, "auto_pad", "NOTSET");
  const roundsUp = numberAttribute(node, "ceil_mode", 0) !== 0;
  const count = kernel.length;
  return spatial.map((length, axis) => {
    const around = [pads?.[axis] ?? 0, pads?.[axis + count] ?? 0] as const;
    const window: Window = {
      size: kernel[axis] ?? null,
      stride: strides?.[axis] ?? 1,
      dilation: dilations?.[axis] ?? 1,
      padding: automatic.startsWith("SAME") ? "same" : automatic === "VALID" ? "valid" : around,
      roundsUp,
    };
    return windowCount(length, window);
  });
}

function kernelOf(node: Node, weights: Shape | null): readonly Dimension[] {
  return numbersAttribute(node, "kernel_shape") ?? weights?.slice(2) ?? [];
}

/** [batch, output channels, positions …] */
function convolved(node: Node, x: Fact, weights: Fact, dtype: DType | null): Fact {
  if (x.shape === null) {
    const [channels = null, ...rest] = needed(weights.shape);
    return fact(dtype, [null, channels, ...rest.slice(1).map(() => null)]);
  }
  const [batch = null, , ...spatial] = x.shape;
  return fact(dtype, [batch, weights.shape?.[0] ?? null, ...positions(node, spatial, kernelOf(node, weights.shape))]);
}

const convolution =
  (x: number, weights: number, dtype: (inputs: Facts) => DType | null): Rule =>
  (node, inputs) => [convolved(node, inputs.at(x), inputs.at(weights), dtype(inputs))];

/** (in − 1)·stride + (kernel − 1)·dilation + 1 + output padding − pads, or as the node states. */
const transposed: Rule = (node, inputs) => {
  const [x, weights] = [inputs.at(0), inputs.at(1)];
  const kernel = kernelOf(node, weights.shape);
  const [batch = null, , ...spatial] = needed(x.shape);
  const [strides, dilations, pads, more, stated] = [
    "strides",
    "dilations",
    "pads",
    "output_padding",
    "output_shape",
  ].map((name) => numbersAttribute(node, name));
  const automatic = stringAttribute(node, "auto_pad", "NOTSET");
  const lengths = spatial.map((length, axis): Dimension => {
    const given = stated?.at(axis - spatial.length);
    const stride = strides?.[axis] ?? 1;
    if (given !== undefined) {
      return given;
    }
    if (automatic.startsWith("SAME")) {
      return multiply(length, stride);
    }
    const size = kernel[axis];
    const padding = automatic === "VALID" ? 0 : (pads?.[axis] ?? 0) + (pads?.[axis + spatial.length] ?? 0);
    if (typeof size !== "number") {
      return null;
    }
    const reach = (size - 1) * (dilations?.[axis] ?? 1) + 1 + (more?.[axis] ?? 0);
    return add(multiply(add(length, -1), stride), reach - padding);
  });
  const channels = multiply(weights.shape?.[1] ?? null, numberAttribute(node, "group", 1));
  return [fact(x.dtype ?? weights.dtype, [batch, channels, ...lengths])];
};

/** Channels lie last. */
const channelsLast: Rule = (node, inputs) => {
  const [x, weights] = [inputs.at(0), inputs.at(1)];
  const shape = needed(x.shape);
  const lengths = positions(node, shape.slice(1, -1), kernelOf(node, weights.shape));
  return [fact(x.dtype, [shape[0] ?? null, ...lengths, weights.shape?.[0] ?? null])];
};

/** Blocks of columns back to an image: [batch, channels, image …]. */
const columnsToImage: Rule = (_, inputs) => {
  const { dtype, shape } = inputs.at(0);
  const [image, block] = [numbersAt(inputs, 1), numbersAt(inputs, 2)];
  const perBlock = block === null ? null : product(block);
  const columns = shape?.[1];
  const channels = typeof columns === "number" && typeof perBlock === "number" ? columns / perBlock : null;
  return [fact(dtype, image === null ? null : [shape?.[0] ?? null, channels, ...image])];
};

const typeOf =
  (...positions: readonly number[]) =>
  (inputs: Facts): DType | null =>
    positions.map((position) => inputs.at(position).dtype).find((dtype) => dtype !== null) ?? null;

/** Output channels first, then those of a group's input. */
const KERNEL = { weights: { 1: [0] }, inputAxes: { 1: 1 }, biases: [2] };
const QUANTIZED = { weights: { 3: [0] }, biases: [8], settings: [1, 2, 4, 5, 6, 7] };
const plain = multiplying(operator(convolution(0, 1, typeOf(0, 1))), perOutput(1, 1));
const flow =
  (weight: number, vectors: readonly number[]): Flow =>
  (node, { shapeOf }) =>
    convolutionFlow(node, shapeOf, weight, vectors);

export const convolutionOperators = family("conv", {
  Conv: { ...plain, ...KERNEL, flow: flow(1, [2]), widen },
  DeformConv: { ...plain, ...KERNEL, biases: [3] },
  ConvInteger: {
    ...multiplying(operator(convolution(0, 1, () => "int32")), perOutput(1, 1)),
    weights: { 1: [0] },
    settings: [2, 3],
  },
  QLinearConv: {
    ...multiplying(operator(convolution(0, 3, typeOf(7))), perOutput(3, 1)),
    ...QUANTIZED,
    flow: flow(3, [4, 5, 8]),
  },
  ConvTranspose: {
    role: "transposedConv",
    ...multiplying(operator(transposed), perInput(0, 1, 1)),
    weights: { 1: [1] },
    inputAxes: { 1: 0 },
    biases: [2],
    flow: (node, { shapeOf }) => transposedFlow(node, shapeOf),
  },
  Col2Im: { role: "other", ...operator(columnsToImage, 1, 2) },
  "com.microsoft:FusedConv": {
    ...plain,
    ...KERNEL,
    // Behind the bias it may have something that is added to the result.
    flow: (node, around) => (node.inputs.length <= 3 ? flow(1, [2])(node, around) : unfollowed(node)),
  },
  "com.microsoft:NhwcConv": {
    ...multiplying(operator(channelsLast), perOutput(1, 1)),
    weights: { 1: [0] },
    biases: [2],
  },
  "com.microsoft:QLinearConv": {
    ...multiplying(
      operator((node, inputs) =>
        numberAttribute(node, "channels_last", 0) === 0 ? convolution(0, 3, typeOf(7))(node, inputs) : null,
      ),
      perOutput(3, 1),
    ),
    ...QUANTIZED,
  },
});
