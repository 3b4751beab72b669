// Channels at nodes that put indices of an axis together, or take some of them.
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { joinGroups, OTHERS, type Of } from "./following";
import type { Trace } from "./trace";
import type { Track } from "./tracks";

export function concatenates(trace: Trace, node: Node, flow: Of<"concatenates">): void {
  const { tracks } = trace;
  const [output] = node.outputs;
  const values = flow.inputs.map((index) => node.inputs[index] ?? null).filter((value) => value !== null);
  if (output == null || values.length === 0) {
    return;
  }
  const rank = values.map((value) => tracks.shapeOf(value)?.length).find((each) => each !== undefined);
  const axis = flow.axis < 0 ? flow.axis : rank === undefined ? null : flow.axis - rank;
  if (axis === null) {
    trace.freezeInputs(node, `the rank of what ${node.op.name} puts together is not known`);
    return;
  }
  const parts = flow.inputs.flatMap((input) => {
    const value = node.inputs[input] ?? null;
    return value === null ? [] : [partOf(trace, node, input, value, axis)];
  });
  if (parts.some((part) => part !== null && !part.isStill)) {
    const length = parts.reduce((sum, part) => sum + (part?.track.channels.length ?? 0), 0);
    if (parts.every((part) => part !== null && part.track.stretch === null) && trace.work.take(length)) {
      const channels = new Int32Array(length);
      let start = 0;
      for (const part of parts) {
        channels.set(part!.track.channels, start);
        start += part!.track.channels.length;
      }
      tracks.set(output, axis, { channels, stretch: null });
    } else {
      parts.forEach(
        (part) => part && tracks.freeze(part.track, `${node.op.name} puts them beside what nobody follows`),
      );
    }
  }
  const others = new Set(values.flatMap((value) => [...tracks.of(value).keys()]).filter((each) => each !== axis));
  for (const other of others) {
    const found = values.map((value) => tracks.get(value, other));
    const [first] = found.filter((track) => track !== null);
    for (const track of found) {
      if (track === null) {
        tracks.freeze(first!, `${node.op.name} puts them beside what nobody follows`);
      } else if (track !== first) {
        tracks.unite(first!, track, `${node.op.name} takes unlike numbers of channels`);
      }
    }
    tracks.set(output, other, first!);
  }
}

export function splits(trace: Trace, node: Node, flow: Of<"splits">): void {
  const { tracks } = trace;
  const data = node.inputs[flow.data];
  if (data == null) {
    return;
  }
  const along = tracks.fromEnd(data, flow.axis);
  for (const [axis, track] of tracks.of(data)) {
    const total = flow.sizes?.reduce((sum, each) => sum + each, 0) ?? track.channels.length;
    const isEven = flow.sizes !== null || (total % flow.parts === 0 && trace.work.take(total));
    if (along === null || (axis === along && (track.stretch !== null || !isEven || total !== track.channels.length))) {
      tracks.freeze(track, `${node.op.name} splits them in a way that is not known`);
    } else if (axis === along) {
      splitChannels(trace, node, flow, axis, track.channels);
    } else {
      node.outputs.forEach((output) => output && tracks.set(output, axis, track));
    }
  }
}

export function takes(trace: Trace, node: Node, flow: Of<"takes">): void {
  const { tracks } = trace;
  const [data, output] = [node.inputs[flow.data], node.outputs[0]];
  if (data == null || output == null) {
    return;
  }
  const along = tracks.fromEnd(data, flow.axis);
  for (const [axis, track] of tracks.of(data)) {
    if (along === null || (axis === along && track.stretch !== null)) {
      tracks.freeze(track, `which of them ${node.op.name} takes is not known`);
    } else if (axis !== along) {
      const stated = flow.whole.find(([each]) => tracks.fromEnd(data, each) === axis);
      if (stated !== undefined) {
        trace.count(node, stated[1], track.channels);
      }
      tracks.set(output, axis, track);
    } else {
      const { channels } = track;
      const stop = Math.min(flow.stop, channels.length);
      tracks.set(output, axis, { channels: channels.subarray(flow.start, stop), stretch: null });
      flow.startPlaces.forEach((place) => trace.count(node, place, channels.subarray(0, flow.start)));
      const from = flow.stopIsLength ? flow.start : 0;
      flow.stopPlaces.forEach((place) => trace.count(node, place, channels.subarray(from, stop)));
    }
  }
}

export function pads(trace: Trace, node: Node, flow: Of<"pads">): void {
  const { tracks } = trace;
  const [data, output] = [node.inputs[flow.data], node.outputs[0]];
  if (data == null || output == null) {
    return;
  }
  const along = tracks.fromEnd(data, flow.axis);
  for (const [axis, track] of tracks.of(data)) {
    const isFollowed = track.stretch === null && flow.isConstant && trace.work.take(track.channels.length);
    if (along === null || (axis === along && !isFollowed)) {
      tracks.freeze(track, `${node.op.name} adds to them in a way that is not followed`);
    } else if (axis !== along) {
      tracks.set(output, axis, track);
    } else {
      // What is added is no layer's: it goes where a channel that it is added to goes.
      const [before, behind] = [flow.before, flow.behind].map((count) => tracks.classes.fresh(count, -1));
      const channels = Int32Array.from([...before!, ...track.channels, ...behind!]);
      tracks.set(output, axis, { channels, stretch: null });
      flow.beforePlaces.forEach((place) => trace.count(node, place, before!));
      flow.behindPlaces.forEach((place) => trace.count(node, place, behind!));
    }
  }
}

export function fills(trace: Trace, node: Node, flow: Of<"fills">): void {
  const [output] = node.outputs;
  const axis = output == null ? null : trace.tracks.fromEnd(output, flow.axis);
  const length = axis === null ? null : trace.lengthAt(output!, axis);
  if (output != null && axis !== null && length !== null) {
    const channels = trace.tracks.classes.fresh(length, -1);
    trace.tracks.set(output, axis, { channels, stretch: null });
    flow.places.forEach((place) => trace.count(node, place, channels));
  }
}

/** What one input of a concatenation adds. A constant is cut where what it is read with goes. */
function partOf(
  trace: Trace,
  node: Node,
  input: number,
  value: Value,
  axis: number,
): { track: Track; isStill: boolean } | null {
  const isFixed = trace.isFixed(value);
  const track = isFixed ? null : trace.tracks.get(value, axis);
  if (track !== null) {
    return { track, isStill: false };
  }
  const length = trace.lengthAt(value, axis);
  if (length === null || !isFixed) {
    return length === null ? null : { track: trace.still(length, OTHERS), isStill: true };
  }
  const own = { channels: trace.tracks.classes.fresh(length, -1), stretch: null };
  trace.constants.attach(node, input, axis, own);
  return { track: own, isStill: true };
}

function splitChannels(trace: Trace, node: Node, flow: Of<"splits">, axis: number, channels: Int32Array): void {
  if (flow.sizes === null) {
    joinGroups(trace, channels, flow.parts);
  }
  let start = 0;
  const sizes = flow.sizes ?? Array<number>(flow.parts).fill(channels.length / flow.parts);
  for (const [index, size] of sizes.entries()) {
    const part = channels.subarray(start, start + size);
    const output = node.outputs[index];
    if (output != null) {
      trace.tracks.set(output, axis, { channels: part, stretch: null });
    }
    const place = flow.places?.[index];
    if (place !== undefined) {
      trace.count(node, place, part);
    }
    start += size;
  }
}
