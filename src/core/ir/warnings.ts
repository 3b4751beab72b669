import { oneLine } from "../ground/errors";

/** Nobody reads more; a damaged file can give as many reasons as it has nodes. */
const MOST_WARNINGS = 100;

/** Adds what a reader found odd, each name cut where it is a novel; one sentence stands for all beyond the first hundred. */
export function warn(warnings: string[], text: string): void {
  if (warnings.length < MOST_WARNINGS) {
    warnings.push(oneLine(text));
  } else if (warnings.length === MOST_WARNINGS) {
    warnings.push("There are more warnings, which are not listed.");
  }
}
