// Protocol Buffers wire format: https://protobuf.dev/programming-guides/encoding/
// A message is kept as its fields in file order, each a span of the file. What is small is loaded with its
// surroundings; what is large stays in the file until asked for. Nothing is dropped, so nothing can be lost.
import { readRange } from "../bytes/byte-source";
import type { ReadAhead } from "../bytes/read-ahead";
import { type Chunk } from "../bytes/read-ahead";
import { INLINE_BYTES, MAX_FIELDS, MAX_NESTING } from "../formats/limits";
import { malformed, ModelError, truncated } from "../ir/errors";
import { decodeVarint, skipVarint } from "./varint";

export const enum WireType {
  Varint = 0,
  Fixed64 = 1,
  Bytes = 2,
  Group = 3,
  EndGroup = 4,
  Fixed32 = 5,
}

/** One field as it stands in the file: tag at `start`, value from `valueStart` to `end`. */
export class Field {
  /** Set where the field is a message too large to load whole: its fields were read one by one. */
  message: Message | null = null;

  constructor(
    readonly number: number,
    readonly wireType: WireType,
    readonly start: number,
    readonly valueStart: number,
    readonly end: number,
    /** The loaded bytes around the value, or null where it was left in the file. */
    readonly chunk: Chunk | null,
  ) {}

  get length(): number {
    return this.end - this.valueStart;
  }

  /** The loaded value. @throws ModelError where it was too large to load, which no known field of this kind is. */
  get bytes(): Uint8Array {
    if (this.chunk === null) {
      throw malformed(`Field ${this.number}`, `its ${this.length} bytes are too many for what it holds`, this.start);
    }
    return this.chunk.bytes.subarray(this.valueStart - this.chunk.offset, this.end - this.chunk.offset);
  }
}

/** The bytes of a short field, one character each; null for a long one. */
export function printedBytes(field: unknown): string | null {
  return field instanceof Field && field.chunk !== null && field.length <= MOST_PRINTED
    ? String.fromCharCode(...field.bytes)
    : null;
}

const MOST_PRINTED = 4096;

/** Which fields of a message are messages that may be large, and what is in them. */
export interface MessageShape {
  readonly name: string;
  readonly messages: () => Readonly<Record<number, MessageShape>>;
}

const text = new TextDecoder("utf-8", { ignoreBOM: true });

/** The fields of one message, in file order. Getters follow protobuf: of a repeated scalar the last one counts. */
export class Message {
  constructor(
    readonly name: string,
    readonly start: number,
    readonly end: number,
    readonly fields: readonly Field[],
  ) {}

  first(number: number): Field | null {
    return this.fields.find((field) => field.number === number) ?? null;
  }

  last(number: number): Field | null {
    for (let i = this.fields.length - 1; i >= 0; i--) {
      const field = this.fields[i]!;
      if (field.number === number) {
        return field;
      }
    }
    return null;
  }

  all(number: number): Field[] {
    return this.fields.filter((field) => field.number === number);
  }

  /** The message in a field that may occur once. Two would have to be merged, which no writer produces: refused. */
  single(number: number, name: string): Message | null {
    const [field, second] = this.all(number);
    if (second !== undefined) {
      throw malformed(this.name, `its field ${name} occurs twice`, second.start);
    }
    return field === undefined ? null : subMessage(field, name);
  }

  messages(number: number, name: string): Message[] {
    return this.all(number).map((field) => subMessage(field, name));
  }

  string(number: number, fallback = ""): string {
    const field = this.last(number);
    return field === null ? fallback : stringValue(field);
  }

  strings(number: number): string[] {
    return this.all(number).map(stringValue);
  }

  integer(number: number, fallback = 0): number {
    const field = this.last(number);
    return field === null ? fallback : Number(integerValue(field));
  }

  /** Integers, packed or not. */
  integers(number: number): (number | bigint)[] {
    return this.all(number).flatMap(integerValues);
  }

  float(number: number, fallback = 0): number {
    const field = this.last(number);
    return field === null ? fallback : floatValue(field);
  }
}

export function subMessage(field: Field, name: string): Message {
  if (field.message !== null) {
    return field.message;
  }
  if (field.wireType !== WireType.Bytes) {
    throw malformed(name, "a message was expected here", field.start);
  }
  if (field.chunk === null) {
    throw malformed(name, `its ${field.length} bytes are too many for what it holds`, field.start);
  }
  return parseMessage(name, field.chunk, field.valueStart, field.end);
}

export function stringValue(field: Field): string {
  if (field.wireType !== WireType.Bytes) {
    throw malformed(`Field ${field.number}`, "text was expected here", field.start);
  }
  return text.decode(field.bytes);
}

/** An int64 field; enums, bools and smaller integers are a subset. Beyond 2^53 it is a bigint. */
export function integerValue(field: Field): number | bigint {
  if (field.wireType !== WireType.Varint) {
    throw malformed(`Field ${field.number}`, "an integer was expected here", field.start);
  }
  return decodeVarint(field.bytes, 0).value;
}

export function integerValues(field: Field): (number | bigint)[] {
  if (field.wireType === WireType.Varint) {
    return [integerValue(field)];
  }
  if (field.wireType !== WireType.Bytes) {
    throw malformed(`Field ${field.number}`, "integers were expected here", field.start);
  }
  return decodeVarints(field.bytes, field.valueStart);
}

export function decodeVarints(bytes: Uint8Array, offset: number): (number | bigint)[] {
  const values: (number | bigint)[] = [];
  for (let position = 0; position < bytes.byteLength;) {
    const { value, end } = decodeVarint(bytes, position);
    if (end < 0) {
      throw malformed("A list of integers", "it ends in the middle of one", offset + position);
    }
    values.push(value);
    position = end;
  }
  return values;
}

export function floatValue(field: Field): number {
  if (field.wireType !== WireType.Fixed32) {
    throw malformed(`Field ${field.number}`, "a float was expected here", field.start);
  }
  const bytes = field.bytes;
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
}

/** The fields of a message that is loaded whole. */
export function parseMessage(name: string, chunk: Chunk, start: number, end: number): Message {
  const { bytes, offset } = chunk;
  const fields: Field[] = [];
  const limit = end - offset;
  for (let position = start - offset; position < limit;) {
    const field = parseField(name, chunk, bytes, position, limit);
    push(fields, field, name);
    position = field.end - offset;
  }
  return new Message(name, start, end, fields);
}

function push(fields: Field[], field: Field, name: string): void {
  if (fields.length === MAX_FIELDS) {
    throw new ModelError(
      "limit",
      `${name} has more than ${MAX_FIELDS} fields; no known writer makes such a file.`,
      name,
    );
  }
  fields.push(field);
}

function parseField(name: string, chunk: Chunk, bytes: Uint8Array, position: number, limit: number): Field {
  const start = position + chunk.offset;
  const { number, wireType, end: valueStart } = decodeTag(name, bytes, position, limit, start);
  let begin = valueStart;
  let end: number;
  if (wireType === WireType.Varint) {
    end = skipVarint(bytes, valueStart, limit);
  } else if (wireType === WireType.Fixed32) {
    end = valueStart + 4;
  } else if (wireType === WireType.Fixed64) {
    end = valueStart + 8;
  } else if (wireType === WireType.Group) {
    end = skipGroup(name, bytes, valueStart, limit, number, chunk.offset);
  } else {
    const length = decodeVarint(bytes, valueStart, limit);
    begin = length.end;
    end = length.end < 0 ? -1 : length.end + Number(length.value);
  }
  if (begin < valueStart || end < begin || end > limit) {
    throw malformed(name, `field ${number} runs past the end of its message`, start);
  }
  return new Field(number, wireType, start, begin + chunk.offset, end + chunk.offset, chunk);
}

function decodeTag(name: string, bytes: Uint8Array, position: number, limit: number, start: number) {
  const { value, end } = decodeVarint(bytes, position, limit);
  const tag = Number(value);
  const number = Math.floor(tag / 8);
  const wireType: WireType = tag % 8;
  if (end < 0 || tag < 8 || tag > 0xffffffff || wireType > WireType.Fixed32 || wireType === WireType.EndGroup) {
    throw malformed(name, "this is no protobuf field", start);
  }
  return { number, wireType, end };
}

/** The end of a group, its end tag included. Groups are long gone from schemas; they are carried, never opened. */
function skipGroup(
  name: string,
  bytes: Uint8Array,
  from: number,
  limit: number,
  number: number,
  offset: number,
): number {
  const open = [number];
  let position = from;
  while (open.length > 0) {
    const { value, end } = decodeVarint(bytes, position, limit);
    if (end < 0 || open.length > MAX_NESTING) {
      throw malformed(name, `group ${number} does not end`, from + offset);
    }
    const inner = Math.floor(Number(value) / 8);
    const wireType = Number(value) % 8;
    position = end;
    if (wireType === (WireType.Varint as number)) {
      position = skipVarint(bytes, position, limit);
    } else if (wireType === (WireType.Fixed32 as number)) {
      position += 4;
    } else if (wireType === (WireType.Fixed64 as number)) {
      position += 8;
    } else if (wireType === (WireType.Bytes as number)) {
      const length = decodeVarint(bytes, position, limit);
      position = length.end < 0 ? -1 : length.end + Number(length.value);
    } else if (wireType === (WireType.Group as number)) {
      open.push(inner);
    } else if (wireType === (WireType.EndGroup as number) && open.pop() === inner) {
      // closed
    } else {
      throw malformed(name, `group ${number} does not end`, from + offset);
    }
    if (position < 0 || position > limit) {
      throw malformed(name, `group ${number} does not end`, from + offset);
    }
  }
  return position;
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
  const fields: Field[] = [];
  for (let position = start; position < end;) {
    const field =
      readLoadedField(reader, position, end, shape.name) ?? (await readField(reader, position, end, shape.name));
    const inner = field.chunk === null ? known[field.number] : undefined;
    if (inner !== undefined) {
      field.message = await readMessage(reader, field.valueStart, field.end, inner, depth + 1);
    }
    push(fields, field, shape.name);
    position = field.end;
  }
  return new Message(shape.name, start, end, fields);
}

/** A tag takes at most 5 bytes and a length or integer at most 10. */
const HEAD_BYTES = 15;

/** The next field where it is loaded already, so that a run of small fields is read without waiting. */
function readLoadedField(reader: ReadAhead, position: number, end: number, name: string): Field | null {
  const head = reader.loaded(position, Math.min(HEAD_BYTES, end - position));
  return head === null ? null : fieldInChunk(reader, head, position, end, name);
}

/** The field at a place of the file, with its value where that is small. */
export async function readField(reader: ReadAhead, position: number, end: number, name: string): Promise<Field> {
  const headLength = Math.min(HEAD_BYTES, end - position);
  const head = reader.loaded(position, headLength) ?? (await reader.load(position, headLength, name));
  const field = fieldInChunk(reader, head, position, end, name);
  if (field !== null) {
    return field;
  }
  // The value is small but not loaded, or a group, whose end only reading it tells.
  const { wireType, end: headEnd } = decodeHead(name, head, position, end, reader.source.size);
  const length = wireType === WireType.Group ? end - position : headEnd - position;
  const chunk =
    wireType === WireType.Group
      ? { bytes: await readRange(reader.source, position, length, name), offset: position }
      : await reader.load(position, length, name);
  return parseField(name, chunk, chunk.bytes, position - chunk.offset, length + position - chunk.offset);
}

/** The field that the file ends within, as far as it goes; null where the bytes begin no field. */
export function fieldCutOff({ bytes, offset }: Chunk, position: number, name: string): Field | null {
  try {
    const { number, wireType, end } = decodeTag(name, bytes, position - offset, bytes.byteLength, position);
    return new Field(number, wireType, position, end + offset, offset + bytes.byteLength, null);
  } catch {
    return null;
  }
}

/** @returns null where the value has to be loaded first. */
function fieldInChunk(reader: ReadAhead, head: Chunk, position: number, end: number, name: string): Field | null {
  const { number, wireType, valueStart, end: valueEnd } = decodeHead(name, head, position, end, reader.source.size);
  if (wireType === WireType.Group) {
    return null;
  }
  if (valueEnd - position > INLINE_BYTES) {
    return new Field(number, wireType, position, valueStart, valueEnd, null);
  }
  const chunk = reader.loaded(position, valueEnd - position);
  return chunk === null ? null : new Field(number, wireType, position, valueStart, valueEnd, chunk);
}

/** Tag and length of a field, and where its value ends; for a group only where its value begins. */
function decodeHead(name: string, head: Chunk, position: number, end: number, fileSize: number) {
  const { bytes, offset } = head;
  const limit = Math.min(bytes.byteLength, end - offset);
  const { number, wireType, end: tagEnd } = decodeTag(name, bytes, position - offset, limit, position);
  let valueStart = tagEnd;
  let valueEnd = tagEnd;
  if (wireType === WireType.Bytes) {
    const length = decodeVarint(bytes, tagEnd, limit);
    valueStart = length.end;
    valueEnd = length.end < 0 ? -1 : length.end + Number(length.value);
  } else if (wireType === WireType.Varint) {
    valueEnd = skipVarint(bytes, tagEnd, limit);
  } else if (wireType === WireType.Fixed32 || wireType === WireType.Fixed64) {
    valueEnd += wireType === WireType.Fixed32 ? 4 : 8;
  }
  if (valueStart < 0 || valueEnd < valueStart || valueEnd > end - offset) {
    if (end === fileSize && wireType === WireType.Bytes && valueStart >= 0) {
      throw truncated(`Field ${number} of ${name}`, position, valueEnd + offset - position, fileSize);
    }
    throw malformed(name, `field ${number} runs past the end of its message`, position);
  }
  return { number, wireType, valueStart: valueStart + offset, end: valueEnd + offset };
}
