// JSON as the header of a safetensors file has it, read from its bytes: JSON.parse keeps one of two members with the same
// name and says nothing of where a value is. Depth costs no stack, and nothing is kept of what is skipped.
import { malformed, type ModelError } from "../../ground/errors";

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const [ZERO, NINE, FIRST_PRINTABLE] = [0x30, 0x39, 0x20];
const NULL = new TextEncoder().encode("null");
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class JsonReader {
  #position = 0;

  /** @param offset Where the bytes are in the file. */
  constructor(
    readonly bytes: Uint8Array,
    readonly offset: number,
  ) {}

  get position(): number {
    return this.#position;
  }

  /** Calls `member` for each, which reads its value. */
  object(member: (name: string) => void): void {
    this.#take(OPEN_OBJECT, "an object");
    if (this.#takes(CLOSE_OBJECT)) {
      return;
    }
    do {
      const name = this.string();
      this.#take(COLON, "a colon");
      member(name);
    } while (this.#takes(COMMA));
    this.#take(CLOSE_OBJECT, "the end of an object");
  }

  /** @param most Items before it is given up. */
  integers(most: number): number[] {
    this.#take(OPEN_LIST, "a list");
    const items: number[] = [];
    if (this.#takes(CLOSE_LIST)) {
      return items;
    }
    do {
      if (items.length === most) {
        throw this.#wrong(`a list has more than ${most} numbers`);
      }
      items.push(this.#integer());
    } while (this.#takes(COMMA));
    this.#take(CLOSE_LIST, "the end of a list");
    return items;
  }

  string(): string {
    const start = this.#beginning();
    const { end, isPlain } = this.#passString();
    try {
      const text = utf8.decode(this.bytes.subarray(start, end));
      return isPlain ? text.slice(1, -1) : (JSON.parse(text) as string);
    } catch {
      throw this.#wrong("a text is not valid", start);
    }
  }

  /** Whether the value is null, which is then read. */
  isNull(): boolean {
    const start = this.#beginning();
    const is = NULL.every((byte, index) => this.bytes[start + index] === byte);
    this.#position = is ? start + NULL.length : start;
    return is;
  }

  /** Passes over a value of any kind. */
  skip(): void {
    let depth = 0;
    do {
      const byte = this.bytes[this.#beginning()];
      if (byte === undefined || (depth === 0 && (byte === COMMA || byte === COLON))) {
        throw this.#wrong("a value is missing");
      }
      if (byte === QUOTE) {
        this.#passString();
      } else {
        depth += byte === OPEN_LIST || byte === OPEN_OBJECT ? 1 : byte === CLOSE_LIST || byte === CLOSE_OBJECT ? -1 : 0;
        this.#position++;
        const isScalar = !PUNCTUATION.has(byte);
        while (isScalar && !this.#endsScalar()) {
          this.#position++;
        }
      }
    } while (depth > 0);
    if (depth < 0) {
      throw this.#wrong("a value is missing");
    }
  }

  /** @throws ModelError where anything but white space follows. */
  finish(): void {
    if (this.#beginning() < this.bytes.byteLength) {
      throw this.#wrong("something follows its end");
    }
  }

  #integer(): number {
    const start = this.#beginning();
    let value = 0;
    while (isDigit(this.bytes[this.#position])) {
      value = value * 10 + this.bytes[this.#position]! - ZERO;
      this.#position++;
    }
    const digits = this.#position - start;
    const isRight = digits > 0 && (digits === 1 || this.bytes[start] !== ZERO) && Number.isSafeInteger(value);
    if (!isRight || !this.#endsScalar()) {
      throw this.#wrong("a number is not a whole one from 0 to 2^53 − 1", start);
    }
    return value;
  }

  /** From its opening quote to behind its closing one. */
  #passString(): { readonly end: number; readonly isPlain: boolean } {
    this.#take(QUOTE, "a text");
    let isPlain = true;
    for (; ; this.#position++) {
      const byte = this.bytes[this.#position];
      if (byte === undefined || byte < FIRST_PRINTABLE) {
        throw this.#wrong("a text has no end");
      }
      if (byte === QUOTE) {
        return { end: ++this.#position, isPlain };
      }
      if (byte === BACKSLASH) {
        isPlain = false;
        this.#position++;
      }
    }
  }

  /** Passes over white space. */
  #beginning(): number {
    while (isSpace(this.bytes[this.#position])) {
      this.#position++;
    }
    return this.#position;
  }

  #endsScalar(): boolean {
    const byte = this.bytes[this.#position];
    return byte === undefined || isSpace(byte) || PUNCTUATION.has(byte);
  }

  #takes(byte: number): boolean {
    const is = this.bytes[this.#beginning()] === byte;
    this.#position += is ? 1 : 0;
    return is;
  }

  #take(byte: number, what: string): void {
    if (!this.#takes(byte)) {
      throw this.#wrong(`${what} is missing`);
    }
  }

  #wrong(what: string, position = this.#position): ModelError {
    return malformed("The header", what, this.offset + position);
  }
}

const PUNCTUATION: ReadonlySet<number> = new Set([
  QUOTE,
  COLON,
  COMMA,
  OPEN_LIST,
  CLOSE_LIST,
  OPEN_OBJECT,
  CLOSE_OBJECT,
]);

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
