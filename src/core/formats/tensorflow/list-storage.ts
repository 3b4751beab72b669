// Elements in the typed list of a TensorProto. A list shorter than the shape repeats its last value to the end; an empty
// one means zeros.
import { readRange } from "../../bytes/byte-source";
import { bitsOf, denseBytes, type DType } from "../../ir/dtype";
import { malformed, ModelError } from "../../ground/errors";
import type { Storage } from "../../ir/tensor";
import type { FieldOrigin } from "../../wire/field-storage";
import type { Field } from "../../wire/protobuf-reader";
import { decodeVarint } from "../../bytes/varint";
import { MAX_SPLAT_ELEMENTS } from "../../bytes/limits";

export type ListKind = "fixed" | "varint";

/** Numbers. Graphs have a million scalars: all that is kept is what is needed to read them. */
export class ListStorage implements Storage {
  readonly storedBytes: number;

  constructor(
    readonly origin: FieldOrigin,
    readonly fields: readonly Field[],
    readonly kind: ListKind,
    readonly dtype: DType,
    readonly elements: number,
    readonly name: string,
  ) {
    this.storedBytes = lengthOf(fields);
  }

  get location(): Storage["location"] {
    return IN_FILE;
  }

  get blocks(): () => AsyncIterable<Uint8Array> {
    return () => this.#blocks();
  }

  async read(): Promise<Uint8Array> {
    const stored = await allBytes(this.origin, this.fields, this.name);
    const dense = this.#dense;
    if (this.kind === "fixed" && stored.length === 1 && stored[0]!.byteLength === dense) {
      return stored[0]!;
    }
    const { elements } = this;
    if (elements > MAX_SPLAT_ELEMENTS) {
      throw new ModelError(
        "limit",
        `Const "${this.name}" repeats one value ${elements} times, which is too much to hold in memory.`,
        this.name,
      );
    }
    const filled = new Uint8Array(dense);
    const used =
      this.kind === "fixed" ? copyInto(filled, stored) : decodeInto(filled, stored, bitsOf(this.dtype) / 8, this.name);
    repeatLast(filled, used, this.#width);
    return filled;
  }

  async *#blocks(): AsyncGenerator<Uint8Array> {
    const stated = await this.#stated();
    yield stated;
    yield* repeated(stated.subarray(-this.#width), this.#dense - stated.byteLength);
  }

  /** The elements as far as the list states them: a value takes at least one byte of it. */
  async #stated(): Promise<Uint8Array> {
    const stored = await allBytes(this.origin, this.fields, this.name);
    if (this.kind === "fixed") {
      return stored.length === 1 ? stored[0]! : joined(stored);
    }
    const bytes = stored.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const elements = new Uint8Array(Math.min(this.#dense, bytes * this.#width));
    return elements.subarray(0, decodeInto(elements, stored, this.#width, this.name));
  }

  get #dense(): number {
    return denseBytes(this.dtype, this.elements);
  }

  get #width(): number {
    return Math.max(1, bitsOf(this.dtype) / 8);
  }
}

const IN_FILE = "file";

/** Texts, and what nobody looks into. */
export function opaqueStorage(origin: FieldOrigin, fields: readonly Field[], dtype: DType, name: string): Storage {
  const storage: Storage = {
    storedBytes: lengthOf(fields),
    location: IN_FILE,
    read: async () => joined(await allBytes(origin, fields, name)),
  };
  return dtype === "string" ? { ...storage, texts: (most) => allBytes(origin, fields.slice(0, most), name) } : storage;
}

function lengthOf(fields: readonly Field[]): number {
  return fields.reduce((sum, { length }) => sum + length, 0);
}

const BLOCK = 1024 * 1024;

/** An element over and over, zeros for none. */
function* repeated(element: Uint8Array, length: number): Generator<Uint8Array> {
  const block = new Uint8Array(Math.min(BLOCK, length));
  for (let at = 0; element.byteLength > 0 && at + element.byteLength <= block.byteLength; at += element.byteLength) {
    block.set(element, at);
  }
  for (let left = length; left > 0; left -= block.byteLength) {
    yield block.subarray(0, left);
  }
}

function allBytes(origin: FieldOrigin, fields: readonly Field[], subject: string): Promise<Uint8Array[]> {
  return Promise.all(fields.map((field) => fieldBytes(origin, field, subject)));
}

function fieldBytes({ source }: FieldOrigin, field: Field, subject: string): Promise<Uint8Array> {
  return field.chunk !== null
    ? Promise.resolve(field.bytes)
    : readRange(source, field.valueStart, field.length, `Const "${subject}"`);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  copyInto(all, parts);
  return all;
}

function copyInto(target: Uint8Array, parts: readonly Uint8Array[]): number {
  let position = 0;
  for (const part of parts) {
    target.set(part, position);
    position += part.byteLength;
  }
  return position;
}

function decodeInto(target: Uint8Array, parts: readonly Uint8Array[], width: number, subject: string): number {
  const view = new DataView(target.buffer);
  let position = 0;
  for (const part of parts) {
    for (let at = 0; at < part.byteLength; position += width) {
      const { value, end } = decodeVarint(part, at);
      if (end < 0 || position + width > target.byteLength) {
        throw malformed(`Const "${subject}"`, "its list of values does not fit its shape");
      }
      if (width === 1) {
        target[position] = Number(value);
      } else if (width === 2) {
        view.setUint16(position, Number(value) & 0xffff, true);
      } else if (width === 4) {
        view.setUint32(position, Number(value) >>> 0, true);
      } else {
        view.setBigInt64(position, BigInt.asIntN(64, BigInt(value)), true);
      }
      at = end;
    }
  }
  return position;
}

/** Fills the rest with the last element that was given; with none, it stays zero. */
function repeatLast(target: Uint8Array, used: number, width: number): void {
  if (used >= width && used < target.byteLength) {
    const last = target.slice(used - width, used);
    for (let position = used; position + width <= target.byteLength; position += width) {
      target.set(last, position);
    }
  }
}
