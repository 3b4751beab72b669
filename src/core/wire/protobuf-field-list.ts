// The fields of a message, in file order, as numbers.
import { MAX_FIELDS } from "../bytes/limits";
import type { Chunk } from "../bytes/read-ahead";
import { decodeText } from "../bytes/text";
import { decodeVarint } from "../bytes/varint";
import { ModelError } from "../ground/errors";
import type { NameTable } from "../ir/name-table";
import { addVarints, Field, integerValue, integerValues, stringValue } from "./protobuf-field";
import { checkHead, openGroup } from "./protobuf-flaws";
import { Flaw, Head, MORE, OpenGroups, WireType } from "./protobuf-head";
import { isTextAt, TextPool } from "./text-pool";

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

  /** Whether no value was left in the file. */
  get isLoaded(): boolean {
    return this.#chunks?.includes(null) !== true;
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
    const wireType = this.wireType(index);
    if (wireType === WireType.Varint) {
      to.push(this.integer(index));
      return;
    }
    if (chunk === null || wireType !== WireType.Bytes) {
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

  /** Where the value at a position starts in the file. */
  valueStart(index: number): number {
    return this.#rows[index * ROW + 2]!;
  }

  /** Reads the fields of the message at a position into another list; false where it is not loaded as a whole. */
  openInto(list: FieldList, index: number, name: string): boolean {
    const chunk = this.#chunkOf(index);
    if (chunk === null || this.wireType(index) !== WireType.Bytes) {
      return false;
    }
    const start = this.valueStart(index);
    list.reset(name, start, chunk);
    list.fill(start, start + this.lengthAt(index));
    return true;
  }

  /** Adds the fields of a message that is loaded whole. @param start, end Of the file. @throws ModelError for what is none. */
  fill(start: number, end: number): void {
    const { bytes, offset } = this.chunk!;
    const limit = end - offset;
    for (let position = start - offset; position < limit;) {
      const flaw = head.decode(bytes, position, limit, limit);
      const { number, wireType, valueStart } = head;
      checkHead(head, flaw, this.subject, position + offset);
      position =
        wireType === WireType.Group ? groupEnd(this.subject, bytes, valueStart, limit, number, offset) : head.valueEnd;
      this.add(number, wireType, valueStart + offset, position + offset);
    }
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
const head = new Head();

function isEntryPart(number: number): boolean {
  return head.number === number && head.wireType === WireType.Bytes;
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
