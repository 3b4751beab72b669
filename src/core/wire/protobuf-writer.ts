// Rewrites messages: fields nobody changed are copied from the source as they are, header included; changed ones are
// encoded anew together with the lengths of the messages around them.
import type { ByteSource } from "../bytes/byte-source";
import { Pieces } from "../ir/pieces";
import { stringValue, WireType, type Field, type Message } from "./protobuf-reader";
import { encodeVarint } from "../bytes/varint";

/** One field of a rewritten message, and the field of the source that it stands for, if any. */
export interface Item {
  readonly origin: Field | null;
  readonly pieces: Pieces;
}

export type FieldFilter = (message: Message, field: Field) => boolean;

const encoder = new TextEncoder();

export class MessageWriter {
  readonly #replaced = new Map<number, Item[]>();

  /**
   * @param original The message being rewritten, or null to make a new one.
   * @param isLeftOut Which of its fields are not carried; those that are given anew are.
   */
  constructor(
    readonly source: ByteSource,
    readonly original: Message | null,
    readonly isLeftOut: FieldFilter | null = null,
  ) {}

  /** All items of one field number, in order; numbers not named keep their fields. */
  field(number: number, items: readonly Item[]): this {
    this.#replaced.set(number, [...items]);
    return this;
  }

  /** A field that stays as it is in the source. */
  kept(origin: Field): Item {
    return { origin, pieces: new Pieces().copy(this.source, origin.start, origin.end) };
  }

  /** A sub-message: where nothing in it changed, its field stays as it is. */
  message(number: number, origin: Field | null, content: Pieces): Item {
    if (origin !== null && content.isCopyOf(this.source, origin.valueStart, origin.end)) {
      return this.kept(origin);
    }
    return { origin, pieces: new Pieces().bytes(headOf(number, content.length)).append(content) };
  }

  string(number: number, origin: Field | null, value: string): Item {
    return bytesItem(number, origin, encoder.encode(value));
  }

  bytes(number: number, origin: Field | null, value: Uint8Array): Item {
    return bytesItem(number, origin, value);
  }

  integer(number: number, origin: Field | null, value: number | bigint): Item {
    const bytes = [...encodeVarint(number * 8 + WireType.Varint), ...encodeVarint(value)];
    return { origin, pieces: new Pieces().bytes(Uint8Array.from(bytes)) };
  }

  float(number: number, origin: Field | null, value: number): Item {
    const tag = encodeVarint(number * 8 + WireType.Fixed32);
    const bytes = new Uint8Array(tag.length + 4);
    bytes.set(tag);
    new DataView(bytes.buffer).setFloat32(tag.length, value, true);
    return { origin, pieces: new Pieces().bytes(bytes) };
  }

  /** Names that may be the original ones: what is equal stays as it is in the source. */
  strings(number: number, values: readonly string[]): this {
    const origins = this.original?.all(number) ?? [];
    return this.field(
      number,
      values.map((value, index) => {
        const origin = origins[index] ?? null;
        return origin !== null && equalText(origin, value) ? this.kept(origin) : this.string(number, origin, value);
      }),
    );
  }

  /** One string that may be the original one; an empty one that was absent stays absent. */
  optionalString(number: number, value: string): this {
    const origin = this.original?.last(number) ?? null;
    if (origin === null ? value === "" : equalText(origin, value)) {
      return this;
    }
    return this.field(number, [this.string(number, origin, value)]);
  }

  /** The finished message, in the original's field order; new fields come where their number stands or at the end. */
  finish(): Pieces {
    const out = new Pieces();
    const cursors = new Map<number, number>();
    const emit = (number: number, items: readonly Item[], upTo: number) => {
      for (let i = cursors.get(number) ?? 0; i < upTo; i++) {
        out.append(items[i]!.pieces);
      }
      cursors.set(number, Math.max(upTo, cursors.get(number) ?? 0));
    };
    // By where they start: a message that is parsed again has other objects for its fields.
    const positions = new Map<number, number>();
    const lastOf = new Map<number, Field>();
    for (const [number, items] of this.#replaced) {
      items.forEach((item, index) => {
        if (item.origin !== null) {
          positions.set(item.origin.start, index);
        }
      });
      const last = this.original?.last(number) ?? null;
      if (last !== null) {
        lastOf.set(number, last);
      }
    }
    for (const field of this.original?.fields ?? []) {
      const items = this.#replaced.get(field.number);
      if (items === undefined) {
        if (this.isLeftOut?.(this.original!, field) !== true) {
          out.copy(this.source, field.start, field.end);
        }
        continue;
      }
      const position = positions.get(field.start);
      if (position !== undefined) {
        emit(field.number, items, position + 1);
      }
      if (lastOf.get(field.number) === field) {
        emit(field.number, items, items.length);
      }
    }
    for (const number of [...this.#replaced.keys()].sort((a, b) => a - b)) {
      const items = this.#replaced.get(number)!;
      emit(number, items, items.length);
    }
    return out;
  }
}

function bytesItem(number: number, origin: Field | null, value: Uint8Array): Item {
  return { origin, pieces: new Pieces().bytes(headOf(number, value.byteLength)).bytes(value) };
}

/** The tag and the length before the bytes of a field. */
function headOf(number: number, length: number): Uint8Array {
  const tag = number * 8 + WireType.Bytes;
  return Uint8Array.from(tag < 128 && length < 128 ? [tag, length] : [...encodeVarint(tag), ...encodeVarint(length)]);
}

/** Compared as text, so that bytes which are not valid UTF-8 stay as they are too. */
function equalText(field: Field, value: string): boolean {
  return field.chunk !== null && stringValue(field) === value;
}
