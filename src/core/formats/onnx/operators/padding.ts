// Pad, and how operators pad by themselves.
import { elementCount } from "../../../ir/dtype";
import { allZero, integersOf } from "../../../ir/no-op";
import { numberAttribute, numbersAttribute, stringAttribute, type Node } from "../../../ir/node";
import { spatial, type Padding, type Pads, type Widen } from "../../../ir/padding";
import { float32Elements } from "../../../ir/tensor";
import type { Value } from "../../../ir/value";

/** From this opset on the sizes are inputs, from the next one on some axes can be left out. */
const SIZES_ARE_INPUTS = 11;
const AXES_ARE_INPUTS = 18;
/** From this opset on a pool can count the zeros around its input. */
export const COUNTS_PADDING = 7;
/** The smallest number of float32 that is finite. */
const LEAST = -3.4028234663852886e38;

export const padded: Pads = async (node) => {
  const mode = stringAttribute(node, "mode", "constant");
  if (mode !== "constant") {
    return `it pads in the mode ${mode}, not with zeros`;
  }
  const fill = await fillOf(node);
  if (fill === null) {
    return "it does not pad with zeros";
  }
  const sizes = await sizesOf(node);
  if (sizes === null) {
    return "how far it pads is not constant";
  }
  const rank = sizes.length / 2;
  return { input: node.inputs[0]!, fill, before: sizes.slice(0, rank), after: sizes.slice(rank) };
};

export const widen: Widen = (node, padding) => {
  const rank = padding.before.length;
  const own = numbersAttribute(node, "pads") ?? Array<number>(2 * (rank - 2)).fill(0);
  const added = spatial(
    padding,
    Array.from({ length: rank - 2 }, (_, axis) => axis + 2),
  );
  if (added === null || rank < 3 || own.length !== 2 * (rank - 2)) {
    return "it pads other axes than those the window moves along, or takes positions away";
  }
  const auto = stringAttribute(node, "auto_pad", "NOTSET");
  if (auto !== "NOTSET" && auto !== "VALID") {
    return `${node.op.name} pads by itself to the size of its input`;
  }
  const pads = [...added.before, ...added.after].map((each, index) => each + (auto === "VALID" ? 0 : own[index]!));
  const obstacle = fillObstacle(node, padding) ?? poolObstacle(node, own, pads);
  if (obstacle !== null) {
    return obstacle;
  }
  if (node.op.name === "AveragePool") {
    node.setAttribute("count_include_pad", { kind: "int", value: 1 });
  }
  node.setAttribute("auto_pad", null);
  node.setAttribute("pads", { kind: "list", of: "int", value: pads });
  return null;
};
/** Null: with something else. */
async function fillOf(node: Node): Promise<Padding["fill"] | null> {
  const number = await numberOf(node);
  return number === 0 ? "zero" : number !== null && number <= LEAST ? "least" : null;
}

async function numberOf(node: Node): Promise<number | null> {
  if ((node.op.version ?? 0) < SIZES_ARE_INPUTS) {
    return node.attributes.get("value")?.kind === "opaque" ? null : numberAttribute(node, "value", 0);
  }
  const value = node.inputs[2] ?? null;
  if (value?.constant?.dtype !== "float32" || elementCount(value.constant.shape) !== 1) {
    return value === null ? 0 : null;
  }
  return (await float32Elements(value.constant, value.name))[0] ?? null;
}

/** Before all axes, then after all of them. */
async function sizesOf(node: Node): Promise<readonly number[] | null> {
  const opset = node.op.version ?? 0;
  if (opset < SIZES_ARE_INPUTS) {
    return numbersAttribute(node, opset < 2 ? "paddings" : "pads");
  }
  const sizes = await integersOf(node.inputs[1]);
  const axes = opset < AXES_ARE_INPUTS ? null : (node.inputs[3] ?? null);
  if (axes === null || sizes === null) {
    return sizes;
  }
  const rank = rankOf(node.inputs[0]);
  const listed = await integersOf(axes);
  if (rank === null || listed === null || sizes.length !== 2 * listed.length) {
    return null;
  }
  const all = Array<number>(2 * rank).fill(0);
  listed.forEach((axis, index) => {
    const place = axis < 0 ? axis + rank : axis;
    all[place] = sizes[index]!;
    all[rank + place] = sizes[listed.length + index]!;
  });
  return all;
}

function rankOf(value: Value | null | undefined): number | null {
  return value?.type?.shape?.length ?? null;
}

/** Why what a node puts around its input by itself is something else. */
function fillObstacle({ op }: Node, { fill }: Padding): string | null {
  if (op.name !== "MaxPool") {
    return fill === "least" ? "it does not pad with zeros" : null;
  }
  return fill === "zero"
    ? "MaxPool leaves out what it adds by itself, and zeros count where its input is negative"
    : null;
}

/**
 * A pool that counts zeros does as if they had been in its input, and one that looks for the largest as if there had
 * been something smaller, unless its last window hangs over the edge or a window has no element of the input in it.
 */
function poolObstacle(node: Node, own: readonly number[], pads: readonly number[]): string | null {
  const { name } = node.op;
  if (name === "Conv") {
    return null;
  }
  if (name === "AveragePool" && !allZero(own) && numberAttribute(node, "count_include_pad", 0) === 0) {
    return "AveragePool leaves out the zeros it adds by itself";
  }
  if (numberAttribute(node, "ceil_mode", 0) !== 0) {
    return `${name} rounds the size of its result up`;
  }
  if (name === "MaxPool" && node.outputs[1] != null) {
    return "MaxPool says where in its input it found the largest";
  }
  const gaps = numbersAttribute(node, "dilations") ?? [];
  if (name === "MaxPool" && gaps.some((each) => each !== 1)) {
    return "MaxPool is dilated";
  }
  const window = numbersAttribute(node, "kernel_shape") ?? [];
  return pads.every((each, index) => each < (window[index % window.length] ?? 0))
    ? null
    : `it pads further than the window of ${name} reaches`;
}
