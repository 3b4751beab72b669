// How channels flow through operators that every format has, each with its own way of saying the same.
import type { ChannelFlow, Place } from "./channel-flow";
import { booleanAttribute, type Node } from "./node";
import type { Flow, Operator, Surroundings } from "./operator";
import { operandOf } from "./operator-row";
import type { Shape } from "./value";

export function passes(mixes: readonly number[] = []): ChannelFlow {
  return { kind: "passes", data: 0, mixes, vectors: null };
}

/** Element by element: what is computed of one value has its channels, and several are lined up with each other. */
export const pointwise: Flow = (node, { operator }) => {
  const inputs = [...node.inputs.keys()].filter((input) => operandOf(operator, node, input).kind !== "setting");
  return inputs.length === 1 && inputs[0] === 0 ? passes() : { kind: "elementwise", inputs };
};

/** How channels flow through a node of an operator; null: of one that is not known. */
export async function flowThrough(
  operator: Operator | null,
  node: Node,
  around: Omit<Surroundings, "operator">,
): Promise<ChannelFlow> {
  if (node.inputs.length === 0) {
    return { kind: "none" };
  }
  return operator?.flow === undefined ? unfollowed(node) : operator.flow(node, { ...around, operator });
}

export const shapeAt = (node: Node, input: number, { shapeOf }: Surroundings): Shape | null =>
  node.inputs[input] == null ? null : shapeOf(node.inputs[input]);

/** The order of axes is the second input. */
export const transposes: Flow = async (node, { numbersOf }) => permutes(node.op.name, await numbersOf(node.inputs[1]));

/** New axes of length 1 are the second input. */
export const insertsAxes: Flow = async (node, around) =>
  unsqueezes(node.op.name, shapeAt(node, 0, around), await around.numbersOf(node.inputs[1]));

/** How much is added before and behind each axis is the second input. */
export const padding =
  (what: "constant" | "mirrored"): Flow =>
  async (node, around) =>
    pads(
      node.op.name,
      await around.numbersOf(node.inputs[1]),
      (axis, side) => ({ input: 1, attribute: null, index: 2 * axis + side }),
      what === "constant",
    );

/** Axes are the second input. */
export const reducing: Flow = async (node, around) =>
  reduces(
    node.op.name,
    shapeAt(node, 0, around),
    await around.numbersOf(node.inputs[1]),
    booleanAttribute(node, "keep_dims", false),
  );

export const batched: Flow = (node) => batches(node);

/** Images with channels last. */
export const resizesPlane: Flow = () => passes([1, 2]);

/** Channels, which lie last, are seen together. */
export const mixesChannels: Flow = () => passes([-1]);

export const measures: Flow = () => ({ kind: "measures", data: 0 });

export function unfollowed(node: Node): ChannelFlow {
  return blocks(`what ${node.op.name} does with them is not known`);
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
    return passes([...gone]);
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
  const isFollowed = paddings.every((each) => each >= 0 && each <= MOST_ADDED);
  if (axis === undefined || padded.length > 1 || !isFollowed) {
    return passes(padded);
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

/** From the batch to the first positions, in blocks of so many dimensions, or back. */
export function batches(node: Node): ChannelFlow {
  const count = node.inputs[1]?.constant?.shape[0];
  return count === undefined
    ? blocks(`the blocks of ${node.op.name} are computed`)
    : passes(Array.from({ length: count + 1 }, (_, axis) => axis));
}

/** @param target Null: the second input, which is computed. @param places Where each length of the target stands. */
export function reshapes(target: readonly number[] | null, places: (index: number) => Place[]): ChannelFlow {
  return target === null
    ? { kind: "reshapesTo", data: 0, target: 1, zeroCopies: false }
    : {
        kind: "reshapes",
        data: 0,
        target: target.map((each) => (each === -1 ? null : each)),
        places: target.map((_, index) => places(index)),
      };
}
