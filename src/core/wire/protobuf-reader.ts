// Messages of any size: what is small is loaded with its surroundings; what is large stays in the file until asked for.
import type { Chunk, ReadAhead } from "../bytes/read-ahead";
import { INLINE_BYTES, MAX_NESTING } from "../bytes/limits";
import { malformed, truncated } from "../ground/errors";
import { Flaw, Head, HEAD_BYTES, OpenGroups, WireType } from "./protobuf-head";
import { Field } from "./protobuf-field";
import { FieldList } from "./protobuf-field-list";
import { checkHead, openGroup } from "./protobuf-flaws";
import { Message } from "./protobuf-message";

export { WireType } from "./protobuf-head";
export * from "./protobuf-field";
export * from "./protobuf-field-list";
export * from "./protobuf-message";

/** Which fields of a message are messages that may be large, and what is in them. */
export interface MessageShape {
  readonly name: string;
  readonly messages: () => Readonly<Record<number, MessageShape>>;
}

/**
 * The fields of a message of any size. Small values are loaded; large ones that `shape` knows as messages are read
 * in turn, and every other large value stays in the file.
 */
export async function readMessage(
  reader: ReadAhead,
  start: number,
  end: number,
  shape: MessageShape,
  depth = 0,
): Promise<Message> {
  if (depth > MAX_NESTING) {
    throw malformed(shape.name, `messages are nested more than ${MAX_NESTING} deep`, start);
  }
  if (end > reader.source.size) {
    throw truncated(shape.name, start, end - start, reader.source.size);
  }
  const known = shape.messages();
  const list = new FieldList(shape.name, start);
  const cursor = new Cursor(reader, end, shape.name);
  for (let position = start; position < end; position = cursor.valueEnd) {
    if (!cursor.tryField(position)) {
      await cursor.field(position);
    }
    const { number, wireType, valueStart, valueEnd, chunk } = cursor;
    const index = list.add(number, wireType, valueStart, valueEnd, chunk);
    const inner = chunk === null && wireType === WireType.Bytes ? known[number] : undefined;
    if (inner !== undefined) {
      list.at(index).message = await readMessage(reader, valueStart, valueEnd, inner, depth + 1);
    }
  }
  return new Message(shape.name, start, end, list);
}

/** The field at a place of the file, with its value where that is small. */
export async function readField(reader: ReadAhead, position: number, end: number, name: string): Promise<Field> {
  const cursor = new Cursor(reader, end, name);
  await cursor.field(position);
  return new Field(cursor.number, cursor.wireType, position, cursor.valueStart, cursor.valueEnd, cursor.chunk);
}

/** The field that the file ends within, as far as it goes; null where the bytes begin no field. */
export function fieldCutOff({ bytes, offset }: Chunk, position: number): Field | null {
  const head = new Head();
  const flaw = head.decode(bytes, position - offset, bytes.byteLength, Infinity);
  const end = offset + bytes.byteLength;
  return flaw === Flaw.NoField || head.wireType === WireType.EndGroup
    ? null
    : new Field(head.number, head.wireType, position, end, end, null);
}

/** The field that was read last. Places are those of the file. */
class Cursor {
  number = 0;
  wireType: WireType = WireType.Varint;
  valueStart = 0;
  valueEnd = 0;
  /** What is loaded around the value; null where it is too large, or a group, which nobody opens. */
  chunk: Chunk | null = null;
  readonly #head = new Head();

  constructor(
    readonly reader: ReadAhead,
    readonly end: number,
    readonly name: string,
  ) {}

  /** Reads a field where it is loaded, so that a run of small ones is read without waiting. @returns whether it is. */
  tryField(position: number): boolean {
    const loaded = this.reader.loaded(position, Math.min(HEAD_BYTES, this.end - position));
    if (loaded === null) {
      return false;
    }
    this.#take(loaded, position);
    if (this.wireType === WireType.Group) {
      return false;
    }
    const length = this.valueEnd - position;
    this.chunk = length > INLINE_BYTES ? null : this.reader.loaded(position, length);
    return length > INLINE_BYTES || this.chunk !== null;
  }

  async field(position: number): Promise<void> {
    const wanted = Math.min(HEAD_BYTES, this.end - position);
    this.#take(this.reader.loaded(position, wanted) ?? (await this.reader.load(position, wanted, this.name)), position);
    this.chunk = null;
    if (this.wireType === WireType.Group) {
      this.valueEnd = await this.#groupEnd();
      return;
    }
    const length = this.valueEnd - position;
    if (length <= INLINE_BYTES) {
      this.chunk = this.reader.loaded(position, length) ?? (await this.reader.load(position, length, this.name));
    }
  }

  #take(chunk: Chunk, position: number): void {
    const { bytes, offset } = chunk;
    const head = this.#head;
    const limit = this.end - offset;
    const flaw = head.decode(bytes, position - offset, Math.min(bytes.byteLength, limit), limit);
    const isLast = this.end === this.reader.source.size;
    if (flaw === Flaw.PastEnd && isLast && head.wireType === WireType.Bytes && head.valueEnd > limit) {
      const length = head.valueEnd + offset - position;
      throw truncated(`Field ${head.number} of ${this.name}`, position, length, this.reader.source.size);
    }
    checkHead(head, flaw, this.name, position);
    this.number = head.number;
    this.wireType = head.wireType;
    this.valueStart = head.valueStart + offset;
    this.valueEnd = head.valueEnd + offset;
  }

  /** Goes over the heads of what is in a group: what they hold is not loaded. */
  async #groupEnd(): Promise<number> {
    const { reader, end, number, valueStart } = this;
    const open = new OpenGroups(number);
    let position = valueStart;
    while (!open.isClosed) {
      const wanted = Math.min(HEAD_BYTES, end - position);
      const { bytes, offset } = reader.loaded(position, wanted) ?? (await reader.load(position, wanted, this.name));
      const limit = end - offset;
      const flaw = this.#head.decode(bytes, position - offset, Math.min(bytes.byteLength, limit), limit);
      if (flaw !== Flaw.None || !open.pass(this.#head)) {
        throw openGroup(this.name, number, valueStart);
      }
      position = this.#head.valueEnd + offset;
    }
    return position;
  }
}
