// One field of a message: where it stands in the file, and what its value says.
import type { Chunk } from "../bytes/read-ahead";
import { decodeText } from "../bytes/text";
import { decodeVarint } from "../bytes/varint";
import { malformed } from "../ground/errors";
import { MORE, WireType } from "./protobuf-head";
import type { Message } from "./protobuf-message";

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

/** Adds the integers of a list. @param start, end Of the file. */
export function addVarints({ bytes, offset }: Chunk, start: number, end: number, to: (number | bigint)[]): void {
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
