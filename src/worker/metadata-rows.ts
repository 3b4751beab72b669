import type { MetadataEntry } from "../core";
import type { MetadataRow } from "../protocol/messages";

/** Programs that train write whole configurations there. */
export const MOST_ROWS = 200;
const LONGEST_VALUE = 500;

/** What a file says of itself, as far as there is room for it. */
export function metadataRows(entries: readonly MetadataEntry[]): MetadataRow[] {
  return textRows(entries.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }])));
}

/** The first rows, each as far as there is room for it. */
export function textRows(rows: readonly MetadataRow[]): MetadataRow[] {
  return rows.slice(0, MOST_ROWS).map(({ name, value }) => {
    const isLong = value.length > LONGEST_VALUE;
    return { name, value: isLong ? `${value.slice(0, LONGEST_VALUE)}…` : value };
  });
}
