// How operators keep a tensor within limits.
import { elementCount } from "../../../ir/dtype";
import {
  INTEGERS,
  keepsShape,
  limitedByNumber,
  limitIn,
  saturationOf,
  type Limits,
  type Range,
} from "../../../ir/clamp";
import { numberAttribute, type Node } from "../../../ir/node";
import { float32Elements, tensorBytes } from "../../../ir/tensor";
import { opsetOf } from "./settings";

/** From this opset on Clip reads its limits; until then they are attributes, since opset 6 with these defaults. */
export const LIMITS_ARE_INPUTS = 11;
export const LIMITS_HAVE_DEFAULTS = 6;
export const LARGEST_FLOAT = 3.4028234663852886e38;
/** Until then Max and Min took tensors of one shape. */
const BOUNDS_BROADCAST_SINCE = 8;
/** Many nodes may read them. */
const MOST_SCALES = 2 ** 12;

export const clipped: Limits = async (node, fixed) => {
  const [input, lower, upper] = node.inputs;
  const opset = opsetOf(node);
  if (opset < LIMITS_HAVE_DEFAULTS) {
    return null;
  }
  if (opset < LIMITS_ARE_INPUTS) {
    const [min, max] = [numberAttribute(node, "min", -LARGEST_FLOAT), numberAttribute(node, "max", LARGEST_FLOAT)];
    return { input: input!, range: { min, max }, plain: true };
  }
  const min = lower == null ? -Infinity : await limitIn(lower, fixed);
  const max = upper == null ? Infinity : await limitIn(upper, fixed);
  return min === null || max === null || !(min <= max) ? null : { input: input!, range: { min, max }, plain: true };
};

export const bounded =
  (side: "min" | "max"): Limits =>
  async (node, fixed) => {
    const broadcasts = node.inputs.length === 2 && opsetOf(node) >= BOUNDS_BROADCAST_SINCE;
    const clamp = broadcasts ? await limitedByNumber(node, side, fixed) : null;
    return clamp !== null && keepsShape(clamp) ? clamp : null;
  };

/** Where what is stored ends. */
export async function quantizedRange(node: Node): Promise<Range | null> {
  const [, scale, zero] = node.inputs;
  if (scale?.constant?.dtype !== "float32") {
    return null;
  }
  const counts = [scale, zero].map((each) => elementCount(each?.constant?.shape ?? []));
  if (counts.some((count) => count > MOST_SCALES)) {
    return null;
  }
  const scales = await float32Elements(scale.constant, scale.name);
  if (zero == null) {
    return node.attributes.has("output_dtype") ? null : saturationOf(scales, [0], INTEGERS.get("uint8")!);
  }
  const tensor = zero.constant;
  if (tensor?.dtype !== "uint8" && tensor?.dtype !== "int8") {
    return null;
  }
  const bytes = await tensorBytes(tensor, zero.name);
  const zeros = [...(tensor.dtype === "int8" ? Int8Array.from(bytes) : bytes)];
  return saturationOf(scales, zeros, INTEGERS.get(tensor.dtype)!);
}
