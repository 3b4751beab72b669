// The layer table.
import type { Place } from "../core";
import { packRows, unpackRows, type PackedRows } from "./rows";

/** A layer as the table shows it: what it is now and what it was in the file. */
export interface LayerRow {
  readonly name: string;
  /** Of a tensor by itself its type and shape. */
  readonly operator: string;
  readonly parameters: number;
  readonly share: number;
  readonly dtype: string;
  readonly bytes: number;
  /** Null for a layer the file does not have. */
  readonly bytesBefore: number | null;
  readonly outputShape: string;
  readonly shared: boolean;
  /** Where it is drawn; null where it is not. */
  readonly place: Place | null;
}

export type LayerColumn =
  | "layer"
  | "operator"
  | "parameters"
  | "bytes"
  | "before"
  | "share"
  | "dtype"
  | "shape"
  | "noise"
  | "profile"
  | MeasuredColumn;

/** What is worked out where somebody wants to see it: the share of zeros and the bytes after gzip take reading all weights. */
export type MeasuredColumn = "macs" | "activations" | "zeros" | "gzip";

/** What the layer table lists, in its order. */
export interface ShownLayers {
  readonly columns: readonly LayerColumn[];
  /** Positions among the layers of the state and, behind them, the rows of nodes without parameters. */
  readonly rows: Int32Array;
}

/** Nodes that are drawn and hold no parameters, of all graphs, in columns: there may be many. */
export interface NodeRows {
  readonly names: readonly string[];
  /** Pairs: the graph and the node in it. */
  readonly places: Int32Array;
  /** Triples of positions in the texts: operator, element type and shape of the first result. */
  readonly kinds: Int32Array;
  readonly texts: readonly string[];
}

/** Which columns the layer table has, and how wide they are. */
export interface TableLook {
  /** Null: those that fit into the panel. */
  readonly columns: readonly LayerColumn[] | null;
  /** In pixels, of those that somebody made wider or narrower. */
  readonly widths: Readonly<Partial<Record<LayerColumn, number>>>;
}

/** A row without its place, or with one. */
interface FlatRow extends Omit<LayerRow, "place"> {
  readonly graph: number | null;
  readonly node: number | null;
}

export type PackedLayers = PackedRows<FlatRow>;

const FIELDS = [
  "name",
  "operator",
  "parameters",
  "share",
  "dtype",
  "bytes",
  "bytesBefore",
  "outputShape",
  "shared",
  "graph",
  "node",
] as const satisfies readonly (keyof FlatRow)[];

export function packLayers(rows: readonly LayerRow[]): PackedLayers {
  const flat = rows.map(({ place, ...row }) => ({ ...row, graph: place?.graph ?? null, node: place?.node ?? null }));
  return packRows<FlatRow>(flat, FIELDS);
}

export function unpackLayers(packed: PackedLayers): LayerRow[] {
  return unpackRows(packed).map(({ graph, node, ...row }) => ({
    ...row,
    place: graph === null || node === null ? null : { graph, node },
  }));
}
