// Protocol Buffers wire format: https://protobuf.dev/programming-guides/encoding/
// A message is kept as its fields in file order, each a span of the file. Nothing is dropped, so nothing can be lost.
import type { Chunk } from "../bytes/read-ahead";
import { decodeText } from "../bytes/text";
import { MAX_FIELDS } from "../bytes/limits";
import { malformed, ModelError } from "../ir/errors";
import type { NameTable } from "../ir/name-table";
import { Flaw, Head, MORE, OpenGroups, WireType } from "./protobuf-head";
import { isTextAt, TextPool } from "./text-pool";
import { decodeVarint } from "../bytes/varint";

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

/** The fields of one message, in file order. Getters follow protobuf: of a repeated scalar the last one counts. */
export class Message {
  constructor(
    public name: string,
    public start: number,
    public end: number,
    readonly list: FieldList,
  ) {}

  get fields(): readonly Field[] {
    return this.list.all();
  }

  first(number: number): Field | null {
    const index = this.list.next(number, 0);
    return index < 0 ? null : this.list.at(index);
  }

  last(number: number): Field | null {
    const index = this.list.last(number);
    return index < 0 ? null : this.list.at(index);
  }

  /** Where the fields of a number stand in the list: of a million of them none is kept as an object. */
  eachIndex(number: number, visit: (index: number) => void): void {
    for (let index = this.list.next(number, 0); index >= 0; index = this.list.next(number, index + 1)) {
      visit(index);
    }
  }

  count(number: number): number {
    let count = 0;
    for (let index = this.list.next(number, 0); index >= 0; index = this.list.next(number, index + 1)) {
      count++;
    }
    return count;
  }

  has(number: number): boolean {
    return this.list.next(number, 0) >= 0;
  }

  all(number: number): Field[] {
    const found: Field[] = [];
    for (let index = this.list.next(number, 0); index >= 0; index = this.list.next(number, index + 1)) {
      found.push(this.list.at(index));
    }
    return found;
  }

  /** The message in a field that may occur once. Two would have to be merged, which no writer produces: refused. */
  single(number: number, name: string, opener?: MessageOpener): Message | null {
    const index = this.list.next(number, 0);
    if (index < 0) {
      return null;
    }
    const second = this.list.next(number, index + 1);
    if (second >= 0) {
      throw malformed(this.name, `its field ${name} occurs twice`, this.list.at(second).start);
    }
    return opener === undefined ? subMessage(this.list.made(index), name) : opener.open(this.list, index, name);
  }

  messages(number: number, name: string): Message[] {
    const found: Message[] = [];
    this.eachIndex(number, (index) => found.push(subMessage(this.list.made(index), name)));
    return found;
  }

  /** The last field of a number as an integer; null where there is none. Of a list it is the first one. */
  lastInteger(number: number): number | bigint | null {
    const { list } = this;
    const index = list.last(number);
    if (index < 0) {
      return null;
    }
    return list.wireType(index) === WireType.Varint
      ? list.integer(index)
      : (integerValues(list.made(index))[0] ?? null);
  }

  string(number: number, fallback = ""): string {
    const index = this.list.last(number);
    return index < 0 ? fallback : this.list.string(index);
  }

  /** As `string`, of what files have few different texts in: an operator, a key. */
  word(number: number): string {
    const index = this.list.last(number);
    return index < 0 ? "" : this.list.word(index);
  }

  /** What is made of each field of a number, by where it stands in the list. */
  map<T>(number: number, make: (index: number) => T): T[] {
    const made = new Array<T>(this.count(number));
    let position = 0;
    for (let index = this.list.next(number, 0); index >= 0; index = this.list.next(number, index + 1)) {
      made[position++] = make(index);
    }
    return made;
  }

  /** Fields that are only read here are not kept as such: there may be a million. */
  strings(number: number): string[] {
    const found: string[] = [];
    for (let index = this.list.next(number, 0); index >= 0; index = this.list.next(number, index + 1)) {
      found.push(this.list.string(index));
    }
    // A list that grew has room for more.
    return found.slice();
  }

  integer(number: number, fallback = 0): number {
    const index = this.list.last(number);
    return index < 0 ? fallback : Number(this.list.integer(index));
  }

  /** Integers, packed or not. */
  integers(number: number): (number | bigint)[] {
    const found: (number | bigint)[] = [];
    for (let index = this.list.next(number, 0); index >= 0; index = this.list.next(number, index + 1)) {
      this.list.addIntegers(index, found);
    }
    return found;
  }

  float(number: number, fallback = 0): number {
    const field = this.last(number);
    return field === null ? fallback : floatValue(field);
  }
}

/**
 * Fields that follow each other without a gap, three numbers each: a field as an object takes four times as much, so
 * that is made when it is asked for.
 */
export class FieldList {
  /** For each: number · 8 + wire type, where it starts, where its value starts. */
  #rows: number[] = [];
  /** How much of the rows is filled. */
  #filled = 0;
  /** What is loaded around each, where it is not the same for all. */
  readonly #chunks: (Chunk | null)[] | null;
  #fields: (Field | undefined)[] | null = null;
  #end: number;
  /** No other list, and none of the messages that this one held before, has this number. */
  edition = ++editions;

  /** @param chunk What is loaded of all of them; undefined: of each something else. */
  constructor(
    public subject: string,
    start: number,
    public chunk?: Chunk,
  ) {
    this.#end = start;
    this.#chunks = chunk === undefined ? [] : null;
  }

  /** Begins anew with the fields of another message, of which `chunk` is loaded. */
  reset(subject: string, start: number, chunk: Chunk): void {
    this.subject = subject;
    this.chunk = chunk;
    this.#end = start;
    this.#filled = 0;
    this.#fields = null;
    this.edition = ++editions;
  }

  get length(): number {
    return this.#filled / ROW;
  }

  /** To be called once all fields are there: a list that grew has room for more. */
  trim(): void {
    this.#rows = this.#rows.slice();
  }

  /** @returns its position. @throws ModelError where there are too many. */
  add(number: number, wireType: WireType, valueStart: number, end: number, chunk: Chunk | null = null): number {
    const index = this.length;
    if (index === MAX_FIELDS) {
      throw new ModelError(
        "limit",
        `${this.subject} has more than ${MAX_FIELDS} fields; no known writer makes such a file.`,
        this.subject,
      );
    }
    const rows = this.#rows;
    rows[this.#filled++] = number * 8 + wireType;
    rows[this.#filled++] = this.#end;
    rows[this.#filled++] = valueStart;
    this.#chunks?.push(chunk);
    this.#end = end;
    return index;
  }

  /** The first field of a number from a position on; −1 where there is none. */
  next(number: number, from: number): number {
    const rows = this.#rows;
    for (let at = from * ROW; at < this.#filled; at += ROW) {
      if (rows[at]! >>> 3 === number) {
        return at / ROW;
      }
    }
    return -1;
  }

  last(number: number): number {
    const rows = this.#rows;
    for (let at = this.#filled - ROW; at >= 0; at -= ROW) {
      if (rows[at]! >>> 3 === number) {
        return at / ROW;
      }
    }
    return -1;
  }

  /** The field at a position: the same object each time. */
  at(index: number): Field {
    this.#fields ??= new Array<Field | undefined>(this.length);
    return (this.#fields[index] ??= this.made(index));
  }

  all(): readonly Field[] {
    for (let index = 0; index < this.length; index++) {
      this.at(index);
    }
    return (this.#fields ?? []) as Field[];
  }

  /** The field at a position, as an object of its own unless there is one already. */
  made(index: number): Field {
    const known = this.#fields?.[index];
    if (known !== undefined) {
      return known;
    }
    const rows = this.#rows;
    const at = index * ROW;
    const tag = rows[at]!;
    return new Field(tag >>> 3, tag & 7, rows[at + 1]!, rows[at + 2]!, this.#endOf(at), this.#chunkOf(index));
  }

  number(index: number): number {
    return this.#rows[index * ROW]! >>> 3;
  }

  wireType(index: number): WireType {
    return this.#rows[index * ROW]! & 7;
  }

  /** How many bytes the value at a position takes. */
  lengthAt(index: number): number {
    const at = index * ROW;
    return this.#endOf(at) - this.#rows[at + 2]!;
  }

  /** The text at a position, as `stringValue` has it, without an object for its field. */
  string(index: number): string {
    const chunk = this.#chunkOf(index);
    if (chunk === null || this.wireType(index) !== WireType.Bytes) {
      return stringValue(this.made(index));
    }
    const at = index * ROW;
    return decodeText(chunk.bytes, this.#rows[at + 2]! - chunk.offset, this.#endOf(at) - chunk.offset);
  }

  /** As `string`, of what files have few different texts in. */
  word(index: number): string {
    const chunk = this.#chunkOf(index);
    if (chunk === null || this.wireType(index) !== WireType.Bytes) {
      return stringValue(this.made(index));
    }
    const at = index * ROW;
    return words.of(chunk.bytes, this.#rows[at + 2]! - chunk.offset, this.#endOf(at) - chunk.offset);
  }

  /** What has the text at a position for its name. */
  named<T extends { readonly name: string }>(index: number, names: NameTable<T>): T | undefined {
    const chunk = this.#chunkOf(index);
    if (chunk === null || this.wireType(index) !== WireType.Bytes) {
      return names.get(this.string(index));
    }
    const at = index * ROW;
    const found = names.getAscii(chunk.bytes, this.#rows[at + 2]! - chunk.offset, this.#endOf(at) - chunk.offset);
    return found === null ? names.get(this.string(index)) : found;
  }

  /** Whether the message at a position has a field of one of some numbers; null where it has to be opened to tell. */
  holds(index: number, numbers: readonly number[]): boolean | null {
    const chunk = this.#chunkOf(index);
    if (chunk === null || this.wireType(index) !== WireType.Bytes) {
      return null;
    }
    const { bytes, offset } = chunk;
    const at = index * ROW;
    const end = this.#endOf(at) - offset;
    for (let position = this.#rows[at + 2]! - offset; position < end; position = head.valueEnd) {
      const flaw = head.decode(bytes, position, end, end);
      if (flaw !== Flaw.None || head.wireType === WireType.Group || head.wireType === WireType.EndGroup) {
        return null;
      }
      if (numbers.includes(head.number)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the field at a position is this text. @param text ASCII. */
  isText(index: number, text: string): boolean {
    const chunk = this.#chunkOf(index);
    if (chunk === null || this.wireType(index) !== WireType.Bytes) {
      return stringValue(this.made(index)) === text;
    }
    const at = index * ROW;
    const start = this.#rows[at + 2]! - chunk.offset;
    return isTextAt(chunk.bytes, start, this.#endOf(at) - chunk.offset, text);
  }

  /** The integer at a position, as `integerValue` has it. */
  integer(index: number): number | bigint {
    const chunk = this.#chunkOf(index);
    if (chunk === null || this.wireType(index) !== WireType.Varint) {
      return integerValue(this.made(index));
    }
    const at = index * ROW;
    const start = this.#rows[at + 2]! - chunk.offset;
    const first = chunk.bytes[start]!;
    return first < MORE ? first : decodeVarint(chunk.bytes, start, this.#endOf(at) - chunk.offset).value;
  }

  /** Adds the integers at a position, of which there may be several, to others. */
  addIntegers(index: number, to: (number | bigint)[]): void {
    const chunk = this.#chunkOf(index);
    if (chunk === null || this.wireType(index) !== WireType.Bytes) {
      integerValues(this.made(index)).forEach((value) => to.push(value));
      return;
    }
    const at = index * ROW;
    addVarints(chunk, this.#rows[at + 2]!, this.#endOf(at), to);
  }

  /**
   * Whether the map entry at a position is that of a key, told by its bytes; null where it has to be opened for that: it is
   * not loaded, or is not its key and its value in this order, each once.
   * @param key ASCII.
   */
  hasKey(index: number, key: string): boolean | null {
    const chunk = this.#chunkOf(index);
    if (chunk === null || this.wireType(index) !== WireType.Bytes) {
      return null;
    }
    const { bytes, offset } = chunk;
    const at = index * ROW;
    const end = this.#endOf(at) - offset;
    if (head.decode(bytes, this.#rows[at + 2]! - offset, end, end) !== Flaw.None || !isEntryPart(KEY)) {
      return null;
    }
    const { valueStart, valueEnd } = head;
    if (head.decode(bytes, valueEnd, end, end) !== Flaw.None || !isEntryPart(VALUE) || head.valueEnd !== end) {
      return null;
    }
    return isTextAt(bytes, valueStart, valueEnd, key);
  }

  /** The message at a position, into the memory of another list; null where it is not loaded as a whole. */
  openInto(list: FieldList, index: number, name: string): Message | null {
    const chunk = this.#chunkOf(index);
    if (chunk === null || this.wireType(index) !== WireType.Bytes) {
      return null;
    }
    const at = index * ROW;
    const start = this.#rows[at + 2]!;
    list.reset(name, start, chunk);
    return parseInto(list, name, chunk, start, this.#endOf(at));
  }

  #endOf(at: number): number {
    return at + ROW < this.#filled ? this.#rows[at + ROW + 1]! : this.#end;
  }

  #chunkOf(index: number): Chunk | null {
    return this.#chunks === null ? this.chunk! : this.#chunks[index]!;
  }
}

const ROW = 3;
const words = new TextPool();
let editions = 0;
/** The fields of a map entry. */
const KEY = 1;
const VALUE = 2;

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

const NOTHING: Chunk = { bytes: new Uint8Array(0), offset: 0 };

/** Opens messages one after another in the same memory, of which there may be millions: one is good until the next. */
export class MessageOpener {
  readonly #list = new FieldList("", 0, NOTHING);
  /** What was opened last. */
  #message: Message | null = null;
  #edition = 0;
  #index = 0;

  /** The message in a field of another, by its position. One that is asked for again and again is read once. */
  open(fields: FieldList, index: number, name: string): Message {
    const isOpen = this.#edition === fields.edition && this.#index === index;
    return (isOpen ? this.#message : null) ?? this.#open(fields, index, name);
  }

  #open(fields: FieldList, index: number, name: string): Message {
    this.#message = null; // Its memory is written to, even if this fails.
    const message = fields.openInto(this.#list, index, name) ?? subMessage(fields.made(index), name);
    this.#message = message;
    this.#edition = fields.edition;
    this.#index = index;
    return message;
  }
}

/** The fields of a message that is loaded whole. */
export function parseMessage(name: string, chunk: Chunk, start: number, end: number): Message {
  const list = new FieldList(name, start, chunk);
  const message = parseInto(list, name, chunk, start, end);
  list.trim();
  return message;
}

function parseInto(list: FieldList, name: string, chunk: Chunk, start: number, end: number): Message {
  const { bytes, offset } = chunk;
  const limit = end - offset;
  for (let position = start - offset; position < limit;) {
    const flaw = head.decode(bytes, position, limit, limit);
    const { number, wireType, valueStart } = head;
    checkHead(head, flaw, name, position + offset);
    position = wireType === WireType.Group ? groupEnd(name, bytes, valueStart, limit, number, offset) : head.valueEnd;
    list.add(number, wireType, valueStart + offset, position + offset);
  }
  return new Message(name, start, end, list);
}

const head = new Head();

function isEntryPart(number: number): boolean {
  return head.number === number && head.wireType === WireType.Bytes;
}

/** @param place Where the field begins in the file. @throws ModelError where there is a flaw. */
export function checkHead({ number, wireType }: Head, flaw: Flaw, name: string, place: number): void {
  if (flaw === Flaw.NoField || wireType === WireType.EndGroup) {
    throw malformed(name, "this is no protobuf field", place);
  }
  if (flaw === Flaw.PastEnd) {
    throw malformed(name, `field ${number} runs past the end of its message`, place);
  }
}

function groupEnd(name: string, bytes: Uint8Array, from: number, limit: number, number: number, offset: number) {
  const open = new OpenGroups(number);
  let position = from;
  while (!open.isClosed) {
    if (head.decode(bytes, position, limit, limit) !== Flaw.None || !open.pass(head)) {
      throw openGroup(name, number, from + offset);
    }
    position = head.valueEnd;
  }
  return position;
}

export function openGroup(name: string, number: number, place: number): ModelError {
  return malformed(name, `group ${number} does not end`, place);
}

export function stringValue(field: Field): string {
  if (field.wireType !== WireType.Bytes) {
    throw malformed(`Field ${field.number}`, "text was expected here", field.start);
  }
  const { bytes } = field;
  return decodeText(bytes, 0, bytes.byteLength);
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
  addVarints({ bytes, offset }, offset, offset + bytes.byteLength, values);
  return values;
}

/** @param start, end Of the file. */
function addVarints({ bytes, offset }: Chunk, start: number, end: number, to: (number | bigint)[]): void {
  for (let position = start - offset; position < end - offset;) {
    const first = bytes[position]!;
    if (first < MORE) {
      to.push(first);
      position++;
      continue;
    }
    const long = decodeVarint(bytes, position, end - offset);
    if (long.end < 0) {
      throw malformed("A list of integers", "it ends in the middle of one", position + offset);
    }
    to.push(long.value);
    position = long.end;
  }
}

export function floatValue(field: Field): number {
  if (field.wireType !== WireType.Fixed32) {
    throw malformed(`Field ${field.number}`, "a float was expected here", field.start);
  }
  const bytes = field.bytes;
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
}

/** The bytes of a short field, one character each; null for a long one. */
export function printedBytes(field: unknown): string | null {
  return field instanceof Field && field.chunk !== null && field.length <= MOST_PRINTED
    ? Array.from(field.bytes, (byte) => String.fromCharCode(byte)).join("")
    : null;
}

const MOST_PRINTED = 4096;
