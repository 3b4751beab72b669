// Slices as TensorFlow and TFLite write them: an ellipsis stands for all axes that are left, and axes come and go.
import { numberAttribute, type Node } from "../ir/node";
import type { Dimension } from "../ir/value";
import { fact, type Fact } from "./fact";
import { slice, type Bounds } from "./movement";
import { Unclear, type Facts } from "../ir/operator";
import { limitedRank } from "./shape-rules";

/** From here on a bound means the end of any axis. */
const END = 2 ** 31 - 1;
/** Masks have a bit for each bound. */
const MOST_BOUNDS = 31;

/** Reads: what is cut, beginnings, ends, steps. */
export function stridedSlice(node: Node, inputs: Facts): Fact {
  const x = inputs.at(0);
  const [begin, end, steps] = [1, 2, 3].map((input) => inputs.at(input));
  const count = [begin, end, steps].map((each) => each!.shape?.[0]).find((each) => typeof each === "number");
  if (typeof count !== "number" || x.shape === null) {
    return fact(x.dtype, null);
  }
  if (count > MOST_BOUNDS) {
    throw new Unclear();
  }
  const has = (name: string, index: number) => ((numberAttribute(node, `${name}_mask`, 0) >>> index) & 1) === 1;
  const at = ({ elements }: Fact, index: number): Dimension => elements?.[index] ?? null;
  const given = Array.from({ length: count }, (_, index) => index);
  const isEllipsis = (index: number) => has("ellipsis", index);
  const isNew = (index: number) => !isEllipsis(index) && has("new_axis", index);
  const consumed = given.filter((index) => !isEllipsis(index) && !isNew(index)).length;
  const rank = x.shape.length;
  if (consumed > rank || given.filter(isEllipsis).length > 1) {
    throw new Unclear();
  }
  const bounds: (Bounds | undefined)[] = [];
  /** Of the result: an axis of what was taken, or a new one. */
  const axes: (number | "new")[] = [];
  const takeWhole = (many: number) => {
    for (let each = 0; each < many; each++) {
      axes.push(bounds.push(undefined) - 1);
    }
  };
  for (const index of given) {
    const step = at(steps!, index);
    if (isEllipsis(index)) {
      takeWhole(rank - consumed);
    } else if (isNew(index)) {
      axes.push("new");
    } else if (has("shrink_axis", index)) {
      const start = at(begin!, index);
      const next = typeof start === "number" && start !== -1 ? start + 1 : start === -1 ? END : null;
      bounds.push({ start, end: next, step: 1 });
    } else {
      const isForward = typeof step === "number" && step > 0;
      const first = isForward ? 0 : -1;
      const last = isForward ? END : -END;
      axes.push(
        bounds.push({
          start: has("begin", index) ? (typeof step === "number" ? first : null) : at(begin!, index),
          end: has("end", index) ? (typeof step === "number" ? last : null) : at(end!, index),
          step,
        }) - 1,
      );
    }
  }
  takeWhole(rank - bounds.length);
  const taken = slice(x, bounds);
  limitedRank(axes.length);
  return fact(
    x.dtype,
    axes.map((axis) => (axis === "new" ? 1 : taken.shape![axis]!)),
    taken.elements,
  );
}
