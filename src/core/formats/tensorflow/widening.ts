// Floats of 16 bits that become float32 as the graph runs.
import type { Widening } from "../../ir/dialect";
import type { Node } from "../../ir/node";
import { wideningOf } from "../../kernels/widen";

/** Of a Cast. */
export function widening({ op, inputs, outputs, attributes }: Node): Widening | null {
  const to = attributes.get("DstT");
  const isToFloat = op.name === "Cast" && to?.kind === "type" && to.value === "float32";
  return isToFloat ? wideningOf(inputs[0] ?? null, outputs[0]) : null;
}
