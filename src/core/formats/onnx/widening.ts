// Floats of 16 bits that become float32 as the model runs.
import type { Node } from "../../ir/node";
import { isSparse } from "../../ir/sparse";
import type { Value } from "../../ir/value";
import { isHalf } from "../../ir/widened";
import { dataTypeOf } from "./schema";

/** The constant that a Cast makes float32 of. */
export function widening({ op, inputs, attributes }: Node): Value | null {
  const source = op.domain === "" && op.name === "Cast" ? (inputs[0] ?? null) : null;
  const to = attributes.get("to");
  const isToFloat =
    (to?.kind === "int" && Number(to.value) === dataTypeOf("float32")) ||
    (to?.kind === "string" && to.value === "FLOAT");
  const isPlain = source?.constant != null && isHalf(source.constant) && !isSparse(source.constant.storage);
  return isPlain && isToFloat ? source : null;
}
