import type { Encoding } from "../../ir/dialect";
import { slicesOf } from "./arithmetic";
import { lossOfOneScale } from "./channel-noise";
import { TOLERATED_LOSS, type Planned } from "./smallest-encoding";

/** The form that fits a constant, now that its elements are there; a sentence where it has to stay. */
export function fittingForm(shape: readonly number[], elements: Float32Array, planned: Planned): Encoding | string {
  const { finer } = planned;
  if (finer === null) {
    return planned;
  }
  const loss = lossOfOneScale(elements, slicesOf(shape, finer.channelAxis));
  if (finer.encoding !== null && loss >= finer.worthFrom) {
    return finer.encoding;
  }
  return finer.elseLeft && loss >= TOLERATED_LOSS
    ? "its channels are too unlike for one scale, and one for each would save nothing"
    : planned;
}
