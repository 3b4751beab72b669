import { truncated } from "../ir/errors";
import type { ByteSource } from "./byte-source";
import type { Chunk } from "./read-ahead";

/** A file of which some ranges are in memory: for structures that are read in no particular order. */
export class LoadedBytes {
  #chunks: Chunk[] = [];
  #last: Chunk | null = null;

  constructor(
    readonly source: ByteSource,
    readonly subject: string,
  ) {}

  get size(): number {
    return this.source.size;
  }

  /** Loads a range unless it is there, and some of what follows it. */
  async ensure(offset: number, length: number, ahead = 512): Promise<void> {
    this.#check(offset, length);
    if (this.#find(offset, length) === null) {
      const wanted = Math.min(Math.max(length, ahead), this.size - offset);
      this.#insert({ offset, bytes: await this.source.read(offset, wanted) });
    }
  }

  /** Replaces what is loaded by everything except the given ranges, which are in order and apart. */
  async loadAllBut(holes: readonly { start: number; end: number }[]): Promise<void> {
    const chunks: Chunk[] = [];
    let position = 0;
    for (const { start, end } of [...holes, { start: this.size, end: this.size }]) {
      if (start > position) {
        chunks.push({ offset: position, bytes: await this.source.read(position, start - position) });
      }
      position = Math.max(position, end);
    }
    this.#chunks = chunks;
    this.#last = null;
  }

  /** @throws ModelError where the range is outside the file or was not loaded. */
  view(offset: number, length: number): DataView {
    const bytes = this.bytes(offset, length);
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  }

  bytes(offset: number, length: number): Uint8Array {
    this.#check(offset, length);
    const chunk = this.#find(offset, length);
    if (chunk === null) {
      throw truncated(this.subject, offset, length, this.size);
    }
    return chunk.bytes.subarray(offset - chunk.offset, offset - chunk.offset + length);
  }

  /** The bytes, or null where they were not loaded. */
  loaded(offset: number, length: number): Uint8Array | null {
    this.#check(offset, length);
    return this.#find(offset, length) === null ? null : this.bytes(offset, length);
  }

  u16(offset: number): number {
    return this.#at(offset, 2, (bytes, i) => bytes[i]! | (bytes[i + 1]! << 8));
  }

  u32(offset: number): number {
    return this.#at(offset, 4, int32) >>> 0;
  }

  i32(offset: number): number {
    return this.#at(offset, 4, int32);
  }

  #at(offset: number, length: number, read: (bytes: Uint8Array, index: number) => number): number {
    let chunk = this.#last;
    if (chunk === null || offset < chunk.offset || offset + length > chunk.offset + chunk.bytes.byteLength) {
      this.#check(offset, length);
      chunk = this.#find(offset, length);
      if (chunk === null) {
        throw truncated(this.subject, offset, length, this.size);
      }
    }
    return read(chunk.bytes, offset - chunk.offset);
  }

  #check(offset: number, length: number): void {
    if (offset < 0 || length < 0 || offset + length > this.size) {
      throw truncated(this.subject, offset, length, this.size);
    }
  }

  #find(offset: number, length: number): Chunk | null {
    const index = this.#indexBefore(offset);
    const chunk = this.#chunks[index];
    if (chunk === undefined || offset + length > chunk.offset + chunk.bytes.byteLength) {
      return null;
    }
    this.#last = chunk;
    return chunk;
  }

  #insert(chunk: Chunk): void {
    this.#chunks.splice(this.#indexBefore(chunk.offset) + 1, 0, chunk);
  }

  /** The last chunk that begins at or before the offset; −1 where there is none. */
  #indexBefore(offset: number): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#chunks[middle]!.offset <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}

function int32(bytes: Uint8Array, i: number): number {
  return bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
}
