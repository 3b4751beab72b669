// Constants stored as their non-zero elements and where those stand.
import type { Graph } from "./graph";
import type { Model } from "./model";
import type { Storage, Tensor } from "./tensor";
import type { Value } from "./value";

/** Storage of a tensor that takes up only its non-zero elements; read() gives all of them. */
export interface SparseStorage extends Storage {
  /** The non-zero elements, in their order. */
  readonly nonZeros: Tensor;
}

export function isSparse(storage: Storage): storage is SparseStorage {
  return "nonZeros" in storage;
}

export interface SparseConstants {
  /** A float constant in the format's sparse form, or why there is none. Zeros of either sign but −0 are left out. */
  sparse(model: Model, graph: Graph, value: Value, elements: Float32Array): Tensor | string;
  /** What it costs besides the tensor, in bytes of the file, estimated from above. */
  overheadBytes(value: Value): number;
  store(model: Model, graph: Graph, value: Value, tensor: Tensor): void;
}
