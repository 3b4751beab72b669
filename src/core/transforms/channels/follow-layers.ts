// Channels at layers with weights.
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { MOST_CHANNELS } from "./classes";
import { joinGroups, OTHERS, type Of } from "./following";
import { reshaped } from "./reshaped";
import type { Trace } from "./trace";
import { channelsAlong, type Track } from "./tracks";

export function linear(trace: Trace, node: Node, flow: Of<"linear">): void {
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
    trace.freezeInputs(node, `the weights of ${node.op.name} are computed${trace.remedyFor(weight!)}`);
    return;
  }
  const { groups } = flow;
  const read = inputs * (flow.inputsByGroup ? groups : 1);
  const given = dataTrack(trace, node, data, flow, read);
  const channels = given && channelsAlong(given, read);
  if (given !== null && channels === null) {
    trace.freezeInputs(node, `${node.op.name} reads ${read} channels, not ${given.channels.length}`);
    return;
  }
  const consumed = channels ?? trace.still(read, OTHERS).channels;
  joinGroups(trace, consumed, groups);
  const source = { channels: consumed.subarray(0, inputs), stretch: null };
  trace.constants.attach(node, flow.weight, inputAxis!, source, "weight");

  const made = tracks.classes.fresh(outputs * (flow.outputsByGroup ? groups : 1), trace.addLayer(node));
  joinGroups(trace, made, groups);
  const result = { channels: made, stretch: null };
  const kept = { channels: made.subarray(0, outputs), stretch: null };
  trace.constants.attach(node, flow.weight, outputAxis!, kept, "weight");
  flow.vectors.forEach((input) => trace.constants.attachVector(node, input, result));
  const axis = tracks.fromEnd(output, flow.outputAxis);
  if (axis === null) {
    tracks.freeze(result, `the rank of ${output.name} is not known`);
    return;
  }
  tracks.set(output, axis, result);
  flow.places.forEach((place) => trace.count(node, place, made));
}

export function depthwise(trace: Trace, node: Node, flow: Of<"depthwise">): void {
  const { tracks } = trace;
  const [data, weight, output] = [node.inputs[flow.data], node.inputs[flow.weight], node.outputs[0]];
  const weightAxis = weight && tracks.fromEnd(weight, flow.weightAxis);
  if (data == null || output == null || weightAxis == null) {
    trace.freezeInputs(node, `the weights of ${node.op.name} are not known`);
    return;
  }
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
  trace.constants.attach(node, flow.weight, weightAxis, flow.weightByOutput ? made : track, "weight");
  flow.vectors.forEach((input) => trace.constants.attachVector(node, input, made));
  tracks.set(output, to!, made);
  flow.places.forEach((place) => trace.count(node, place, track.channels));
}

/** The channels along the axis that a layer sums over, its data flattened first where it does that. */
function dataTrack(trace: Trace, node: Node, data: Value, flow: Of<"linear">, read: number): Track | null {
  const { tracks } = trace;
  const axis = tracks.fromEnd(data, flow.dataAxis);
  let flattened: Track | null = null;
  for (const [each, track] of tracks.of(data)) {
    if (each === axis && (!flow.flattens || channelsAlong(track, read) !== null)) {
      continue;
    }
    const shape = tracks.shapeOf(data);
    const run = flow.flattens && shape !== null ? { axis: each + shape.length, ...track } : null;
    const found =
      run && reshaped(shape!, run, [null, read], trace.work, (one, other) => tracks.classes.join(one, other));
    if (found?.axis === 1 && flattened === null) {
      flattened = found;
    } else {
      tracks.freeze(track, `${node.op.name} does not sum over them`);
    }
  }
  return flattened ?? (axis === null ? null : tracks.get(data, axis));
}

function onlyAxis(trace: Trace, data: Value, axis: number, node: Node): void {
  for (const [each, track] of trace.tracks.of(data)) {
    if (each !== axis) {
      trace.tracks.freeze(track, `${node.op.name} moves over them`);
    }
  }
}
