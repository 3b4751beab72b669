// How channels flow through TensorFlow's operators that take some indices, which TFLite has too.
import { blocks, passes } from "./axis-flows";
import type { ChannelFlow, NumbersOf, Place } from "./channel-flow";
import { numberAttribute, type Node } from "./node";

/** TensorFlow's Slice: so many indices from one on, −1 for all that are left. */
export async function slices(node: Node, numbersOf: NumbersOf): Promise<ChannelFlow> {
  const [begin, size] = [await numbersOf(node.inputs[1]), await numbersOf(node.inputs[2])];
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
export async function stridedSlices(node: Node, numbersOf: NumbersOf): Promise<ChannelFlow> {
  const [begin, end, strides] = await Promise.all([1, 2, 3].map((input) => numbersOf(node.inputs[input])));
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
    return passes(cut);
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

/** TensorFlow's SplitV: data, sizes, axis. */
export async function splitsInto(node: Node, numbersOf: NumbersOf): Promise<ChannelFlow> {
  const sizes = await numbersOf(node.inputs[1]);
  const axis = (await numbersOf(node.inputs[2]))?.[0];
  if (sizes === null || axis === undefined || sizes.includes(-1)) {
    return blocks(`how ${node.op.name} splits them is not known`);
  }
  const places = sizes.map((_, index): Place => ({ input: 1, attribute: null, index }));
  return { kind: "splits", data: 0, axis, sizes, parts: sizes.length, places };
}

/** TensorFlow's Split: axis, data; equal parts. */
export async function splitsEvenly(node: Node, parts: number, numbersOf: NumbersOf): Promise<ChannelFlow> {
  const axis = (await numbersOf(node.inputs[0]))?.[0];
  return axis === undefined || parts < 1
    ? blocks(`how ${node.op.name} splits them is not known`)
    : { kind: "splits", data: 1, axis, sizes: null, parts, places: null };
}
