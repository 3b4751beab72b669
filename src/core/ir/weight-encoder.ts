import type { Encoded, Encoding, EncodingRequest } from "./dialect";
import type { Graph } from "./graph";
import type { EditableModel } from "./model";
import type { Value } from "./value";

/** How a format would store float constants in fewer bits, without doing it. */
export interface EncodingPlanner {
  /** How to store a float constant in fewer bits, or why it must stay as it is. */
  encoding(model: EditableModel, graph: Graph, value: Value, request: EncodingRequest): Encoding | string;
  /** Constants that have to change form together with one, if it does: others that the operators that read it read. */
  companions?(value: Value, bits: EncodingRequest["bits"]): readonly Value[];
}

/** One way in which a format stores float constants in fewer bits, together with what reads them. */
export interface WeightEncoder extends EncodingPlanner {
  storeEncoded(model: EditableModel, graph: Graph, value: Value, encoding: Encoding, encoded: Encoded): void;
}
