// Floats of 16 bits that become float32 as the model runs.
import type { Widening } from "../../ir/dialect";
import type { Node } from "../../ir/node";
import { isSparse } from "../../ir/sparse";
import { wideningOf } from "../../kernels/widen";
import { dataTypeOf } from "./schema";

/** Of a Cast. */
export function widening({ op, inputs, outputs, attributes }: Node): Widening | null {
  const source = op.domain === "" && op.name === "Cast" ? (inputs[0] ?? null) : null;
  const to = attributes.get("to");
  const isToFloat =
    (to?.kind === "int" && Number(to.value) === dataTypeOf("float32")) ||
    (to?.kind === "string" && to.value === "FLOAT");
  const isDense = source?.constant != null && !isSparse(source.constant.storage);
  return isDense && isToFloat ? wideningOf(source, outputs[0]) : null;
}
