// Protobuf text format → wire format, by the schema: https://protobuf.dev/reference/protobuf/textformat-spec/
import { ModelError } from "../../ir/errors";
import { WireType } from "../../wire/protobuf-reader";
import { encodeVarint } from "../../wire/varint";
import { MAX_NESTING } from "../limits";
import type { Container } from "./extras";
import { dataTypeNamed, fieldsOf, type FieldSpec } from "./schema";
import { unescape } from "./text-escapes";

/** Text, or null where the bytes are not: control characters or invalid UTF-8. The end may cut a character. */
export function decodeText(bytes: Uint8Array): string | null {
  if (bytes.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c)) {
    return null;
  }
  for (let cut = 0; cut < 4 && cut <= bytes.byteLength; cut++) {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, bytes.byteLength - cut));
    } catch {
      // perhaps a character was cut
    }
  }
  return null;
}

/** The message whose fields the text begins with; null where it is none that holds a graph. */
export function containerOfText(text: string): Container | null {
  const first = /^(?:\s|#[^\n]*(?:\n|$))*([a-z_]+)\s*[:{<]/.exec(text)?.[1];
  const containers: readonly Container[] = ["GraphDef", "MetaGraphDef", "SavedModel"];
  return containers.find((name) => fieldsOf(name)!.some((field) => field.name === first)) ?? null;
}

/** @throws ModelError with line and column where the text is not such a message. */
export function parseText(text: string, message: string): Uint8Array {
  const tokens = new Tokens(text);
  const out = new Bytes();
  parseFields(tokens, message, null, out, 0);
  return out.take();
}

const SCALARS = new Set(["int", "bool", "float", "double", "string", "bytes", "fixed64", "fixed32"]);

/** Values of enums that text files spell out, besides DataType. */
const ENUMS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  CheckpointFormatVersion: { LEGACY: 0, V1: 1, V2: 2 },
  FullTypeId: {
    TFT_UNSET: 0,
    TFT_VAR: 1,
    TFT_ANY: 2,
    TFT_PRODUCT: 3,
    TFT_NAMED: 4,
    TFT_FOR_EACH: 20,
    TFT_CALLABLE: 100,
    TFT_TENSOR: 1000,
    TFT_ARRAY: 1001,
    TFT_OPTIONAL: 1002,
    TFT_LITERAL: 1003,
    TFT_ENCODED: 1004,
    TFT_SHAPE_TENSOR: 1005,
    TFT_DATASET: 10102,
    TFT_RAGGED: 10103,
    TFT_ITERATOR: 10104,
    TFT_MUTEX_LOCK: 10202,
    TFT_LEGACY_VARIANT: 10203,
  },
};

function parseFields(tokens: Tokens, message: string, close: string | null, out: Bytes, depth: number): void {
  if (depth > MAX_NESTING) {
    throw tokens.error(`messages are nested more than ${MAX_NESTING} deep`);
  }
  const specs = fieldsOf(message)!;
  while (tokens.current !== close) {
    const name = tokens.current;
    if (name === null) {
      throw tokens.error(`it ends inside ${message}`);
    }
    const spec = specs.find((each) => each.name === name);
    if (spec === undefined) {
      throw tokens.error(`${message} has no field "${name}"`);
    }
    tokens.next();
    const colon = tokens.accept(":");
    if (tokens.accept("[")) {
      if (!spec.repeated) {
        throw tokens.error(`${name} takes one value`);
      }
      while (!tokens.accept("]")) {
        parseValue(tokens, spec, message, out, depth);
        tokens.accept(",");
      }
    } else if (!colon && SCALARS.has(spec.type)) {
      throw tokens.error(`a colon is missing after "${name}"`);
    } else {
      parseValue(tokens, spec, message, out, depth);
    }
    if (!tokens.accept(",")) {
      tokens.accept(";");
    }
  }
  tokens.next();
}

function parseValue(tokens: Tokens, spec: FieldSpec, message: string, out: Bytes, depth: number): void {
  const { type, number } = spec;
  if (fieldsOf(type) !== undefined) {
    const close = tokens.accept("{") ? "}" : tokens.accept("<") ? ">" : null;
    if (close === null) {
      throw tokens.error(`"${spec.name}" of ${message} is a message: "{" was expected`);
    }
    const inner = new Bytes();
    parseFields(tokens, type, close, inner, depth + 1);
    out.varint(number * 8 + WireType.Bytes).sized(inner.take());
    return;
  }
  const token = tokens.current;
  if (token === null) {
    throw tokens.error(`a value of "${spec.name}" is missing`);
  }
  if (type === "string" || type === "bytes") {
    out.varint(number * 8 + WireType.Bytes).sized(parseString(tokens));
    return;
  }
  tokens.next();
  if (type === "float" || type === "double") {
    const value = parseFloatToken(token);
    if (value === null) {
      throw tokens.error(`"${token}" is not a number`);
    }
    out.varint(number * 8 + (type === "float" ? WireType.Fixed32 : WireType.Fixed64)).float(value, type === "double");
    return;
  }
  const value = parseInteger(token, type);
  if (value === null) {
    throw tokens.error(`"${token}" is not a value of "${spec.name}"`);
  }
  if (type === "fixed32" || type === "fixed64") {
    out
      .varint(number * 8 + (type === "fixed32" ? WireType.Fixed32 : WireType.Fixed64))
      .fixed(value, type === "fixed64");
  } else {
    out.varint(number * 8 + WireType.Varint).varint(value);
  }
}

/** Strings that follow each other are one. */
function parseString(tokens: Tokens): Uint8Array {
  const parts: Uint8Array[] = [];
  while (tokens.current !== null && /^["']/.test(tokens.current)) {
    const part = unescape(tokens.current.slice(1, -1));
    if (part === null) {
      throw tokens.error("an escape in a string is not one");
    }
    parts.push(part);
    tokens.next();
  }
  if (parts.length === 0) {
    throw tokens.error("a string was expected");
  }
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let position = 0;
  for (const part of parts) {
    all.set(part, position);
    position += part.byteLength;
  }
  return all;
}

function parseFloatToken(token: string): number | null {
  const special: Readonly<Record<string, number>> = { inf: Infinity, infinity: Infinity, nan: NaN };
  const sign = token.startsWith("-") ? -1 : 1;
  const word = token.replace(/^-/, "").toLowerCase();
  if (Object.hasOwn(special, word)) {
    return sign * special[word]!;
  }
  const digits = word.replace(/f$/, "");
  const value = Number(digits);
  return digits === "" || Number.isNaN(value) ? null : sign * value;
}

function parseInteger(token: string, type: string): number | bigint | null {
  if (type === "bool" && /^(true|True|t|false|False|f)$/.test(token)) {
    return /^[tT]/.test(token) ? 1 : 0;
  }
  if (/^-?(0[xX][0-9a-fA-F]+|\d+)$/.test(token)) {
    const negative = token.startsWith("-");
    const digits = token.replace("-", "");
    const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
    const value = BigInt(octal);
    return negative ? -value : value;
  }
  return (type === "DataType" ? dataTypeNamed(token) : ENUMS[type]?.[token]) ?? null;
}

/** One token of lookahead over the text. */
class Tokens {
  current: string | null = null;
  readonly #space = /(?:\s+|#[^\n]*)*/y;
  readonly #token = /"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|[-\w.+]+|[^]/y;
  #start = 0;

  constructor(readonly text: string) {
    this.next();
  }

  next(): void {
    this.#space.lastIndex = this.#token.lastIndex;
    this.#space.exec(this.text);
    this.#start = this.#space.lastIndex;
    this.#token.lastIndex = this.#start;
    this.current = this.#token.exec(this.text)?.[0] ?? null;
    if (this.current === null) {
      this.#token.lastIndex = this.text.length;
    }
  }

  accept(token: string): boolean {
    if (this.current !== token) {
      return false;
    }
    this.next();
    return true;
  }

  error(what: string): ModelError {
    const before = this.text.slice(0, this.#start).split("\n");
    const place = `line ${before.length}, column ${before[before.length - 1]!.length + 1}`;
    const message = `The text is not a TensorFlow graph: ${what} (${place}); correct it there.`;
    return new ModelError("malformed", message, place, this.#start);
  }
}

/** Bytes that grow. */
class Bytes {
  #bytes = new Uint8Array(64);
  #length = 0;

  varint(value: number | bigint): this {
    const bytes = encodeVarint(value);
    this.#room(bytes.length);
    for (const byte of bytes) {
      this.#bytes[this.#length++] = byte;
    }
    return this;
  }

  sized(bytes: Uint8Array): this {
    this.varint(bytes.byteLength);
    this.#room(bytes.byteLength);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.byteLength;
    return this;
  }

  float(value: number, double: boolean): this {
    this.#room(8);
    const view = new DataView(this.#bytes.buffer);
    if (double) {
      view.setFloat64(this.#length, value, true);
    } else {
      view.setFloat32(this.#length, value, true);
    }
    this.#length += double ? 8 : 4;
    return this;
  }

  fixed(value: number | bigint, long: boolean): this {
    this.#room(8);
    new DataView(this.#bytes.buffer).setBigUint64(this.#length, BigInt.asUintN(64, BigInt(value)), true);
    this.#length += long ? 8 : 4;
    return this;
  }

  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #room(bytes: number): void {
    if (this.#length + bytes > this.#bytes.byteLength) {
      const larger = new Uint8Array(Math.max(this.#bytes.byteLength * 2, this.#length + bytes));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
  }
}
