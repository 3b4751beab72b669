// Channels at nodes that keep axes as they are, or move them.
import type { Node } from "../../ir/node";
import { isSame } from "../../analysis/computed-elements";
import type { TargetLength } from "../../ir/channel-flow";
import type { Dimension } from "../../ir/value";
import { type Of } from "./following";
import { reshaped } from "./reshaped";
import type { Trace } from "./trace";
import type { Track } from "./tracks";

export function elementwise(trace: Trace, node: Node, flow: Of<"elementwise">): void {
  const { tracks } = trace;
  const [output] = node.outputs;
  const inputs = flow.inputs.flatMap((index) => {
    const value = node.inputs[index] ?? null;
    return value === null ? [] : [{ index, value }];
  });
  if (output == null) {
    return;
  }
  const axes = new Set(inputs.flatMap(({ value }) => (trace.isFixed(value) ? [] : [...tracks.of(value).keys()])));
  for (const axis of axes) {
    const found = inputs.flatMap(({ value }) => (trace.isFixed(value) ? [] : [tracks.get(value, axis) ?? []].flat()));
    const longest = found.reduce((a, b) => (b.channels.length > a.channels.length ? b : a));
    for (const { index, value } of inputs) {
      const own = trace.isFixed(value) ? null : tracks.get(value, axis);
      const length = trace.lengthAt(value, axis);
      if (own !== null) {
        if (own.channels.length === 1 && longest.channels.length > 1) {
          tracks.freeze(own, `${node.op.name} repeats it for every channel`);
        } else if (own !== longest) {
          tracks.unite(longest, own, `${node.op.name} takes unlike numbers of channels`);
        }
      } else if (length === null) {
        tracks.freeze(longest, `what ${node.op.name} adds to them or multiplies them by is not known`);
      } else if (length > 1 || (longest.channels.length === 1 && -axis <= (tracks.shapeOf(value)?.length ?? 0))) {
        if (trace.isFixed(value)) {
          trace.constants.attach(node, index, axis, longest);
        } else {
          const other = trace.remedyFor(value) ? "what is computed" : "the model's input or what nobody follows";
          tracks.freeze(longest, `${node.op.name} combines them with ${other}${trace.remedyFor(value)}`);
        }
      }
    }
    tracks.set(output, axis, longest);
  }
}

export function passes(trace: Trace, node: Node, flow: Of<"passes">): void {
  const { tracks } = trace;
  const [data, output] = [node.inputs[flow.data], node.outputs[0]];
  if (data == null || output == null) {
    return;
  }
  if (trace.isFixed(data)) {
    return; // Its reader follows it back.
  }
  for (const [axis, track] of tracks.of(data)) {
    const mixes = flow.mixes.map((each) => tracks.fromEnd(data, each));
    if (mixes.some((each) => each === axis || each === null)) {
      tracks.freeze(track, `${node.op.name} computes with all of them together`);
      continue;
    }
    const along = flow.vectors === null ? null : tracks.fromEnd(data, flow.vectors.axis);
    if (flow.vectors !== null && along === null) {
      tracks.freeze(track, `the rank of ${data.name} is not known`);
    } else if (along === axis) {
      for (const input of flow.vectors!.inputs) {
        trace.constants.attachVector(node, input, track, input === flow.normalizationScale ? "normalization" : null);
      }
    }
    if (flow.counted !== undefined && tracks.fromEnd(data, flow.counted.axis) === axis) {
      flow.counted.places.forEach((place) => trace.count(node, place, track.channels));
    }
    tracks.set(output, axis, track);
  }
}

export function moves(trace: Trace, node: Node, flow: Of<"moves">): void {
  const { tracks } = trace;
  const [data, output] = [node.inputs[flow.data], node.outputs[0]];
  if (data == null || output == null) {
    return;
  }
  const shape = tracks.shapeOf(data);
  const rank = flow.axes.length;
  if (trace.isFixed(data)) {
    return; // As in `passes`.
  }
  for (const [axis, track] of tracks.of(data)) {
    const place = shape === null ? -1 : flow.axes.indexOf(axis + shape.length);
    if (place < 0) {
      tracks.freeze(track, `${node.op.name} puts them together`);
    } else {
      tracks.set(output, place - rank, track);
    }
  }
}

export function reshapes(trace: Trace, node: Node, flow: Of<"reshapes">): void {
  layOut(trace, node, flow.data, flow.target, (axis, { channels }) => {
    if (typeof flow.target[axis] === "number") {
      flow.places[axis]?.forEach((place) => trace.count(node, place, channels));
    }
  });
}

/** What the target asks for may be measured: then it follows by itself. */
export function reshapesTo(trace: Trace, node: Node, flow: Of<"reshapesTo">): void {
  const given = node.inputs[flow.target];
  const list = trace.lengths.listOf(given);
  if (list === null) {
    const way = (given == null ? "" : trace.remedyFor(given)) || " of what is not followed";
    trace.freezeInputs(node, `the shape that ${node.op.name} gives them is computed${way}`);
    return;
  }
  const data = node.inputs[flow.data];
  const shape = data == null ? null : trace.tracks.shapeOf(data);
  const isFree = (length: Dimension) => length === -1 || (length === 0 && flow.zeroCopies);
  const target = list.map((length, i): TargetLength => {
    if (typeof length === "string") {
      return isSame(length, shape?.[i] ?? null) ? "same" : null;
    }
    return isFree(length) ? (length === 0 ? "same" : null) : length;
  });
  const count = (axis: number, track: Track) => {
    if (!isFree(list[axis]!)) {
      trace.lengths.count(node, flow.target, axis, track);
    }
  };
  layOut(trace, node, flow.data, target, count);
}

/** @param count Called for each axis that channels end up along. */
function layOut(
  trace: Trace,
  node: Node,
  input: number,
  target: readonly TargetLength[],
  count: (axis: number, track: Track) => void,
): void {
  const { tracks } = trace;
  const [data, output] = [node.inputs[input], node.outputs[0]];
  if (data == null || output == null) {
    return;
  }
  const shape = tracks.shapeOf(data);
  if (trace.isFixed(data)) {
    return; // As in `passes`.
  }
  for (const [axis, track] of tracks.of(data)) {
    const run = shape && { axis: axis + shape.length, ...track };
    const found = run && reshaped(shape, run, target, trace.work, (one, other) => tracks.classes.join(one, other));
    if (found === null) {
      tracks.freeze(track, `where ${node.op.name} puts them is not known`);
      continue;
    }
    const { channels, stretch } = found;
    tracks.set(output, found.axis - target.length, { channels, stretch });
    count(found.axis, { channels, stretch });
  }
}
