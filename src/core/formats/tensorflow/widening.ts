// Floats of 16 bits that become float32 as the graph runs.
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { isHalf } from "../../ir/widened";

/** The constant that a Cast makes float32 of. */
export function widening({ op, inputs, attributes }: Node): Value | null {
  const source = op.name === "Cast" ? (inputs[0] ?? null) : null;
  const to = attributes.get("DstT");
  const isToFloat = to?.kind === "type" && to.value === "float32";
  return source?.constant != null && isHalf(source.constant) && isToFloat ? source : null;
}
