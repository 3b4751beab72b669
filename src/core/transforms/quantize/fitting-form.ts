import type { Encoding } from "../../ir/dialect";
import { slicesOf } from "./arithmetic";
import { lossOfOneScale } from "./channel-noise";
import type { Planned } from "./smallest-encoding";

/** In decibels: half a bit. */
const TOLERATED_LOSS = 3;

/** The form that fits a constant, now that its elements are there; a sentence where it has to stay. */
export function fittingForm(shape: readonly number[], elements: Float32Array, planned: Planned): Encoding | string {
  const { finer } = planned;
  if (finer === null || lossOfOneScale(elements, slicesOf(shape, finer.channelAxis)) < TOLERATED_LOSS) {
    return planned;
  }
  return finer.encoding === "leave"
    ? "its channels are too unlike for one scale, and one for each would save nothing"
    : finer.encoding;
}
