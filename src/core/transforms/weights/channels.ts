import { slicesOf, type Slices } from "../quantize/arithmetic";
import type { Reading } from "./choose";

/** The elements of each output channel; all as one where the readers differ in their channels or have none. */
export function channelsOf(shape: readonly number[], readings: readonly Reading[]): Slices {
  const axes = commonAxes(shape.length, readings, "outputAxes");
  const [first] = axes;
  // Slices need axes that lie side by side.
  if (first === undefined || axes.some((axis, i) => axis !== first + i)) {
    return slicesOf(shape, null);
  }
  const count = axes.reduce((product, axis) => product * shape[axis]!, 1);
  return { count, inner: slicesOf(shape, axes.at(-1)!).inner };
}

/** The axis that outputs are sums over; null where the readers differ or have none. */
export function inputAxisOf(shape: readonly number[], readings: readonly Reading[]): number | null {
  return commonAxes(shape.length, readings, "inputAxis")[0] ?? null;
}

function commonAxes(rank: number, readings: readonly Reading[], which: "outputAxes" | "inputAxis"): readonly number[] {
  const all = readings.map(({ operand, moved }) => {
    const axes = operand.kind === "weight" && !moved ? [operand[which] ?? []].flat() : [];
    return axes.map((axis) => (axis < 0 ? axis + rank : axis));
  });
  const [first] = all;
  const isCommon = first !== undefined && all.every((axes) => axes.join() === first.join());
  return isCommon && first.every((axis) => axis >= 0 && axis < rank) ? first : [];
}
