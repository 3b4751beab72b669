// Where the channels of a layer's result are behind a node that moves elements. What such a node makes is scaled and shifted
// channel by channel as well as what it takes, as long as each index of one axis holds one channel, in their order.
import type { ChannelFlow } from "../../ir/channel-flow";
import type { ChannelPlace } from "../../ir/linear";
import type { EditableModel } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Shape, Value } from "../../ir/value";
import { reshaped } from "../channels/reshaped";
import type { Work } from "../channels/work";

/** @param value What the node moves. @returns null: it does something else, or does not keep the channels apart. */
export async function placeBehind(
  { dialect }: EditableModel,
  node: Node,
  value: Value,
  place: ChannelPlace,
  channels: number,
  work: Work,
): Promise<ChannelPlace | null> {
  if (node.inputs[0] !== value) {
    return null;
  }
  if (dialect.linearOperators.keepsChannels(node, place)) {
    return place;
  }
  const rank = place.rank ?? value.type?.shape?.length ?? null;
  const axis = rank === null || place.channelAxis >= 0 ? place.channelAxis : rank + place.channelAxis;
  if (rank === null || axis < 0 || axis >= rank || dialect.role(node) !== "shape") {
    return null;
  }
  const stated = value.type?.shape?.length === rank ? value.type.shape : null;
  const shape = Array.from({ length: rank }, (_, each) => (each === axis ? channels : (stated?.[each] ?? null)));
  const flow = await dialect.channelFlows.flow(node, (each) =>
    each === value ? shape : (each.constant?.shape ?? each.type?.shape ?? null),
  );
  return throughFlow(flow, shape, axis, channels, work);
}

function throughFlow(flow: ChannelFlow, shape: Shape, axis: number, channels: number, work: Work): ChannelPlace | null {
  if (flow.kind === "moves" && flow.data === 0) {
    const found = flow.axes.indexOf(axis);
    return found < 0 ? null : { channelAxis: found, rank: flow.axes.length };
  }
  if (flow.kind !== "reshapes" || flow.data !== 0) {
    return null;
  }
  let apart = true;
  const run = { axis, channels: Int32Array.from({ length: channels }, (_, index) => index), stretch: null };
  const found = reshaped(shape, run, flow.target, work, () => (apart = false));
  const inOrder = found?.channels.length === channels && found.channels.every((channel, index) => channel === index);
  return apart && inOrder && found.stretch === null ? { channelAxis: found.axis, rank: flow.target.length } : null;
}
