// The shapes of what convolutions and pools make: floor((in + pads − (kernel − 1)·dilation − 1) ÷ stride) + 1.
import { Refusal, type Known, type Result } from "../../ir/folding";
import { numberAttribute, numbersAttribute, stringAttribute, type Node } from "../../ir/node";
import type { Dimension } from "../../ir/value";
import { typeOnly } from "../../kernels/operands";

export function convolution(node: Node, x: Known, weights: Known): Result {
  return windowed(node, x, weights.shape[0]!, numbersAttribute(node, "kernel_shape") ?? weights.shape.slice(2));
}

export function pooling(node: Node, x: Known): Result {
  return windowed(node, x, x.shape[1]!, numbersAttribute(node, "kernel_shape") ?? []);
}

function windowed(node: Node, x: Known, channels: number, kernel: readonly number[]): Result {
  const lengths = windowLengths(node, x.shape.slice(2), kernel);
  if (lengths === null) {
    throw new Refusal("the shape of its result is not worked out");
  }
  return typeOnly(x.dtype, [x.shape[0]!, channels, ...(lengths as number[])]);
}

/** Along each of the axes that a window moves over, null where the length is not known; null: not worked out. */
function windowLengths(
  node: Node,
  lengths: readonly Dimension[],
  kernel: readonly number[],
): readonly (number | null)[] | null {
  const strides = numbersAttribute(node, "strides");
  const dilations = numbersAttribute(node, "dilations");
  const pads = numbersAttribute(node, "pads");
  const automatic = stringAttribute(node, "auto_pad", "NOTSET");
  if (kernel.length !== lengths.length || kernel.length === 0 || numberAttribute(node, "ceil_mode", 0) !== 0) {
    return null;
  }
  return lengths.map((length, axis) => {
    if (typeof length !== "number") {
      return null;
    }
    const stride = strides?.[axis] ?? 1;
    if (automatic.startsWith("SAME")) {
      return Math.ceil(length / stride);
    }
    const padding = automatic === "VALID" ? 0 : (pads?.[axis] ?? 0) + (pads?.[axis + kernel.length] ?? 0);
    const reach = (kernel[axis]! - 1) * (dilations?.[axis] ?? 1) + 1;
    return Math.floor((length + padding - reach) / stride) + 1;
  });
}

/** (in − 1)·stride + (kernel − 1)·dilation + 1 + output padding − pads. */
export function transposedConvolution(node: Node, x: Known, weights: Known): Result {
  const kernel = numbersAttribute(node, "kernel_shape") ?? weights.shape.slice(2);
  const [strides, dilations, pads, more] = ["strides", "dilations", "pads", "output_padding"].map((name) =>
    numbersAttribute(node, name),
  );
  const isStated = node.attributes.has("output_shape") || stringAttribute(node, "auto_pad", "NOTSET") !== "NOTSET";
  if (isStated || kernel.length !== x.shape.length - 2 || kernel.length === 0) {
    throw new Refusal("the shape of its result is not worked out");
  }
  const lengths = kernel.map((size, axis) => {
    const reach = (size - 1) * (dilations?.[axis] ?? 1) + 1 + (more?.[axis] ?? 0);
    const padding = (pads?.[axis] ?? 0) + (pads?.[axis + kernel.length] ?? 0);
    return (x.shape[axis + 2]! - 1) * (strides?.[axis] ?? 1) + reach - padding;
  });
  return typeOnly(x.dtype, [x.shape[0]!, weights.shape[1]! * numberAttribute(node, "group", 1), ...lengths]);
}

/**
 * By sizes, or by factors: floor(in · factor). Between float32 and float64, which onnxruntime's kernel and its shape
 * inference take, that may differ.
 */
export function resized(
  { dtype, shape }: Known,
  lengths: readonly number[] | null,
  factors: readonly number[],
): Result {
  const products = factors.map((factor, axis) => shape[axis]! * factor);
  if (lengths === null && products.some((each) => Math.floor(each) !== Math.floor(Math.fround(each)))) {
    throw new Refusal("runtimes do not agree on the shape of its result");
  }
  const result = lengths ?? products.map(Math.floor);
  if (result.length !== shape.length || result.some((length) => !Number.isSafeInteger(length) || length < 0)) {
    throw new Refusal("the shape of its result is not worked out");
  }
  return typeOnly(dtype, result);
}
