// Protobuf text format → wire format, by the schema: https://protobuf.dev/reference/protobuf/textformat-spec/
import { own } from "../../ir/own";
import { WireType } from "../../wire/protobuf-reader";
import { MAX_NESTING } from "../../bytes/limits";
import { dataTypeNamed, fieldsOf, type FieldSpec } from "./schema";
import { GrowingBytes } from "./text-bytes";
import { enumValue } from "./text-enums";
import { unescape } from "./text-escapes";
import { Tokens } from "./text-tokens";

/** @throws ModelError with line and column where the text is not such a message. */
export function parseText(text: string, message: string): Uint8Array {
  const tokens = new Tokens(text);
  const out = new GrowingBytes();
  parseFields(tokens, message, null, out, 0);
  return out.view();
}

/** Of the types of messages. */
const LONGEST_URL = 256;

const SCALARS = new Set(["int", "sint", "bool", "float", "double", "string", "bytes", "fixed64", "fixed32"]);

function parseFields(tokens: Tokens, message: string, close: string | null, out: GrowingBytes, depth: number): void {
  if (depth > MAX_NESTING) {
    throw tokens.error(`messages are nested more than ${MAX_NESTING} deep`);
  }
  const specs = fieldsOf(message)!;
  while (tokens.current !== close) {
    const name = tokens.current;
    if (name === null) {
      throw tokens.error(`it ends inside ${message}`);
    }
    if (message === "Any" && name === "[") {
      parseExpanded(tokens, specs, out, depth);
      continue;
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

/** What Any holds, written as the message that it is: [type.googleapis.com/tensorflow.AssetFileDef] { … } */
function parseExpanded(tokens: Tokens, specs: readonly FieldSpec[], out: GrowingBytes, depth: number): void {
  tokens.next();
  let url = "";
  while (tokens.current !== null && tokens.current !== "]" && url.length < LONGEST_URL) {
    url += tokens.current;
    tokens.next();
  }
  const type = url.slice(url.lastIndexOf(".") + 1);
  if (!tokens.accept("]") || !/^[\w.-]+\/[\w.]+$/.test(url) || fieldsOf(type) === undefined) {
    throw tokens.error(`"${url}" is not the type of a message that is known here`);
  }
  tokens.accept(":");
  const [stated, value] = ["type_url", "value"].map((name) => specs.find((each) => each.name === name)!);
  out.varint(stated!.number * 8 + WireType.Bytes).sized(new GrowingBytes().text(url));
  parseValue(tokens, { ...value!, type }, "Any", out, depth);
}

function parseValue(tokens: Tokens, spec: FieldSpec, message: string, out: GrowingBytes, depth: number): void {
  const { type, number } = spec;
  if (fieldsOf(type) !== undefined) {
    const close = tokens.accept("{") ? "}" : tokens.accept("<") ? ">" : null;
    if (close === null) {
      throw tokens.error(`"${spec.name}" of ${message} is a message: "{" was expected`);
    }
    const inner = new GrowingBytes();
    parseFields(tokens, type, close, inner, depth + 1);
    out.varint(number * 8 + WireType.Bytes).sized(inner);
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
    out.varint(number * 8 + WireType.Varint).varint(type === "sint" ? zigzag(BigInt(value)) : value);
  }
}

function zigzag(value: bigint): bigint {
  return value < 0n ? -2n * value - 1n : 2n * value;
}

/** Strings that follow each other are one. */
function parseString(tokens: Tokens): GrowingBytes {
  if (!tokens.isString) {
    throw tokens.error("a string was expected");
  }
  const all = new GrowingBytes();
  while (tokens.isString) {
    if (!unescape(tokens.current!.slice(1, -1), all)) {
      throw tokens.error("an escape in a string is not one");
    }
    tokens.next();
  }
  return all;
}

function parseFloatToken(token: string): number | null {
  const special: Readonly<Record<string, number>> = { inf: Infinity, infinity: Infinity, nan: NaN };
  const sign = token.startsWith("-") ? -1 : 1;
  const word = token.replace(/^-/, "").toLowerCase();
  const named = own(special, word);
  if (named !== undefined) {
    return sign * named;
  }
  const digits = word.replace(/f$/, "");
  const value = Number(digits);
  return digits === "" || Number.isNaN(value) ? null : sign * value;
}

/** Of 64 bits with some zeros before; one as long as the file would take the square of its digits. */
const LONGEST_NUMBER = 64;

function parseInteger(token: string, type: string): number | bigint | null {
  if (type === "bool" && /^(true|True|t|false|False|f)$/.test(token)) {
    return /^[tT]/.test(token) ? 1 : 0;
  }
  if (token.length <= LONGEST_NUMBER && /^-?(0[xX][0-9a-fA-F]+|\d+)$/.test(token)) {
    const negative = token.startsWith("-");
    const digits = token.replace("-", "");
    const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
    const value = BigInt(octal);
    return negative ? -value : value;
  }
  return (type === "DataType" ? dataTypeNamed(token) : enumValue(type, token)) ?? null;
}
