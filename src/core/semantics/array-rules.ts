// Rules for operators that TensorFlow and TFLite have in common. Settings are inputs; where they are attributes, they have
// the names that both use.
import { booleanAttribute, numberAttribute, numbersAttribute, type Node } from "../ir/node";
import type { Dimension, Shape } from "../ir/value";
import { add, subtract, sum } from "./dimension";
import { elementwise, chosen, productOf } from "./elements";
import { fact, type Fact } from "./fact";
import * as movement from "./movement";
import type { Facts } from "../ir/operator";
import { all, commonType, type Rule } from "./rules";
import { axisOf, broadcast, limitedRank, reduced, unknownOf } from "./shape-rules";

/** The elements of an input, or unknown ones where only their count is known; null where that is not either. */
export function listAt(inputs: Facts, input: number): readonly Dimension[] | null {
  const { elements, shape } = inputs.at(input);
  if (elements !== null) {
    return elements;
  }
  const length = shape?.length === 1 ? shape[0] : null;
  return typeof length === "number" ? unknownOf(limitedRank(length)) : null;
}

/** A list in numbers; null where one is not known. */
export function numbersAt(inputs: Facts, input: number): readonly number[] | null {
  const list = listAt(inputs, input);
  return list?.every((each) => typeof each === "number") === true ? list : null;
}

export function numberAt(inputs: Facts, input: number): Dimension {
  return inputs.at(input).elements?.[0] ?? null;
}

/** To the shape in the second input. */
export const reshape: Rule = (_, inputs) => [movement.reshape(inputs.at(0), listAt(inputs, 1), false)];

export const expandDims: Rule = (_, inputs) => {
  const x = inputs.at(0);
  const axis = numberAt(inputs, 1);
  return [
    typeof axis === "number"
      ? movement.unsqueeze(x, [axis])
      : fact(x.dtype, x.shape && unknownOf(limitedRank(x.shape.length + 1))),
  ];
};

export const transpose: Rule = (_, inputs) => {
  const x = inputs.at(0);
  const order = numbersAt(inputs, 1);
  return [order === null ? fact(x.dtype, x.shape && unknownOf(x.shape.length)) : movement.transpose(x, order)];
};

/** Beginnings and sizes; −1 takes all that is left. */
export const slice: Rule = (_, inputs) => {
  const x = inputs.at(0);
  const [begin, size] = [listAt(inputs, 1), listAt(inputs, 2)];
  if (x.shape === null) {
    return [
      fact(
        x.dtype,
        (begin ?? size)?.map((_, axis) => positive(size?.[axis] ?? null)),
      ),
    ];
  }
  const isKnown = begin !== null && size !== null && begin.every((each) => each !== null);
  if (isKnown && x.elements !== null) {
    const bounds = x.shape.map((length, axis) => ({
      start: begin[axis] ?? 0,
      end: size[axis] === -1 ? length : add(begin[axis] ?? 0, size[axis] ?? null),
      step: 1,
    }));
    return [movement.slice(x, bounds)];
  }
  return [
    fact(
      x.dtype,
      x.shape.map((length, axis) => {
        const taken = size?.[axis] ?? null;
        return taken === -1 ? positive(subtract(length, begin?.[axis] ?? null)) : taken;
      }),
    ),
  ];
};

function positive(length: Dimension): Dimension {
  return typeof length === "number" && length < 0 ? null : length;
}

export const pack: Rule = (node, inputs) => [movement.stack(all(inputs), numberAttribute(node, "axis", 0))];

export const unpack: Rule = (node, inputs) => {
  const x = inputs.at(0);
  const count = node.outputs.length;
  if (x.shape === null) {
    return node.outputs.map(() => fact(x.dtype, null));
  }
  const axis = axisOf(numberAttribute(node, "axis", 0), x.shape.length);
  return movement
    .split(
      x,
      axis,
      Array.from({ length: count }, () => 1),
    )
    .map((each) => movement.squeeze(each, [axis]));
};

/** @param parts How many; outputs that nobody reads may be missing from the node. */
export function splitEqually(x: Fact, axis: Dimension, parts: number, outputs: number): readonly Fact[] {
  const none = (shape: Shape | null) => Array.from({ length: outputs }, () => fact(x.dtype, shape));
  if (x.shape === null || typeof axis !== "number") {
    return none(x.shape && unknownOf(x.shape.length));
  }
  const along = axisOf(axis, x.shape.length);
  const lengths = movement.equalParts(x.shape[along]!, parts, outputs);
  return movement.split(x, along, lengths);
}

/** By sizes, of which one may be −1: what is left. */
export function splitBySizes(x: Fact, axis: Dimension, sizes: readonly Dimension[] | null): readonly Fact[] | null {
  if (sizes === null) {
    return null;
  }
  if (x.shape === null || typeof axis !== "number") {
    return sizes.map(() => fact(x.dtype, x.shape && unknownOf(x.shape.length)));
  }
  const along = axisOf(axis, x.shape.length);
  const rest = subtract(x.shape[along]!, sum(sizes.filter((each) => each !== -1)));
  return movement.split(
    x,
    along,
    sizes.map((each) => (each === -1 ? rest : each)),
  );
}

/** Of indices, the last axis leads into the data. */
export const gatherNd: Rule = (_, inputs) => {
  const [x, indices] = [inputs.at(0), inputs.at(1)];
  const depth = indices.shape?.at(-1);
  const isKnown = x.shape !== null && indices.shape !== null && typeof depth === "number";
  return [fact(x.dtype, isKnown ? [...indices.shape.slice(0, -1), ...x.shape.slice(depth)] : null)];
};

export const tile: Rule = (_, inputs) => [movement.tile(inputs.at(0), listAt(inputs, 1))];

export const broadcastTo: Rule = (_, inputs) => {
  const target = listAt(inputs, 1);
  const { dtype } = inputs.at(0);
  return [target === null ? fact(dtype, null) : fact(dtype, movement.fill(dtype, target, null).shape)];
};

/** Before and behind each axis, in pairs. */
export const pad: Rule = (_, inputs) => {
  const pairs = inputs.at(1).elements;
  const side = (offset: number) => pairs && pairs.filter((_, index) => index % 2 === offset);
  return [movement.pad(inputs.at(0), side(0), side(1))];
};

export const fill: Rule = (_, inputs) => [movement.fill(inputs.at(1).dtype, listAt(inputs, 0), numberAt(inputs, 1))];

export const range: Rule = (_, inputs) => [
  movement.range(inputs.at(0).dtype, numberAt(inputs, 0), numberAt(inputs, 1), numberAt(inputs, 2)),
];

/** Indices, depth, and what stands for on and off; −1 as axis: the last. */
export const oneHot: Rule = (node, inputs) => {
  const { shape } = inputs.at(0);
  const { dtype } = inputs.at(2);
  if (shape === null) {
    return [fact(dtype, null)];
  }
  const made: Dimension[] = [...shape];
  made.splice(axisOf(numberAttribute(node, "axis", -1), shape.length + 1), 0, numberAt(inputs, 1));
  return [fact(dtype, made)];
};

/** Axes in the second input. */
export const reduction =
  (compute: "product" | null = null): Rule =>
  (node, inputs) => {
    const { dtype, shape, elements } = inputs.at(0);
    const keeps = booleanAttribute(node, "keep_dims", false);
    const axes = numbersAt(inputs, 1);
    if (axes === null) {
      return [fact(dtype, keeps ? shape && unknownOf(shape.length) : null)];
    }
    const made = reduced(shape, axes, keeps);
    const isWhole = compute !== null && shape?.length === 1 && axes.length === 1 && elements !== null;
    return [fact(dtype, made, isWhole ? [productOf(elements)] : null)];
  };

/** The axis in the second input is left out. */
export const argument: Rule = (node, inputs) => {
  const { shape } = inputs.at(0);
  const axis = inputs.has(1) ? numberAt(inputs, 1) : numberAttribute(node, "dimension", 0);
  const rank = shape === null ? null : Math.max(0, shape.length - 1);
  return [
    fact(null, typeof axis === "number" ? reduced(shape, [axis], false) : rank === null ? null : unknownOf(rank)),
  ];
};

export const largest: Rule = (node, inputs) => {
  const { dtype, shape } = inputs.at(0);
  const count = inputs.has(1) ? numberAt(inputs, 1) : numberAttribute(node, "k", 0);
  const made = shape && [...shape.slice(0, -1), count];
  return [fact(dtype, made), fact(null, made)];
};

/** The shape in an input. */
export const shapeAt =
  (input: number): Rule =>
  (_, inputs) => [fact(null, movement.fill(null, listAt(inputs, input), null).shape)];

export const select: Rule = (_, inputs) => {
  const [condition, a, b] = [inputs.at(0), inputs.at(1), inputs.at(2)];
  const shape = broadcast([condition.shape, a.shape, b.shape]);
  const elements = elementwise(shape, [condition, a, b], chosen);
  return [fact(commonType([a, b]), shape, elements)];
};

/** Of a vector of conditions each chooses a row. */
export const selectRows: Rule = (node, inputs) => {
  const [condition, a, b] = [inputs.at(0), inputs.at(1), inputs.at(2)];
  const known = a.shape ?? b.shape;
  return condition.shape?.length === 1 || condition.shape === null
    ? [fact(commonType([a, b]), known)]
    : select(node, inputs);
};

/** The places of what is not zero: how many is not known. */
export const where: Rule = (_, inputs) => {
  const { shape } = inputs.at(0);
  return [fact("int64", [null, shape?.length ?? null])];
};

export const shapeList: Rule = (_, inputs) => [movement.shapeList(inputs.at(0).shape, "int32")];

export const rank: Rule = (_, inputs) => {
  const { shape } = inputs.at(0);
  return [fact("int32", [], shape && [shape.length])];
};

/** The shape that shapes are broadcast to. Of a name beside a number it is not said which of them is 1, if one is. */
export const broadcastShapes: Rule = (_, inputs) => {
  const [a, b] = [listAt(inputs, 0), listAt(inputs, 1)];
  const made = a === null || b === null ? null : broadcast([a, b]);
  const isNamed = (list: Shape | null, place: number) => typeof list?.at(place - made!.length) === "string";
  const elements = made?.map((length, place) =>
    typeof length === "number" && length !== 1 && (isNamed(a, place) || isNamed(b, place)) ? null : length,
  );
  return [fact(inputs.at(0).dtype, made === null ? [null] : [made.length], elements)];
};

/** Ids sorted into segments: as many as the last one says, or not known. */
export const segments =
  (count: number | null): Rule =>
  (_, inputs) => {
    const [x, ids] = [inputs.at(0), inputs.at(1)];
    const behind = x.shape === null || ids.shape === null ? null : x.shape.slice(ids.shape.length);
    return [fact(x.dtype, behind && [count === null ? null : numberAt(inputs, count), ...behind])];
  };

export function squeezeDims(node: Node): readonly number[] | null {
  const axes = numbersAttribute(node, "squeeze_dims") ?? numbersAttribute(node, "axis");
  return axes === null || axes.length === 0 ? null : axes;
}
