import type { ValueRange } from "../../../ir/eight-bit";
import { booleanAttribute, numberAttribute, type Node } from "../../../ir/node";
import { float32Elements } from "../../../ir/tensor";
import type { Value } from "../../../ir/value";

export function isFakeQuant(node: Node): boolean {
  return node.op.name === "FakeQuantWithMinMaxVars" || node.op.name === "FakeQuantWithMinMaxArgs";
}

/**
 * The range that fake quantization to eight bits ends up with: moved so that 0 is one of the 256 steps.
 * @returns a sentence where that is not known; null where the node is another.
 */
export async function fakeRange(node: Node): Promise<ValueRange | string | null> {
  if (!isFakeQuant(node)) {
    return null;
  }
  if (numberAttribute(node, "num_bits", 8) !== 8 || booleanAttribute(node, "narrow_range", false)) {
    return "it is not to the full eight bits";
  }
  const isStated = node.op.name.endsWith("Args");
  const min = isStated ? numberAttribute(node, "min", -6) : await numberOf(node.inputs[1]);
  const max = isStated ? numberAttribute(node, "max", 6) : await numberOf(node.inputs[2]);
  if (min === null || max === null || !(max - min > 0 && max - min < Infinity)) {
    return "its range is not a constant";
  }
  const step = (max - min) / 255;
  const zero = Math.min(255, Math.max(0, Math.round(-min / step)));
  return [-zero * step, (255 - zero) * step];
}

async function numberOf(value: Value | null | undefined): Promise<number | null> {
  const tensor = value?.constant;
  const isNumber = tensor?.dtype === "float32" && tensor.shape.length === 0;
  return isNumber ? (await float32Elements(tensor, value!.name))[0]! : null;
}
