import type { MetadataEntry } from "../core";
import type { MetadataRow } from "../protocol/messages";

/** Programs that train write whole configurations there. */
const MOST_ROWS = 200;
const LONGEST_VALUE = 500;

/** What a file says of itself, as far as there is room for it. */
export function metadataRows(entries: readonly MetadataEntry[]): MetadataRow[] {
  return entries.slice(0, MOST_ROWS).flatMap(({ name, value }) => {
    const isLong = value !== null && value.length > LONGEST_VALUE;
    return value === null ? [] : [{ name, value: isLong ? `${value.slice(0, LONGEST_VALUE)}…` : value }];
  });
}
