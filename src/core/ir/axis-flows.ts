// How channels flow through operators that every format has, each with its own way of saying the same.
import type { ChannelFlow, Place } from "./channel-flow";
import { integersOf } from "./no-op";
import { numberAttribute, type Node } from "./node";
import type { Shape } from "./value";

export function passes(mixes: readonly number[] = [], shape: Shape | null = null): ChannelFlow {
  return { kind: "passes", data: 0, mixes, vectors: null, shape };
}

export function blocks(reason: string): ChannelFlow {
  return { kind: "blocks", reason };
}

/** Several axes become one number each, and stay with length 1 or go. */
export function reduces(
  operator: string,
  shape: Shape | null,
  axes: readonly number[] | null,
  keeps: boolean,
): ChannelFlow {
  if (axes === null || shape === null) {
    return blocks(`which axes ${operator} puts together is not known`);
  }
  const rank = shape.length;
  const gone = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  if (keeps) {
    return passes(
      [...gone],
      shape.map((length, axis) => (gone.has(axis) ? 1 : length)),
    );
  }
  return { kind: "moves", data: 0, axes: Array.from(shape.keys()).filter((axis) => !gone.has(axis)) };
}

/** Axes of length 1 go. @param axes Null: all of them. */
export function squeezes(operator: string, shape: Shape | null, axes: readonly number[] | null): ChannelFlow {
  if (shape === null || (axes === null && shape.some((length) => typeof length !== "number"))) {
    return blocks(`which axes ${operator} takes away is not known`);
  }
  const ones = [...shape.keys()].filter((axis) => shape[axis] === 1);
  return reduces(operator, shape, axes ?? ones, false);
}

/** New axes of length 1, counted in the result. */
export function unsqueezes(operator: string, shape: Shape | null, axes: readonly number[] | null): ChannelFlow {
  if (shape === null || axes === null) {
    return blocks(`where ${operator} puts axes is not known`);
  }
  const rank = shape.length + axes.length;
  const added = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  let from = 0;
  return {
    kind: "moves",
    data: 0,
    axes: Array.from({ length: rank }, (_, axis) => (added.has(axis) ? null : from++)),
  };
}

/** Axes in another order. @param order Null: not known. */
export function permutes(operator: string, order: readonly number[] | null): ChannelFlow {
  return order === null
    ? blocks(`the order into which ${operator} puts axes is not known`)
    : { kind: "moves", data: 0, axes: order };
}

/**
 * @param paddings Before and after each axis in turn.
 * @param place Where those stand.
 * @param isConstant Whether one value is added rather than copies.
 */
export function pads(
  operator: string,
  shape: Shape | null,
  paddings: readonly number[] | null,
  place: (axis: number, side: 0 | 1) => Place,
  isConstant: boolean,
): ChannelFlow {
  if (paddings === null) {
    return blocks(`where ${operator} adds to them is computed`);
  }
  const axes = Array.from({ length: paddings.length / 2 }, (_, axis) => axis);
  const padded = axes.filter((axis) => paddings[2 * axis] !== 0 || paddings[2 * axis + 1] !== 0);
  const [axis] = padded;
  if (axis === undefined || padded.length > 1 || Math.min(...paddings) < 0 || Math.max(...paddings) > MOST_ADDED) {
    return resizes(shape, padded);
  }
  return {
    kind: "pads",
    data: 0,
    axis,
    before: paddings[2 * axis]!,
    behind: paddings[2 * axis + 1]!,
    beforePlaces: [place(axis, 0)],
    behindPlaces: [place(axis, 1)],
    isConstant,
  };
}

/** Layers have fewer channels than this; a file may claim more. */
const MOST_ADDED = 65_536;

/** Positions along some axes become more or fewer. */
export function resizes(shape: Shape | null, axes: readonly number[]): ChannelFlow {
  const rank = shape?.length ?? 0;
  const changed = axes.map((axis) => (axis < 0 ? axis + rank : axis));
  return passes(axes, shape?.map((length, axis) => (changed.includes(axis) ? null : length)) ?? null);
}

/** From the batch to the first positions, in blocks of so many dimensions, or back. */
export function batches(node: Node, shape: Shape | null): ChannelFlow {
  const count = node.inputs[1]?.constant?.shape[0];
  return count === undefined
    ? blocks(`the blocks of ${node.op.name} are computed`)
    : resizes(
        shape,
        Array.from({ length: count + 1 }, (_, axis) => axis),
      );
}

/** TensorFlow's Slice: so many indices from one on, −1 for all that are left. */
export async function slices(node: Node): Promise<ChannelFlow> {
  const [begin, size] = [await integersOf(node.inputs[1]), await integersOf(node.inputs[2])];
  if (begin === null || size === null) {
    return blocks(`which of them ${node.op.name} takes is computed`);
  }
  const data = node.inputs[0]?.type?.shape ?? null;
  const isWhole = (axis: number) => begin[axis] === 0 && (size[axis] === -1 || size[axis] === data?.[axis]);
  const cut = [...begin.keys()].filter((axis) => !isWhole(axis));
  const counted = (axis: number): Place[] => [{ input: 2, attribute: null, index: axis }];
  const [axis] = cut;
  if (axis === undefined || cut.length > 1) {
    return blocks(`which of them ${node.op.name} takes is not known`);
  }
  const [start, length] = [begin[axis]!, size[axis]!];
  return {
    kind: "takes",
    data: 0,
    axis,
    start,
    stop: length === -1 ? Infinity : start + length,
    startPlaces: [{ input: 1, attribute: null, index: axis }],
    stopPlaces: length === -1 ? [] : counted(axis),
    stopIsLength: true,
    // Axes that are taken whole may be so by their length.
    whole: [...begin.keys()].flatMap((each) =>
      each === axis || size[each] === -1 ? [] : [[each, counted(each)[0]!] as const],
    ),
  };
}

/** TensorFlow's StridedSlice, from one bound to before another. */
export async function stridedSlices(node: Node): Promise<ChannelFlow> {
  const [begin, end, strides] = await Promise.all([1, 2, 3].map((input) => integersOf(node.inputs[input])));
  const mask = (name: string) => numberAttribute(node, `${name}_mask`, 0);
  if (
    begin == null ||
    end == null ||
    strides == null ||
    mask("ellipsis") + mask("new_axis") + mask("shrink_axis") > 0
  ) {
    return blocks(`which of them ${node.op.name} takes is not known`);
  }
  const isWhole = (axis: number) =>
    strides[axis] === 1 &&
    (begin[axis] === 0 || (mask("begin") & (1 << axis)) > 0) &&
    ((mask("end") & (1 << axis)) > 0 || end[axis]! >= 2 ** 31 - 1);
  const cut = [...begin.keys()].filter((axis) => !isWhole(axis));
  const [axis] = cut;
  const ends = axis === undefined ? false : (mask("end") & (1 << axis)) > 0;
  const starts = axis === undefined ? false : (mask("begin") & (1 << axis)) > 0;
  if (
    axis === undefined ||
    cut.length > 1 ||
    strides[axis] !== 1 ||
    (!starts && begin[axis]! < 0) ||
    (!ends && end[axis]! < 0)
  ) {
    return resizes(node.inputs[0]?.type?.shape ?? null, cut);
  }
  return {
    kind: "takes",
    data: 0,
    axis,
    start: starts ? 0 : begin[axis]!,
    stop: ends ? Infinity : end[axis]!,
    startPlaces: starts ? [] : [{ input: 1, attribute: null, index: axis }],
    stopPlaces: ends ? [] : [{ input: 2, attribute: null, index: axis }],
    stopIsLength: false,
    whole: [],
  };
}

/** A shape of which each reader takes some lengths by StridedSlice. */
export async function lengthsTaken(node: Node, strided: string): Promise<ChannelFlow> {
  const [output] = node.outputs;
  const axes: number[] = [];
  for (const reader of output?.uses ?? []) {
    const bounds = [await integersOf(reader.inputs[1]), await integersOf(reader.inputs[2])];
    const [begin, end] = bounds.map((each) => (each?.length === 1 ? each[0]! : null));
    const picks =
      reader.op.name === strided && reader.inputs[0] === output && numberAttribute(reader, "end_mask", 0) === 0;
    if (!picks || begin == null || end == null || begin < 0 || end <= begin || end > MOST_AXES) {
      return { kind: "measures", data: 0, axes: null };
    }
    axes.push(...Array.from({ length: end - begin }, (_, index) => begin + index));
  }
  return { kind: "measures", data: 0, axes };
}

const MOST_AXES = 8;

/** @param places Where each length of the target stands. */
export function reshapes(
  operator: string,
  target: readonly number[] | null,
  places: (index: number) => Place[],
): ChannelFlow {
  return target === null
    ? blocks(`the shape that ${operator} gives them is computed`)
    : {
        kind: "reshapes",
        data: 0,
        target: target.map((each) => (each === -1 ? null : each)),
        places: target.map((_, index) => places(index)),
      };
}

/** TensorFlow's SplitV: data, sizes, axis. */
export async function splitsInto(node: Node): Promise<ChannelFlow> {
  const sizes = await integersOf(node.inputs[1]);
  const axis = (await integersOf(node.inputs[2]))?.[0];
  if (sizes === null || axis === undefined || sizes.includes(-1)) {
    return blocks(`how ${node.op.name} splits them is not known`);
  }
  const places = sizes.map((_, index): Place => ({ input: 1, attribute: null, index }));
  return { kind: "splits", data: 0, axis, sizes, parts: sizes.length, places };
}

/** TensorFlow's Split: axis, data; equal parts. */
export async function splitsEvenly(node: Node, parts: number): Promise<ChannelFlow> {
  const axis = (await integersOf(node.inputs[0]))?.[0];
  return axis === undefined || parts < 1
    ? blocks(`how ${node.op.name} splits them is not known`)
    : { kind: "splits", data: 1, axis, sizes: null, parts, places: null };
}
