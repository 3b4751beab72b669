import { encodeVarint } from "../../bytes/varint";

const encoder = new TextEncoder();

/** Bytes that grow. */
export class GrowingBytes {
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

  /** The length of some bytes, and the bytes. */
  sized(bytes: GrowingBytes): this {
    return this.varint(bytes.#length).bytes(bytes.view());
  }

  bytes(bytes: Uint8Array): this {
    this.#room(bytes.byteLength);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.byteLength;
    return this;
  }

  byte(byte: number): this {
    this.#room(1);
    this.#bytes[this.#length++] = byte;
    return this;
  }

  /** UTF-8 takes at most three bytes for each unit of the string. */
  text(text: string): this {
    this.#room(text.length * 3);
    this.#length += encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
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

  /** Until the next byte is added. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #room(bytes: number): void {
    if (this.#length + bytes > this.#bytes.byteLength) {
      const larger = new Uint8Array(Math.max(this.#bytes.byteLength * 2, this.#length + bytes));
      larger.set(this.view());
      this.#bytes = larger;
    }
  }
}
