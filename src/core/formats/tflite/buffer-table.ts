// Which buffers a written file has: those of the source that are still needed, in their order, then new ones.
import type { Model } from "../../ir/model";
import { isSparse } from "../../ir/sparse";
import type { Storage, Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { FlatTable, FlatVector, type FlatValue } from "../../wire/flatbuffer";
import { extrasOf, isBuffer, type ModelExtras, type ValueExtras } from "./extras";
import { schema } from "./schema";

/** A FlatBuffer ends at 2 GiB; what does not fit stands behind it and is named by offset and size. */
const LARGEST_FLATBUFFER = 2e9;

export class BufferTable {
  /** New contents by the vector that stands for them in the tables. */
  readonly contents = new Map<FlatVector, { tensor: Tensor; name: string }>();
  /** New contents that stand behind the FlatBuffer, by their Buffer table. */
  readonly outside = new Map<FlatTable, { tensor: Tensor; name: string }>();
  readonly #tables: FlatTable[] = [];
  readonly #moved = new Map<number, number>();
  readonly #placed = new Map<Storage, number>();

  constructor(
    readonly model: Model,
    readonly extras: ModelExtras,
  ) {
    const original = extras.root.tables("buffers");
    const ofTensors = new Set<number>();
    for (const graph of extras.root.tables("subgraphs")) {
      for (const tensor of graph.list("tensors")) {
        ofTensors.add(tensor.number("buffer"));
      }
    }
    const needed = new Set<number>([0]);
    const added = new Map<Storage, { tensor: Tensor; name: string }>();
    for (const value of model.graphs.flatMap((graph) => [...graph.values])) {
      const place = this.#originalOf(value);
      if (place !== null) {
        needed.add(place);
      } else if (value.constant !== null) {
        added.set(value.constant.storage, { tensor: storedTensor(value.constant), name: value.name });
      }
    }
    for (const entry of extras.root.tables("metadata")) {
      needed.add(entry.number("buffer"));
    }
    original.forEach((table, index) => {
      if (needed.has(index) || !(ofTensors.has(index) || extras.leftOut.has(index))) {
        this.#moved.set(index, this.#tables.push(table) - 1);
      }
    });
    if (this.#tables.length === 0 && added.size > 0) {
      this.#tables.push(new FlatTable(schema.get("Buffer")!, new Map()));
    }
    const stored = [...added.values()].map(({ tensor }) => tensor.storage.storedBytes);
    const total = stored.reduce((sum, bytes) => sum + bytes, extras.source.size);
    for (const [storage, content] of added) {
      this.#placed.set(storage, this.#tables.push(this.#newBuffer(content, total > LARGEST_FLATBUFFER)) - 1);
    }
  }

  tables(): readonly FlatTable[] {
    return this.#tables;
  }

  /** Where a buffer of the source is now. */
  indexOf(original: number): number {
    return this.#moved.get(original) ?? original;
  }

  /** The buffer of a value; 0, which is always empty, for what is computed. */
  of(value: Value): number {
    const place = this.#originalOf(value);
    if (place !== null) {
      return this.indexOf(place);
    }
    return value.constant === null ? 0 : this.#placed.get(value.constant.storage)!;
  }

  #originalOf(value: Value): number | null {
    const table = extrasOf<ValueExtras>(value)?.table ?? null;
    const storage = value.constant?.storage ?? null;
    if (storage !== null) {
      if (isBuffer(storage) && this.extras.buffers[storage.buffer] === storage) {
        return storage.buffer;
      }
      return storage.location === "external" ? 0 : null;
    }
    if (table === null) {
      return null;
    }
    // A computed tensor may have an empty buffer of its own; one that held a constant which is gone may not keep it.
    const buffer = table.number("buffer");
    return table.boolean("is_variable") || this.extras.buffers[buffer] === undefined ? buffer : null;
  }

  #newBuffer(content: { tensor: Tensor; name: string }, outside: boolean): FlatTable {
    const length = content.tensor.storage.storedBytes;
    const fields = new Map<string, FlatValue>();
    const table = new FlatTable(schema.get("Buffer")!, fields);
    if (outside) {
      // The offset is known once everything before it has its place.
      fields.set("offset", 1n).set("size", BigInt(length));
      this.outside.set(table, content);
    } else {
      const vector = new FlatVector("u8", 16, length, null, null);
      fields.set("data", vector);
      this.contents.set(vector, content);
    }
    return table;
  }
}

/** What the buffer holds: of a sparse tensor its elements without the zeros. */
function storedTensor(tensor: Tensor): Tensor {
  return isSparse(tensor.storage) ? tensor.storage.nonZeros : tensor;
}
