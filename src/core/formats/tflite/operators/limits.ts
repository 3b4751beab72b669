// How operators keep a tensor within limits, and the option by which kernels limit their own results.
import { INTEGERS, limitedByNumber, saturationOf, UNLIMITED, type Limits, type Range } from "../../../ir/clamp";
import { sameShape } from "../../../ir/no-op";
import type { Node } from "../../../ir/node";

/** Operators that do nothing else; the names of the ranges that an activation can stand for, too. */
export const PLAIN = {
  RELU: { min: 0, max: Infinity },
  RELU6: { min: 0, max: 6 },
  RELU_N1_TO_1: { min: -1, max: 1 },
};
export const ACTIVATION_RANGES: Readonly<Record<string, Range>> = { NONE: UNLIMITED, ...PLAIN };

export const bounded =
  (side: "min" | "max"): Limits =>
  async (node, fixed) => {
    const clamp = await limitedByNumber(node, side, fixed);
    const output = node.outputs[0]?.type?.shape ?? null;
    return clamp !== null && sameShape(clamp.input.type?.shape ?? null, output) ? clamp : null;
  };

export const tanh: Limits = () => Promise.resolve("few kernels apply TANH to their own results");

/** Where what is stored ends. */
export function quantizedRange({ outputs: [output] }: Node): Promise<Range | null> {
  const type = output?.type ?? null;
  const stored = type === null ? undefined : INTEGERS.get(type.dtype);
  const { scale, zeroPoint } = output?.quantization ?? {};
  return Promise.resolve(stored && scale && zeroPoint ? saturationOf(scale, zeroPoint, stored) : null);
}
