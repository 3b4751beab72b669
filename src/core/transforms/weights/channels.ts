import { slicesOf, type Slices } from "../quantize/arithmetic";
import type { Reading } from "./choose";

/** The elements of each output channel; all as one where the readers differ in their channels or have none. */
export function channelsOf(shape: readonly number[], readings: readonly Reading[]): Slices {
  const rank = shape.length;
  const all = new Set(
    readings.map(({ operand, moved }) =>
      (operand.kind === "weight" && !moved ? operand.outputAxes : [])
        .map((axis) => (axis < 0 ? axis + rank : axis))
        .join(),
    ),
  );
  const axes = all.size === 1 ? [...all][0]!.split(",").filter(Boolean).map(Number) : [];
  const [first] = axes;
  // Slices need axes that lie side by side.
  if (first === undefined || axes.some((axis, i) => axis !== first + i || axis >= rank)) {
    return slicesOf(shape, null);
  }
  const count = axes.reduce((product, axis) => product * shape[axis]!, 1);
  return { count, inner: slicesOf(shape, axes.at(-1)!).inner };
}
