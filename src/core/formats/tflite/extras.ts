// What the TFLite reader keeps for the TFLite writer.
import type { ByteSource } from "../../bytes/byte-source";
import type { Attribute, Attributes, LazyAttributes } from "../../ir/node";
import type { Storage } from "../../ir/tensor";
import type { Quantization } from "../../ir/quantization";
import type { Extras, TensorType } from "../../ir/value";
import type { FlatTable, FlatTables } from "../../wire/flatbuffer";
import { findAttribute, readAttributes } from "./attributes";

export const OWNER = "tflite";

/** A span of the file outside the FlatBuffer, or appended after everything else. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ModelExtras extends Extras {
  readonly source: ByteSource;
  readonly root: FlatTable;
  /** The table of operator codes. */
  readonly codes: readonly FlatTable[];
  /** What follows the model in the file, such as an archive of labels. */
  readonly appended: Span;
  /** Fields the schema we know does not have: such a file cannot be laid out anew without losing them. */
  readonly unknownFields: readonly string[];
  /** The storage of each buffer that a tensor uses, where that buffer is. */
  readonly buffers: readonly (BufferStorage | undefined)[];
  /** Buffers of metadata that was taken out. */
  readonly leftOut: ReadonlySet<number>;
}

export interface GraphExtras extends Extras {
  readonly table: FlatTable;
}

/** One of the subgraph's tensors, and what it said. */
export class ValueExtras implements Extras {
  constructor(
    readonly tensors: FlatTables,
    readonly index: number,
    readonly type: TensorType,
    readonly quantization: Quantization | null,
  ) {}

  get owner(): string {
    return OWNER;
  }

  get table(): FlatTable {
    return this.tensors.at(this.index);
  }

  get name(): string {
    return tensorName(this.table);
  }

  get isSparse(): boolean {
    return this.table.has("sparsity");
  }
}

/** Tensors without a name have an empty one. */
export function tensorName(tensor: FlatTable): string {
  return tensor.text("name") ?? "";
}

/** One of the subgraph's operators, and its attributes, which most nodes are never asked for. */
export class NodeExtras implements Extras, LazyAttributes {
  #attributes: Attributes | null = null;

  constructor(
    readonly operators: FlatTables,
    readonly index: number,
    readonly code: FlatTable,
  ) {}

  get owner(): string {
    return OWNER;
  }

  get table(): FlatTable {
    return this.operators.at(this.index);
  }

  mayHoldTensors(): boolean {
    return false;
  }

  decode(): Attributes {
    return (this.#attributes ??= readAttributes(this.table));
  }

  find(name: string): Attribute | undefined {
    return this.#attributes === null ? findAttribute(this.table, name) : this.#attributes.get(name);
  }
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
