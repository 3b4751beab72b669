// What the TFLite reader keeps for the TFLite writer.
import type { ByteSource } from "../../bytes/byte-source";
import type { Storage } from "../../ir/tensor";
import type { Quantization } from "../../ir/quantization";
import type { Extras, TensorType } from "../../ir/value";
import type { FlatTable } from "../../wire/flatbuffer";

export const OWNER = "tflite";

/** A span of the file outside the FlatBuffer, or appended after everything else. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ModelExtras extends Extras {
  readonly source: ByteSource;
  readonly root: FlatTable;
  /** What follows the model in the file, such as an archive of labels. */
  readonly appended: Span;
  /** Fields the schema we know does not have: such a file cannot be laid out anew without losing them. */
  readonly unknownFields: readonly string[];
  /** The storage of each buffer that a tensor uses. */
  readonly buffers: ReadonlyMap<number, BufferStorage>;
  /** Buffers of metadata that was taken out. */
  readonly leftOut: ReadonlySet<number>;
}

export interface GraphExtras extends Extras {
  readonly table: FlatTable;
}

export interface ValueExtras extends Extras {
  readonly table: FlatTable;
  readonly name: string;
  readonly type: TensorType;
  readonly quantization: Quantization | null;
  readonly sparse: boolean;
}

export interface NodeExtras extends Extras {
  readonly table: FlatTable;
  readonly code: FlatTable;
}

export interface SignatureExtras extends Extras {
  readonly table: FlatTable;
}

/** Elements in a buffer of the file; tensors that share a buffer share this object. */
export interface BufferStorage extends Storage {
  readonly buffer: number;
}

export function isBuffer(storage: Storage): storage is BufferStorage {
  return "buffer" in storage;
}

export function extrasOf<T extends Extras>(holder: { extras: Extras | null }): T | null {
  return holder.extras?.owner === OWNER ? (holder.extras as T) : null;
}
