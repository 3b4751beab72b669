// Which columns the layer table has and how wide they are: what somebody chose, or what fits.
import type { LayerColumn, TableLook } from "../../src/protocol/messages";

/** In the order in which they stand; the first one is always there. */
export const COLUMNS: readonly {
  readonly id: LayerColumn;
  /** What it tells, for those who choose. */
  readonly about: string;
  /** In pixels, where columns are chosen. */
  readonly width: number;
}[] = [
  { id: "layer", about: "Name", width: 160 },
  { id: "operator", about: "What it does", width: 96 },
  { id: "parameters", about: "How many numbers it was trained to", width: 72 },
  { id: "bytes", about: "Bytes, and what they were", width: 84 },
  { id: "before", about: "Bytes in the file as it was opened", width: 76 },
  { id: "gzip", about: "Bytes after gzip (reads all weights)", width: 76 },
  { id: "macs", about: "Multiply-accumulates", width: 72 },
  { id: "activations", about: "Bytes of what it makes", width: 88 },
  { id: "dtype", about: "Element type of its weights, or of its result", width: 72 },
  { id: "zeros", about: "Share of weights that are zero (reads all weights)", width: 66 },
  { id: "shape", about: "Shape of its result", width: 110 },
  { id: "noise", about: "Signal to noise, once verified", width: 72 },
  { id: "profile", about: "Time or value of a profile, once one is shown", width: 76 },
  { id: "share", about: "Share of all parameters", width: 72 },
];

/** Those that stand there until somebody chooses, as far as there is room. */
const USUAL: ReadonlySet<LayerColumn> = new Set([
  "layer",
  "operator",
  "parameters",
  "bytes",
  "macs",
  "noise",
  "profile",
  "share",
]);
/** What a tensor that no graph uses has none of. */
const OF_NODES: ReadonlySet<LayerColumn> = new Set(["macs", "activations", "noise", "profile"]);

const NARROWEST = 36;
const WIDEST = 1200;
/** Of one that nobody asked for a width. */
export const NO_LOOK: TableLook = { columns: null, widths: {} };

/** The columns of a look, in order. @param usual What counts as chosen where nobody chose. */
export function columnsOf({ columns }: TableLook, tensorsOnly: boolean, usual = USUAL): LayerColumn[] {
  const chosen = columns === null ? usual : new Set<LayerColumn>(columns);
  return offered(tensorsOnly).filter((id) => id === "layer" || chosen.has(id));
}

/** The columns that there can be. */
export function offered(tensorsOnly: boolean): LayerColumn[] {
  return COLUMNS.map(({ id }) => id).filter((id) => !tensorsOnly || !OF_NODES.has(id));
}

/** @param shown The columns that can be seen. */
export function toggled(look: TableLook, column: LayerColumn, shown: readonly LayerColumn[]): TableLook {
  const chosen = new Set(shown);
  if (!chosen.delete(column)) {
    chosen.add(column);
  }
  return { ...look, columns: COLUMNS.map(({ id }) => id).filter((id) => chosen.has(id)) };
}

export function resized(look: TableLook, column: LayerColumn, width: number): TableLook {
  const kept = Math.round(Math.max(NARROWEST, Math.min(WIDEST, width)));
  return { ...look, widths: { ...look.widths, [column]: kept } };
}

/** A look as it was kept, perhaps by another version: what is none is left out. */
export function checkedLook(kept: unknown): TableLook {
  const { columns, widths } = (kept ?? {}) as Partial<Record<keyof TableLook, unknown>>;
  const known = COLUMNS.map(({ id }) => id);
  const sizes = (typeof widths === "object" && widths !== null ? widths : {}) as Readonly<Record<string, unknown>>;
  return known.reduce<TableLook>(
    (look, id) => {
      const width = sizes[id];
      return typeof width === "number" && width > 0 ? resized(look, id, width) : look;
    },
    { ...NO_LOOK, columns: Array.isArray(columns) ? known.filter((id) => columns.includes(id)) : null },
  );
}

/** How wide a column is by itself where columns are chosen; the name takes what is left where nobody set it. */
export function widthOf(column: LayerColumn, { columns, widths }: TableLook): number | null {
  const usual = columns === null || column === "layer" ? null : COLUMNS.find(({ id }) => id === column)!.width;
  return widths[column] ?? usual;
}

/** The least width of a table with chosen columns; beyond that of the panel it is scrolled. */
export function leastWidth(shown: readonly LayerColumn[], look: TableLook): number {
  if (look.columns === null) {
    return 0;
  }
  return shown.reduce((sum, id) => sum + (widthOf(id, look) ?? COLUMNS[0]!.width), 0);
}
