// Along which axis of a constant its channels lie.
import { editable } from "../ir/writer";
import type { Model } from "../ir/model";
import type { Node } from "../ir/node";
import type { Value } from "../ir/value";

/** The axis a constant is quantized along, else that of the channels its reader makes of it, else the first; null: none. */
export function channelAxisOf(model: Model, { constant, quantization }: Value, reader: Node | null): number | null {
  const rank = constant?.shape.length ?? 0;
  if (quantization !== null && quantization.axis !== null) {
    return quantization.axis;
  }
  if (rank === 0) {
    return null;
  }
  const linear =
    reader === null || "lacks" in model.format.writer ? null : editable(model).dialect.linearOperators.linear(reader);
  const [axis] =
    linear === null || typeof linear === "string" || reader!.inputs[linear.weightInput]?.constant !== constant
      ? [0]
      : linear.outputAxes;
  return axis! < 0 ? axis! + rank : axis!;
}
