// All that a TFLite file says but for the contents of its tensors and where things are in the file: the fields that are
// there in the order of the schema, as their slot and value.
import type { Model } from "../../ir/model";
import { own } from "../../ir/own";
import { FlatString, FlatTable, FlatTables, FlatUnion, FlatVector, type FlatValue } from "../../wire/flatbuffer";
import { Pieces } from "../../ir/pieces";
import { encodeVarint } from "../../bytes/varint";
import { extrasOf, type ModelExtras } from "./extras";
import { outsideSpan } from "./read-file";

/** What only says where something is, by table; what is there is told in its place. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  Model: ["buffers", "metadata_buffer"],
  Tensor: ["buffer", "external_buffer"],
  Metadata: ["buffer"],
  Operator: ["large_custom_options_offset", "large_custom_options_size"],
};

export function tfliteOutline(model: Model): Pieces {
  const extras = extrasOf<ModelExtras>(model)!;
  const outline = new Outline(extras);
  outline.table(extras.root);
  outline.texts(extras.unknownFields);
  return outline.finish().copy(extras.source, extras.appended.start, extras.appended.end);
}

class Outline {
  readonly #pieces = new Pieces();
  readonly #buffers: readonly FlatTable[];
  #bytes: number[] = [];

  constructor(readonly extras: ModelExtras) {
    this.#buffers = extras.root.tables("buffers");
  }

  table(table: FlatTable): void {
    const { name, fields } = table.spec;
    for (const { name: field, slot } of fields) {
      const value = table.get(field);
      if (value !== undefined && own(PLACES, name)?.includes(field) !== true) {
        this.#number(slot + 1);
        this.#value(value);
      }
    }
    this.#number(0);
    if (name === "Tensor") {
      this.#number(this.extras.buffers[table.number("buffer")] === undefined ? 0 : 1);
    } else if (name === "Metadata") {
      this.#content(this.#buffers[table.number("buffer")]);
    } else if (name === "Operator") {
      this.#span(outsideSpan(table, "large_custom_options_offset", "large_custom_options_size"));
    }
  }

  texts(texts: readonly string[]): void {
    texts.forEach((text) => this.#all(encoder.encode(text)));
  }

  finish(): Pieces {
    this.#flush();
    return this.#pieces;
  }

  #value(value: FlatValue): void {
    if (value instanceof FlatTable) {
      this.table(value);
    } else if (value instanceof FlatTables) {
      this.#number(value.length);
      for (const item of value) {
        this.table(item);
      }
    } else if (value instanceof FlatUnion) {
      this.#number(value.type);
      if (value.table !== null) {
        this.table(value.table);
      }
    } else if (value instanceof FlatString) {
      this.#all(value.bytes);
    } else if (value instanceof FlatVector) {
      this.#vector(value);
    } else {
      this.texts([String(value)]);
    }
  }

  #vector({ byteLength, bytes, offset }: FlatVector): void {
    if (bytes !== null) {
      this.#all(bytes);
    } else {
      this.#span({ start: offset!, end: offset! + byteLength });
    }
  }

  #content(buffer: FlatTable | undefined): void {
    const outside = buffer === undefined ? null : outsideSpan(buffer, "offset", "size");
    const data = buffer?.vector("data") ?? null;
    if (outside === null && data !== null) {
      this.#vector(data);
    } else {
      this.#span(outside);
    }
  }

  #span(span: { start: number; end: number } | null): void {
    this.#number(span === null ? 0 : span.end - span.start);
    if (span !== null) {
      this.#flush();
      this.#pieces.copy(this.extras.source, span.start, span.end);
    }
  }

  #all(bytes: Uint8Array): void {
    this.#number(bytes.byteLength);
    if (bytes.byteLength > LONG) {
      this.#flush();
      this.#pieces.bytes(bytes);
    } else {
      bytes.forEach((byte) => this.#bytes.push(byte));
    }
  }

  #number(value: number): void {
    encodeVarint(value).forEach((byte) => this.#bytes.push(byte));
    if (this.#bytes.length > BLOCK) {
      this.#flush();
    }
  }

  #flush(): void {
    this.#pieces.bytes(Uint8Array.from(this.#bytes));
    this.#bytes = [];
  }
}

const encoder = new TextEncoder();
/** Longer values are pieces of their own. */
const LONG = 1024;
const BLOCK = 65_536;
