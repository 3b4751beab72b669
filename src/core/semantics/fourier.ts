import type { Dimension } from "../ir/value";

/** Real numbers have as many frequencies that differ: half of them and one. */
export function frequencies(length: Dimension): Dimension {
  return typeof length === "number" ? Math.floor(length / 2) + 1 : null;
}
