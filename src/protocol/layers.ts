// The layer table.
import type { Place } from "../core";

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

export type LayerColumn = "layer" | "operator" | "parameters" | "bytes" | "macs" | "noise" | "share";

/** What the layer table lists, in its order. */
export interface ShownLayers {
  readonly columns: readonly LayerColumn[];
  /** Positions among the layers of the state. */
  readonly rows: Int32Array;
}
