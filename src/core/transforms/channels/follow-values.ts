// Channels at nodes that keep axes as they are, or move them.
import type { Node } from "../../ir/node";
import type { Shape } from "../../ir/value";
import { setOutput, type Of } from "./following";
import { reshaped } from "./reshaped";
import type { Trace } from "./trace";

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
  setOutput(trace, output, flow.shape ?? broadcast(inputs.map(({ value }) => tracks.shapeOf(value))));
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
          tracks.freeze(longest, `${node.op.name} combines them with the model's input or what nobody follows`);
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
  setOutput(trace, output, flow.shape ?? tracks.shapeOf(data));
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
  setOutput(trace, output, flow.shape ?? flow.axes.map((from) => (from === null ? 1 : (shape?.[from] ?? null))));
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
  const { tracks } = trace;
  const [data, output] = [node.inputs[flow.data], node.outputs[0]];
  if (data == null || output == null) {
    return;
  }
  const shape = tracks.shapeOf(data);
  const { target } = flow;
  setOutput(
    trace,
    output,
    target.map((each, i) => (each === "same" ? (shape?.[i] ?? null) : each)),
  );
  for (const [axis, track] of tracks.of(data)) {
    const run = shape && { axis: axis + shape.length, ...track };
    const found = run && reshaped(shape, run, target, (one, other) => tracks.classes.join(one, other));
    if (found === null) {
      tracks.freeze(track, `where ${node.op.name} puts them is not known`);
      continue;
    }
    tracks.set(output, found.axis - target.length, { channels: found.channels, stretch: found.stretch });
    if (typeof target[found.axis] === "number") {
      for (const place of flow.places[found.axis] ?? []) {
        trace.count(node, place, found.channels);
      }
    }
  }
}

export function measures(trace: Trace, node: Node, flow: Of<"measures">): void {
  const { tracks } = trace;
  const data = node.inputs[flow.data];
  if (data == null) {
    return;
  }
  const axes = flow.axes?.map((axis) => tracks.fromEnd(data, axis)) ?? null;
  for (const [axis, track] of tracks.of(data)) {
    if (axes === null || trace.isOutput(node.outputs[0]) || axes.includes(axis) || axes.includes(null)) {
      tracks.freeze(track, `${node.op.name} counts them`);
    }
  }
}

/** The rank of what comes out, and lengths that are certain. */
function broadcast(shapes: readonly (Shape | null)[]): Shape | null {
  if (shapes.some((shape) => shape === null)) {
    return null;
  }
  const rank = shapes.reduce((most, shape) => Math.max(most, shape!.length), 0);
  return Array.from({ length: rank }, (_, i) => {
    const lengths = shapes.map((shape) => (i < rank - shape!.length ? 1 : shape![shape!.length - rank + i]!));
    const wide = lengths.find((length) => typeof length === "number" && length > 1);
    return wide ?? (lengths.every((length) => length === 1) ? 1 : null);
  });
}
