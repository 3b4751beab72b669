import type { CostState } from "../../src/protocol/messages";
import { countText } from "../../src/protocol/numbers";

/** "2.30 M MACs" */
export function macsText({
  macs,
  isLowerBound,
  openLengths,
}: Pick<CostState, "macs" | "isLowerBound" | "openLengths">): string {
  if (macs === 0 && isLowerBound) {
    return openLengths > 0 ? "MACs not known: lengths are open" : "MACs not known";
  }
  const count = macs === null ? "MACs beyond number" : `${isLowerBound ? "≥ " : ""}${countText(macs)} MACs`;
  // One that is open is the number of samples, as a rule; of a picture of open size a pixel says little.
  return openLengths > 1 ? `${count} for open lengths of 1` : count;
}
