// Takes chosen channels out of everything that has them: constants, scales, numbers that count them, and shapes.
import type { EditableModel } from "../../ir/model";
import { addTo } from "../../ir/multimap";
import type { Node } from "../../ir/node";
import type { Quantization } from "../../ir/quantization";
import type { Value } from "../../ir/value";
import type { Change } from "../transform";
import { setCounts, type NewCount } from "./counts";
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
  const lists = new Map<Node, Map<string | number, NewCount[]>>();
  for (const { node, place, channels } of trace.counts) {
    const count = channels.reduce((sum, channel) => sum + (isKept(channel) ? 1 : 0), 0);
    if (count < channels.length) {
      const ofNode = lists.get(node) ?? new Map<string | number, NewCount[]>();
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

/** A value and, for axes counted from the end, the indices that stay. */
interface Cut {
  readonly value: Value;
  readonly kept: ReadonlyMap<number, readonly number[]>;
}

async function cutConstant(model: EditableModel, { value, kept }: Cut, changes: Change[]): Promise<void> {
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
function cutType(model: EditableModel, { value, kept }: Cut, channels: (axis: number) => number): void {
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
