// The orders of axes.

/** Where data_format puts the channels; others are not known to us. */
export const CHANNEL_AXES: Readonly<Record<string, number>> = { NHWC: -1, NDHWC: -1, NCHW: 1, NCDHW: 1 };

/** The axes of positions, given that of channels. */
export function spatialAxes(channelAxis: number): readonly number[] {
  return channelAxis < 0 ? [-4, -3, -2] : [2, 3, 4];
}
