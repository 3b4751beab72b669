// Takes chosen channels out of everything that has them: constants, scales, numbers that count them, and shapes.
import type { Place } from "../../ir/channel-flow";
import { bytesOf, memoryTensor, type Tensor } from "../../ir/tensor";
import { integersOf } from "../../ir/no-op";
import type { Model } from "../../ir/model";
import { addTo } from "../../ir/multimap";
import type { Node } from "../../ir/node";
import type { Quantization } from "../../ir/quantization";
import type { Value } from "../../ir/value";
import type { Change } from "../transform";
import { slicesOf } from "./slices";
import type { Trace } from "./trace";

/** @param goes Whether a channel goes, by representative. */
export async function shrink(
  trace: Trace,
  goes: (channel: number) => boolean,
  step: (done: number, total: number) => Promise<void>,
): Promise<Change[]> {
  const { model, tracks } = trace;
  const isKept = (channel: number) => !goes(tracks.classes.find(channel));
  const cuts: Cut[] = [];
  for (const [value, axes] of tracks) {
    const kept = new Map<number, readonly number[]>();
    for (const [axis, { channels }] of axes) {
      const indices = [...channels.keys()].filter((index) => isKept(channels[index]!));
      if (indices.length < channels.length) {
        kept.set(axis, indices);
      }
    }
    if (kept.size > 0) {
      cuts.push({ value, kept });
    }
  }
  const changes: Change[] = [];
  for (const [index, cut] of cuts.entries()) {
    await cutConstant(model, cut, changes);
    cutType(model, cut, (axis) => tracks.get(cut.value, axis)!.channels.length);
    await step(index, cuts.length);
  }
  const lists = new Map<Node, Map<string | number, Stated[]>>();
  for (const { node, place, channels } of trace.counts) {
    const count = channels.reduce((sum, channel) => sum + (isKept(channel) ? 1 : 0), 0);
    if (count < channels.length) {
      const ofNode = lists.get(node) ?? new Map<string | number, Stated[]>();
      lists.set(node, ofNode);
      addTo(ofNode, place.input ?? place.attribute!, { place, count });
    }
  }
  for (const [node, ofNode] of lists) {
    for (const numbers of ofNode.values()) {
      await setCounts(model, node, numbers);
    }
  }
  return changes;
}

/** How many channels are left where a node says how many there are. */
interface Stated {
  readonly place: Place;
  readonly count: number;
}

/** A value and, for axes counted from the end, the indices that stay. */
interface Cut {
  readonly value: Value;
  readonly kept: ReadonlyMap<number, readonly number[]>;
}

async function cutConstant(model: Model, { value, kept }: Cut, changes: Change[]): Promise<void> {
  const { constant } = value;
  if (constant === null) {
    return;
  }
  const rank = constant.shape.length;
  const axes = new Map([...kept].map(([axis, indices]) => [axis + rank, indices]));
  const tensor = await slicesOf(constant, axes, value.name);
  model.dialect.storeElements(value, tensor);
  changes.push({
    kind: "rewritten",
    subject: value.name,
    bytesBefore: constant.storage.storedBytes,
    bytesAfter: tensor.storage.storedBytes,
  });
}

/** A single scale left is one for the whole tensor. */
function cutScales({ scale, zeroPoint, axis }: Quantization, kept: readonly number[]): Quantization {
  return {
    scale: Float32Array.from(kept, (index) => scale[index]!),
    zeroPoint: kept.map((index) => zeroPoint[index]!),
    axis: kept.length > 1 ? axis : null,
  };
}

/** @param channels How many there were along an axis; its length may be a multiple of that. */
function cutType(model: Model, { value, kept }: Cut, channels: (axis: number) => number): void {
  const { quantization } = value;
  const shape = value.constant?.shape ?? value.type?.shape ?? null;
  if (shape === null) {
    return;
  }
  const rank = shape.length;
  const along = quantization?.axis == null ? undefined : kept.get(quantization.axis - rank);
  if (quantization !== null && along !== undefined) {
    value.quantization = cutScales(quantization, along);
  }
  const cut = shape.map((length, axis) => {
    const indices = kept.get(axis - rank);
    const isCut = value.constant !== null || indices === undefined || typeof length !== "number";
    return isCut ? length : (length / channels(axis - rank)) * indices.length;
  });
  model.dialect.channelFlows.storeShape(value, cut);
}

/** @param stated What is said in one list or number: an attribute, or a constant. */
async function setCounts(model: Model, node: Node, stated: readonly Stated[]): Promise<void> {
  const { input, attribute: name, index: place } = stated[0]!.place;
  const counts = new Map(stated.map(({ place: { index }, count }) => [index, count]));
  if (input === null) {
    const attribute = node.attributes.get(name!);
    if (place === null) {
      node.setAttribute(name!, { kind: "int", value: counts.get(null)! });
    } else if (attribute?.kind === "list") {
      const value = attribute.value.map((each, index) => counts.get(index) ?? each);
      node.setAttribute(name!, { kind: "list", of: attribute.of, value });
    }
    return;
  }
  const value = ownConstant(model, node, input);
  const numbers = (await integersOf(value))!.map((each, index) => counts.get(index) ?? each);
  model.dialect.storeElements(value, integers(value.constant!, numbers));
}

/** The constant that a node reads its settings from; a copy of it where others read it too. */
function ownConstant(model: Model, node: Node, input: number): Value {
  const value = node.inputs[input]!;
  if (value.uses.size === 1 && node.inputs.filter((each) => each === value).length === 1) {
    return value;
  }
  const graph = value.graph!;
  const copy = model.dialect.linearOperators.addConstant(model, graph, `${value.name}_pruned`, value.constant!, value);
  node.graph!.setInput(node, input, copy);
  return copy;
}

function integers({ dtype, shape }: Tensor, numbers: readonly number[]): Tensor {
  const elements = dtype === "int64" ? BigInt64Array.from(numbers, BigInt) : Int32Array.from(numbers);
  return memoryTensor(dtype, shape, bytesOf(elements));
}
