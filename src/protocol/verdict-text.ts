// What came of running a model, in words.
import type { FaultyStep, VerificationState } from "./messages";

/** Of signal to noise. @param decibels Null, or infinite: nothing differs. */
export function noiseText(decibels: number | null): string {
  return decibels === null || decibels === Infinity ? "same" : `${decibels.toFixed(1).replace("-", "−")} dB`;
}

/** "close, 41.2 dB" */
export function verdictText({ verdict, sqnr }: Pick<VerificationState, "verdict" | "sqnr">): string {
  return sqnr === null ? verdict : `${verdict}, ${noiseText(sqnr)}`;
}

export function faultText({ title, sqnr }: FaultyStep): string {
  return `${title} promises to change no numbers and does: ${noiseText(sqnr)}`;
}
