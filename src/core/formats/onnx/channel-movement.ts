// How channels flow through ONNX's operators that move elements or put them together.
import { blocks, pads, passes, permutes, shapeAt, squeezes, unsqueezes } from "../../ir/axis-flows";
import type { ChannelFlow, Place, TargetLength } from "../../ir/channel-flow";
import { staticShape } from "../../ir/dtype";
import { integersOf } from "../../ir/no-op";
import { numberAttribute, numbersAttribute, stringAttribute, type Node } from "../../ir/node";
import type { Flow, Surroundings } from "../../ir/operator";
import { SPATIAL } from "./channel-layers";

const TO_THE_END = 2 ** 31 - 1;

export const transpose: Flow = (node, around) =>
  permutes(
    node.op.name,
    numbersAttribute(node, "perm") ??
      shapeAt(node, 0, around)
        ?.map((_, axis) => axis)
        .reverse() ??
      null,
  );

export const squeeze: Flow = async (node, around) =>
  squeezes(node.op.name, shapeAt(node, 0, around), await axesOf(node));

export const unsqueeze: Flow = async (node, around) =>
  unsqueezes(node.op.name, shapeAt(node, 0, around), await axesOf(node));

export const concat: Flow = (node) => ({
  kind: "concatenates",
  inputs: [...node.inputs.keys()],
  axis: numberAttribute(node, "axis", 1),
});

export const fill: Flow = async (node) => {
  const lengths = await integersOf(node.inputs[0]);
  const places: Place[] = [{ input: 0, attribute: null, index: 1 }];
  return lengths === null || lengths.length < 2
    ? blocks("the shape of ConstantOfShape is computed")
    : { kind: "fills", axis: 1, places };
};

/** An attribute in old opsets, an input in new ones. */
export async function axesOf(node: Node): Promise<readonly number[] | null> {
  return numbersAttribute(node, "axes") ?? (await integersOf(node.inputs[1]));
}

export async function split(node: Node): Promise<ChannelFlow> {
  const axis = numberAttribute(node, "axis", 0);
  const attribute = numbersAttribute(node, "split");
  const stated = attribute ?? (await integersOf(node.inputs[1]));
  if (stated !== null) {
    const place = (index: number): Place =>
      attribute !== null ? { input: null, attribute: "split", index } : { input: 1, attribute: null, index };
    return {
      kind: "splits",
      data: 0,
      axis,
      sizes: stated,
      parts: stated.length,
      places: stated.map((_, index) => place(index)),
    };
  }
  return node.inputs[1] != null
    ? blocks("how Split splits them is computed")
    : { kind: "splits", data: 0, axis, sizes: null, parts: node.outputs.length, places: null };
}

export async function slice(node: Node): Promise<ChannelFlow> {
  const fromAttributes = numbersAttribute(node, "starts") !== null;
  const numbers = (name: string, input: number) =>
    fromAttributes ? Promise.resolve(numbersAttribute(node, name)) : integersOf(node.inputs[input]);
  const [starts, ends] = [await numbers("starts", 1), await numbers("ends", 2)];
  const axes = (await numbers("axes", 3)) ?? (node.inputs[3] == null ? starts && [...starts.keys()] : null);
  const steps = fromAttributes || node.inputs[4] == null ? null : await integersOf(node.inputs[4]);
  if (axes === null || starts === null || ends === null || (node.inputs[4] != null && steps === null)) {
    return blocks("which of them Slice takes is computed");
  }
  const [start, stop, axis] = [starts[0]!, ends[0]!, axes[0]!];
  // Bounds counted from the end would have to be counted anew.
  if (axes.length > 1 || (steps?.[0] ?? 1) !== 1 || start < 0 || stop < 0) {
    return passes(axes);
  }
  const place = (attribute: string, input: number): Place[] => [
    fromAttributes ? { input: null, attribute, index: 0 } : { input, attribute: null, index: 0 },
  ];
  return {
    kind: "takes",
    data: 0,
    axis,
    start,
    stop,
    startPlaces: place("starts", 1),
    stopPlaces: stop >= TO_THE_END ? [] : place("ends", 2),
    stopIsLength: false,
    whole: [],
  };
}

export async function pad(node: Node): Promise<ChannelFlow> {
  const attribute = ["pads", "paddings"].find((name) => numbersAttribute(node, name) !== null) ?? null;
  const given = attribute === null ? await integersOf(node.inputs[1]) : numbersAttribute(node, attribute);
  if (given === null || node.inputs[3] != null) {
    return blocks("where Pad adds to them is computed");
  }
  // All that is added before the axes, then all behind.
  const rank = given.length / 2;
  return pads(
    "Pad",
    given.slice(0, rank).flatMap((before, axis) => [before, given[axis + rank]!]),
    (axis, side) => ({ input: attribute === null ? 1 : null, attribute, index: axis + side * rank }),
    stringAttribute(node, "mode", "constant") === "constant",
  );
}

/** Scales, or since opset 11 the lengths of the result. */
export function resize(node: Node): ChannelFlow {
  if (node.inputs[3] == null) {
    return passes(SPATIAL);
  }
  const axes = numbersAttribute(node, "axes");
  if (stringAttribute(node, "keep_aspect_ratio_policy", "stretch") !== "stretch") {
    return blocks("the size that Resize gives them keeps an aspect ratio");
  }
  const index = axes === null ? 1 : axes.indexOf(1);
  const counted = index < 0 ? {} : { counted: { axis: 1, places: [{ input: 3, attribute: null, index }] } };
  return { kind: "passes", data: 0, mixes: SPATIAL, vectors: null, ...counted };
}

export function flatten(node: Node, around: Surroundings): ChannelFlow {
  const shape = shapeAt(node, 0, around);
  const given = numberAttribute(node, "axis", 1);
  const axis = given < 0 && shape !== null ? given + shape.length : given;
  if (axis === 1) {
    return { kind: "reshapes", data: 0, target: ["same", null], places: [] };
  }
  const lengths = staticShape(shape);
  if (lengths === null || axis < 0) {
    return blocks("what Flatten puts together is not known");
  }
  const product = (list: readonly number[]) => list.reduce((all, each) => all * each, 1);
  const target = [product(lengths.slice(0, axis)), product(lengths.slice(axis))];
  return { kind: "reshapes", data: 0, target, places: [] };
}

export async function reshape(node: Node): Promise<ChannelFlow> {
  const attribute = numbersAttribute(node, "shape");
  const target = attribute ?? (await integersOf(node.inputs[1]));
  const zeroCopies = numberAttribute(node, "allowzero", 0) === 0;
  if (target === null) {
    return { kind: "reshapesTo", data: 0, target: 1, zeroCopies };
  }
  const length = (each: number): TargetLength => (each === -1 ? null : each === 0 && zeroCopies ? "same" : each);
  const place = (index: number): Place =>
    attribute !== null ? { input: null, attribute: "shape", index } : { input: 1, attribute: null, index };
  return {
    kind: "reshapes",
    data: 0,
    target: target.map(length),
    places: target.map((_, index) => [place(index)]),
  };
}
