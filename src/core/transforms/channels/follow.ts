// What becomes of channels at a node, for each way in which a dialect says they flow.
import type { ChannelFlow } from "../../ir/channel-flow";
import type { Node } from "../../ir/node";
import type { Shape, Value } from "../../ir/value";
import { MOST_CHANNELS } from "./classes";
import { reshaped } from "./reshaped";
import type { Trace } from "./trace";
import { channelsAlong, type Track } from "./tracks";

type Of<K extends ChannelFlow["kind"]> = Extract<ChannelFlow, { kind: K }>;
type Followers = { readonly [K in ChannelFlow["kind"]]: (trace: Trace, node: Node, flow: Of<K>) => void };

const INPUT = "they go with the model's input or with what nobody follows";

export const followers: Followers = {
  linear(trace, node, flow) {
    const { tracks } = trace;
    const [data, weight, output] = [node.inputs[flow.data], node.inputs[flow.weight], node.outputs[0]];
    const inputAxis = weight && tracks.fromEnd(weight, flow.weightInputAxis);
    const outputAxis = weight && tracks.fromEnd(weight, flow.weightOutputAxis);
    const inputs = inputAxis == null ? null : trace.lengthAt(weight!, inputAxis);
    const outputs = outputAxis == null ? null : trace.lengthAt(weight!, outputAxis);
    if (data == null || output == null || inputs == null || outputs == null) {
      trace.freezeInputs(node, `the size of the weights of ${node.op.name} is not known`);
      return;
    }
    if (Math.max(inputs, outputs) * flow.groups > MOST_CHANNELS || !(flow.groups >= 1)) {
      trace.freezeInputs(node, `the groups of ${node.op.name} are not known`);
      return;
    }
    if (!trace.isFixed(weight!)) {
      trace.freezeInputs(node, `the weights of ${node.op.name} are computed`);
      return;
    }
    const { groups } = flow;
    const read = inputs * (flow.inputsByGroup ? groups : 1);
    const given = dataTrack(trace, node, data, flow, read);
    const channels = given && channelsAlong(given, read);
    if (given !== null && channels === null) {
      tracks.freeze(given, `${node.op.name} reads ${read} channels, not ${given.channels.length}`);
    }
    const consumed = channels ?? trace.still(read, INPUT).channels;
    joinGroups(trace, consumed, groups);
    const source = { channels: consumed.subarray(0, inputs), stretch: null };
    trace.attach(node, flow.weight, inputAxis!, source, "weight");

    const made = tracks.classes.fresh(outputs * (flow.outputsByGroup ? groups : 1), trace.addLayer(node));
    joinGroups(trace, made, groups);
    const result = { channels: made, stretch: null };
    const kept = { channels: made.subarray(0, outputs), stretch: null };
    trace.attach(node, flow.weight, outputAxis!, kept, "weight");
    flow.vectors.forEach((input) => trace.attachVector(node, input, result));
    setOutput(trace, output, flow.shape ?? null);
    const axis = tracks.fromEnd(output, flow.outputAxis);
    if (axis === null) {
      tracks.freeze(result, `the rank of ${output.name} is not known`);
      return;
    }
    tracks.set(output, axis, result);
    flow.places.forEach((place) => trace.count(node, place, made));
  },

  depthwise(trace, node, flow) {
    const { tracks } = trace;
    const [data, weight, output] = [node.inputs[flow.data], node.inputs[flow.weight], node.outputs[0]];
    const weightAxis = weight && tracks.fromEnd(weight, flow.weightAxis);
    if (data == null || output == null || weightAxis == null) {
      trace.freezeInputs(node, `the weights of ${node.op.name} are not known`);
      return;
    }
    setOutput(trace, output, flow.shape ?? null);
    const [from, to] = [tracks.fromEnd(data, flow.axis), tracks.fromEnd(output, flow.axis)];
    const track = from === null || to === null ? null : tracks.get(data, from);
    const outputs = (track?.channels.length ?? 0) * flow.multiplier;
    if (track === null || track.stretch !== null || !Number.isInteger(outputs) || outputs > MOST_CHANNELS) {
      trace.freezeInputs(node, `the channels that ${node.op.name} reads are not known`);
      return;
    }
    onlyAxis(trace, data, from!, node);
    const { multiplier } = flow;
    const made = {
      channels: Int32Array.from({ length: outputs }, (_, i) => track.channels[Math.floor(i / multiplier)]!),
      stretch: null,
    };
    trace.attach(node, flow.weight, weightAxis, flow.weightByOutput ? made : track, "weight");
    flow.vectors.forEach((input) => trace.attachVector(node, input, made));
    tracks.set(output, to!, made);
    flow.places.forEach((place) => trace.count(node, place, track.channels));
  },

  elementwise(trace, node, flow) {
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
            trace.attach(node, index, axis, longest);
          } else {
            tracks.freeze(longest, `${node.op.name} combines them with the model's input or what nobody follows`);
          }
        }
      }
      tracks.set(output, axis, longest);
    }
  },

  passes(trace, node, flow) {
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
          trace.attachVector(node, input, track, input === flow.normalizationScale ? "normalization" : null);
        }
      }
      if (flow.counted !== undefined && tracks.fromEnd(data, flow.counted.axis) === axis) {
        flow.counted.places.forEach((place) => trace.count(node, place, track.channels));
      }
      tracks.set(output, axis, track);
    }
  },

  moves(trace, node, flow) {
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
  },

  concatenates(trace, node, flow) {
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
    setOutput(trace, output, flow.shape ?? (rank === undefined ? null : Array<null>(rank).fill(null)));
    const parts = flow.inputs.flatMap((input) => {
      const value = node.inputs[input] ?? null;
      return value === null ? [] : [partOf(trace, node, input, value, axis)];
    });
    if (parts.some((part) => part !== null && !part.isStill)) {
      if (parts.every((part) => part !== null && part.track.stretch === null)) {
        const channels = parts.flatMap((part) => [...part!.track.channels]);
        tracks.set(output, axis, { channels: Int32Array.from(channels), stretch: null });
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
  },

  splits(trace, node, flow) {
    const { tracks } = trace;
    const data = node.inputs[flow.data];
    if (data == null) {
      return;
    }
    const along = tracks.fromEnd(data, flow.axis);
    const shape = tracks.shapeOf(data);
    for (const output of node.outputs) {
      if (output !== null && shape !== null) {
        setOutput(
          trace,
          output,
          shape.map((length, i) => (i - shape.length === along ? null : length)),
        );
      }
    }
    for (const [axis, track] of tracks.of(data)) {
      const total = flow.sizes?.reduce((sum, each) => sum + each, 0) ?? track.channels.length;
      const isEven = flow.sizes !== null || total % flow.parts === 0;
      if (
        along === null ||
        (axis === along && (track.stretch !== null || !isEven || total !== track.channels.length))
      ) {
        tracks.freeze(track, `${node.op.name} splits them in a way that is not known`);
      } else if (axis === along) {
        splitChannels(trace, node, flow, axis, track.channels);
      } else {
        node.outputs.forEach((output) => output && tracks.set(output, axis, track));
      }
    }
  },

  reshapes(trace, node, flow) {
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
  },

  pads(trace, node, flow) {
    const { tracks } = trace;
    const [data, output] = [node.inputs[flow.data], node.outputs[0]];
    if (data == null || output == null) {
      return;
    }
    const shape = tracks.shapeOf(data);
    const along = tracks.fromEnd(data, flow.axis);
    if (shape !== null) {
      setOutput(
        trace,
        output,
        shape.map((length, i) => (i - shape.length === along ? null : length)),
      );
    }
    for (const [axis, track] of tracks.of(data)) {
      if (along === null || (axis === along && (track.stretch !== null || !flow.isConstant))) {
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
  },

  fills(trace, node, flow) {
    const [output] = node.outputs;
    if (output == null || flow.shape == null) {
      return;
    }
    setOutput(trace, output, flow.shape);
    const axis = trace.tracks.fromEnd(output, flow.axis)!;
    const length = trace.lengthAt(output, axis);
    if (length !== null) {
      const channels = trace.tracks.classes.fresh(length, -1);
      trace.tracks.set(output, axis, { channels, stretch: null });
      flow.places.forEach((place) => trace.count(node, place, channels));
    }
  },

  measures(trace, node, flow) {
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
  },

  takes(trace, node, flow) {
    const { tracks } = trace;
    const [data, output] = [node.inputs[flow.data], node.outputs[0]];
    if (data == null || output == null) {
      return;
    }
    const shape = tracks.shapeOf(data);
    const along = tracks.fromEnd(data, flow.axis);
    if (shape !== null) {
      setOutput(
        trace,
        output,
        shape.map((length, i) => (i - shape.length === along ? null : length)),
      );
    }
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
  },

  none() {},

  blocks(trace, node, { reason }) {
    trace.freezeInputs(node, reason);
  },
};

function setOutput(trace: Trace, output: Value, shape: Shape | null): void {
  if (shape !== null) {
    trace.tracks.setShape(output, shape);
  }
}

/** The channels along the axis that a layer sums over, its data flattened first where it does that. */
function dataTrack(trace: Trace, node: Node, data: Value, flow: Of<"linear">, read: number): Track | null {
  const { tracks } = trace;
  const axis = tracks.fromEnd(data, flow.dataAxis);
  for (const [each, track] of tracks.of(data)) {
    if (each === axis && (!flow.flattens || channelsAlong(track, read) !== null)) {
      continue;
    }
    const shape = tracks.shapeOf(data);
    const run = flow.flattens && shape !== null ? { axis: each + shape.length, ...track } : null;
    const found = run && reshaped(shape!, run, [null, read], (one, other) => tracks.classes.join(one, other));
    if (found?.axis === 1) {
      return found;
    }
    tracks.freeze(track, `${node.op.name} does not sum over them`);
  }
  return axis === null ? null : tracks.get(data, axis);
}

/** In a grouped convolution every group has to lose as many: those at the same place in each. */
function joinGroups(trace: Trace, channels: Int32Array, groups: number): void {
  const size = channels.length / groups;
  for (let i = size; i < channels.length; i++) {
    trace.tracks.classes.join(channels[i % size]!, channels[i]!);
  }
}

function onlyAxis(trace: Trace, data: Value, axis: number, node: Node): void {
  for (const [each, track] of trace.tracks.of(data)) {
    if (each !== axis) {
      trace.tracks.freeze(track, `${node.op.name} moves over them`);
    }
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
    return length === null ? null : { track: trace.still(length, INPUT), isStill: true };
  }
  const own = { channels: trace.tracks.classes.fresh(length, -1), stretch: null };
  trace.attach(node, input, axis, own);
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

/** The rank of what comes out, and lengths that are certain. */
function broadcast(shapes: readonly (Shape | null)[]): Shape | null {
  if (shapes.some((shape) => shape === null)) {
    return null;
  }
  const rank = Math.max(...shapes.map((shape) => shape!.length));
  return Array.from({ length: rank }, (_, i) => {
    const lengths = shapes.map((shape) => (i < rank - shape!.length ? 1 : shape![shape!.length - rank + i]!));
    const wide = lengths.find((length) => typeof length === "number" && length > 1);
    return wide ?? (lengths.every((length) => length === 1) ? 1 : null);
  });
}
