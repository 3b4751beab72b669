// Windows over positions, with the channels last or first.
import type { Dimension, Shape } from "../ir/value";
import { add, divide, multiply } from "./dimension";
import { unknownOf, windowCount, type Window } from "./shape-rules";

export interface Windows {
  /** Lengths of the window along the positions. */
  readonly kernel: readonly Dimension[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: "same" | "valid" | readonly (readonly [number, number])[];
}

/** [batch, positions …, channels], or channels in the second place. Channels absent: as many as before. */
export function windowed(shape: Shape | null, channelsLast: boolean, windows: Windows, channels?: Dimension): Shape {
  const count = windows.kernel.length;
  if (shape?.length !== count + 2) {
    return withChannels(unknownOf(count), null, channels ?? null, channelsLast);
  }
  const positions = channelsLast ? shape.slice(1, -1) : shape.slice(2);
  const made = positions.map((length, axis) => {
    const { padding } = windows;
    const window: Window = {
      size: windows.kernel[axis]!,
      stride: windows.strides[axis] ?? 1,
      dilation: windows.dilations[axis] ?? 1,
      padding: typeof padding === "string" ? padding : (padding[axis] ?? [0, 0]),
    };
    return windowCount(length, window);
  });
  const own = channelsLast ? shape.at(-1)! : shape[1]!;
  return withChannels(made, shape[0]!, channels === undefined ? own : channels, channelsLast);
}

function withChannels(positions: Shape, batch: Dimension, channels: Dimension, channelsLast: boolean): Shape {
  return channelsLast ? [batch, ...positions, channels] : [batch, channels, ...positions];
}

/** Other lengths of the positions of [batch, height, width, channels]. */
export function resized(shape: Shape | null, size: readonly Dimension[] | null): Shape {
  const [batch = null, , , channels = null] = shape?.length === 4 ? shape : [];
  return [batch, size?.[0] ?? null, size?.[1] ?? null, channels];
}

/** Squares of positions as channels, or the other way round. */
export function blocks(shape: Shape | null, size: number, toSpace: boolean, channelsLast = true): Shape {
  if (shape?.length !== 4) {
    return unknownOf(4);
  }
  const [channels, ...positions] = channelsLast ? [shape[3]!, shape[1]!, shape[2]!] : [shape[1]!, shape[2]!, shape[3]!];
  const made = positions.map((length) => (toSpace ? multiply(length, size) : divide(length, size)));
  const depth = toSpace ? divide(channels, size * size) : multiply(channels, size * size);
  return withChannels(made, shape[0]!, depth, channelsLast);
}

/**
 * Positions spread over the batch, or gathered from it.
 * @param pads Before and behind each axis that is cut up: added before, or taken away after.
 */
export function batched(
  shape: Shape | null,
  sizes: readonly Dimension[] | null,
  pads: readonly Dimension[] | null,
  toBatch: boolean,
): Shape | null {
  if (shape === null || sizes === null) {
    return shape && unknownOf(shape.length);
  }
  const whole = sizes.reduce(multiply, 1);
  return shape.map((length, axis) => {
    if (axis === 0) {
      return toBatch ? multiply(length, whole) : divide(length, whole);
    }
    const size = sizes[axis - 1];
    if (size === undefined) {
      return length;
    }
    const [before = null, behind = null] = pads?.slice(2 * axis - 2, 2 * axis) ?? [];
    const around = add(before, behind);
    return toBatch ? divide(add(length, around), size) : add(multiply(length, size), multiply(around, -1));
  });
}
