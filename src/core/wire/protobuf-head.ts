// Where fields begin and end: the one place that believes what a file says of lengths. Whoever reads on reads on at
// `valueEnd`, which is never before `valueStart`, and that never before the tag's end: no reader can move back.
import { MAX_NESTING } from "../bytes/limits";
import { decodeVarint, skipVarint } from "../bytes/varint";

export const enum WireType {
  Varint = 0,
  Fixed64 = 1,
  Bytes = 2,
  Group = 3,
  EndGroup = 4,
  Fixed32 = 5,
}

/** Tag and length take at most ten bytes each, and five and ten where no byte is spent for nothing. */
export const HEAD_BYTES = 15;

/** The first byte of a varint is below this where it is the only one. */
export const MORE = 0x80;

/** What is wrong with a field, if anything. */
export const enum Flaw {
  None,
  /** The bytes begin no field. */
  NoField,
  /** It would end behind its message, or is as long as no number tells. */
  PastEnd,
}

/** Tag and length of a field: an object to be used again, since files have millions of them. */
export class Head {
  number = 0;
  wireType: WireType = WireType.Varint;
  valueStart = 0;
  /** Behind the value; of a group where its first field begins, which is all that its tag tells. */
  valueEnd = 0;

  /**
   * @param position, loaded, end Within `bytes`: where the field begins, how far they go at most, and where the message
   *   ends, which may be behind that.
   */
  decode(bytes: Uint8Array, position: number, loaded: number, end: number): Flaw {
    // Most tags and lengths are a single byte, and there are millions of them.
    const first = position < loaded ? bytes[position]! : MORE;
    if (first >= 8 && first < MORE) {
      this.number = first >> 3;
      this.wireType = first & 7;
      this.valueStart = this.valueEnd = position + 1;
    } else {
      const tag = decodeVarint(bytes, position, loaded);
      const value = Number(tag.value);
      this.number = Math.floor(value / 8);
      this.wireType = value % 8;
      this.valueStart = this.valueEnd = tag.end;
      if (tag.end < 0 || !(value >= 8 && value <= 0xffffffff)) {
        return Flaw.NoField;
      }
    }
    switch (this.wireType) {
      case WireType.Varint:
        this.valueEnd = skipVarint(bytes, this.valueStart, loaded);
        break;
      case WireType.Fixed64:
        this.valueEnd += 8;
        break;
      case WireType.Fixed32:
        this.valueEnd += 4;
        break;
      case WireType.Bytes: {
        const start = this.valueStart;
        const short = start < loaded ? bytes[start]! : MORE;
        if (short < MORE) {
          this.valueStart = start + 1;
          this.valueEnd = start + 1 + short;
          break;
        }
        const length = decodeVarint(bytes, start, loaded);
        this.valueStart = length.end;
        // A length beyond 2^53 is no number here, one below zero would lead back.
        this.valueEnd =
          length.end < 0 || typeof length.value === "bigint" || length.value < 0 ? -1 : length.end + length.value;
        break;
      }
      case WireType.Group:
      case WireType.EndGroup:
        break;
      default:
        return Flaw.NoField;
    }
    return this.valueEnd < this.valueStart || this.valueStart < 0 || this.valueEnd > end ? Flaw.PastEnd : Flaw.None;
  }
}

/** Groups are long gone from schemas: they are carried, never opened. Passes over what is in one, field by field. */
export class OpenGroups {
  readonly #open: number[];

  constructor(number: number) {
    this.#open = [number];
  }

  get isClosed(): boolean {
    return this.#open.length === 0;
  }

  /** @returns false where the field cannot stand here. */
  pass({ number, wireType }: Head): boolean {
    if (wireType === WireType.EndGroup) {
      return this.#open.pop() === number;
    }
    if (wireType === WireType.Group) {
      return this.#open.push(number) <= MAX_NESTING;
    }
    return true;
  }
}
