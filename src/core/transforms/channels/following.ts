// What all followers of channels share.
import type { ChannelFlow } from "../../ir/channel-flow";
import type { Shape, Value } from "../../ir/value";
import type { Trace } from "./trace";

export type Of<K extends ChannelFlow["kind"]> = Extract<ChannelFlow, { kind: K }>;

/** Why channels stay that go with others nobody makes. */
export const OTHERS = "they go with the model's input or with what nobody follows";

export function setOutput(trace: Trace, output: Value, shape: Shape | null): void {
  if (shape !== null) {
    trace.tracks.setShape(output, shape);
  }
}

/** The output has the data's shape, but for one axis counted from the end. */
export function setOutputAlong(trace: Trace, output: Value, shape: Shape | null, axis: number | null): void {
  setOutput(trace, output, shape?.map((length, i) => (i - shape.length === axis ? null : length)) ?? null);
}

/** In a grouped convolution every group has to lose as many: those at the same place in each. */
export function joinGroups(trace: Trace, channels: Int32Array, groups: number): void {
  const size = channels.length / groups;
  for (let i = size; i < channels.length; i++) {
    trace.tracks.classes.join(channels[i % size]!, channels[i]!);
  }
}
