// What all followers of channels share.
import type { ChannelFlow } from "../../ir/channel-flow";
import type { Trace } from "./trace";

export type Of<K extends ChannelFlow["kind"]> = Extract<ChannelFlow, { kind: K }>;

/** Why channels stay that go with others nobody makes. */
export const OTHERS = "they go with the model's input or with what nobody follows";

/** In a grouped convolution every group has to lose as many: those at the same place in each. */
export function joinGroups(trace: Trace, channels: Int32Array, groups: number): void {
  const size = channels.length / groups;
  for (let i = size; i < channels.length; i++) {
    trace.tracks.classes.join(channels[i % size]!, channels[i]!);
  }
}
