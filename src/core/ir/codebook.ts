// Weights stored as positions in a table of the few values they have, looked up by operators of the format.
import type { Graph } from "./graph";
import type { Model } from "./model";
import type { Tensor } from "./tensor";
import type { Value } from "./value";

export interface Codebook {
  /** float32: [entries], or [entries, width] where an entry is several elements that follow each other. */
  readonly table: Tensor;
  /** uint8: the shape of the weights, or [elements ÷ width] where an entry is several of them. */
  readonly positions: Tensor;
}

export interface CodebookOperators {
  /** What nodes, types and names cost in the file, estimated from above; why a constant cannot be looked up. */
  overheadBytes(model: Model, graph: Graph, value: Value): number | string;
  /** Has nodes make the value that was a constant. */
  store(model: Model, graph: Graph, value: Value, codebook: Codebook): void;
}
