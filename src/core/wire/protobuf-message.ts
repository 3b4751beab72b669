// Protocol Buffers wire format: https://protobuf.dev/programming-guides/encoding/
// A message is kept as its fields in file order, each a span of the file. Nothing is dropped, so nothing can be lost.
import type { Chunk } from "../bytes/read-ahead";
import { malformed } from "../ground/errors";
import { floatValue, integerValues, type Field } from "./protobuf-field";
import { FieldList } from "./protobuf-field-list";
import { WireType } from "./protobuf-head";

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
    return found.slice(); // a list that grew has room for more
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
    return found.slice(); // as above
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
    const start = fields.valueStart(index);
    const message = fields.openInto(this.#list, index, name)
      ? new Message(name, start, start + fields.lengthAt(index), this.#list)
      : subMessage(fields.made(index), name);
    this.#message = message;
    this.#edition = fields.edition;
    this.#index = index;
    return message;
  }
}

/** The fields of a message that is loaded whole. */
export function parseMessage(name: string, chunk: Chunk, start: number, end: number): Message {
  const list = new FieldList(name, start, chunk);
  list.fill(start, end);
  list.trim();
  return new Message(name, start, end, list);
}
