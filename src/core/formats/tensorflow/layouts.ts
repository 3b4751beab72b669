// The orders of axes.
import { stringAttribute, type Node } from "../../ir/node";
import { own } from "../../ir/own";

/** Where data_format puts the channels; others are not known to us. */
export const CHANNEL_AXES: Readonly<Record<string, number>> = { NHWC: -1, NDHWC: -1, NCHW: 1, NCDHW: 1 };

/** The axes of positions, given that of channels. */
export function spatialAxes(channelAxis: number): readonly number[] {
  return channelAxis < 0 ? [-4, -3, -2] : [2, 3, 4];
}

/** The axis of channels, by data_format; null where that is not known to us. */
export function channelAxisOf(node: Node): number | null {
  return own(CHANNEL_AXES, stringAttribute(node, "data_format", "NHWC")) ?? null;
}
