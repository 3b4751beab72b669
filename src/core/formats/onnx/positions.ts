// How many positions convolutions and pools make along each spatial axis: https://onnx.ai/onnx/operators/onnx__Conv.html
import { numberAttribute, numbersAttribute, stringAttribute, type Node } from "../../ir/node";
import type { Shape } from "../../ir/value";

/** Axes behind the channels, of as many dimensions as convolutions have. */
export const SPATIAL: readonly number[] = [2, 3, 4];

/**
 * The lengths behind batch and channels, null where one is not known.
 * @param kernel The window's lengths.
 */
export function positionsOf(node: Node, shape: Shape | null, kernel: readonly number[]): (number | null)[] {
  const count = kernel.length;
  const list = (name: string, fallback: number) => numbersAttribute(node, name) ?? Array<number>(count).fill(fallback);
  const [strides, dilations] = [list("strides", 1), list("dilations", 1)];
  const pads = numbersAttribute(node, "pads") ?? Array<number>(2 * count).fill(0);
  const padding = stringAttribute(node, "auto_pad", "NOTSET");
  const roundsUp = numberAttribute(node, "ceil_mode", 0) !== 0;
  return kernel.map((window, axis) => {
    const length = shape?.[axis + 2];
    const stride = strides[axis] ?? NaN;
    if (typeof length !== "number" || roundsUp || !(stride >= 1)) {
      return null;
    }
    if (padding.startsWith("SAME")) {
      return Math.ceil(length / stride);
    }
    const added = padding === "VALID" ? 0 : (pads[axis] ?? NaN) + (pads[axis + count] ?? NaN);
    const made = Math.floor((length + added - (dilations[axis] ?? NaN) * (window - 1) - 1) / stride) + 1;
    return Number.isSafeInteger(made) && made > 0 ? made : null;
  });
}
