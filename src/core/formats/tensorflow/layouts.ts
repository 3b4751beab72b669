// The orders of axes.
import { stringAttribute, type Node } from "../../ir/node";
import { own } from "../../ir/own";

/** Where data_format puts the channels; others are not known to us. */
export const CHANNEL_AXES: Readonly<Record<string, number>> = { NHWC: -1, NDHWC: -1, NCHW: 1, NCDHW: 1 };

/** The axes of positions where images, or volumes, have their channels there. */
export function spatialAxes(channelAxis: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, axis) => (channelAxis < 0 ? axis - count - 1 : axis + 2));
}

/** The axis of channels, by data_format; null where that is not known to us. */
export function channelAxisOf(node: Node): number | null {
  return own(CHANNEL_AXES, stringAttribute(node, "data_format", "NHWC")) ?? null;
}
