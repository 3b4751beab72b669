import { truncated } from "../ground/errors";
import type { ByteSource } from "./byte-source";

/** Loaded bytes of a file: `bytes[0]` lies at `offset`. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly offset: number;
}

const FIRST_READ = 512;
const LARGEST_READ = 256 * 1024;

/**
 * Reads a file in chunks that start small after a jump and double while reading goes on in order, so that skipping
 * over weights costs a few hundred bytes each and reading structure costs few calls.
 */
export class ReadAhead {
  #chunk: Chunk = { bytes: new Uint8Array(0), offset: 0 };
  #next = FIRST_READ;

  constructor(readonly source: ByteSource) {}

  /** A chunk that holds the range, without waiting, or null where it is not loaded. */
  loaded(offset: number, length: number): Chunk | null {
    const chunk = this.#chunk;
    return offset >= chunk.offset && offset + length <= chunk.offset + chunk.bytes.byteLength ? chunk : null;
  }

  /** A chunk that holds the range. @throws ModelError where the file ends before it. */
  async load(offset: number, length: number, subject: string): Promise<Chunk> {
    const size = this.source.size;
    if (offset < 0 || offset + length > size) {
      throw truncated(subject, offset, length, size);
    }
    const end = this.#chunk.offset + this.#chunk.bytes.byteLength;
    const inOrder = offset <= end && offset >= this.#chunk.offset;
    this.#next = inOrder ? Math.min(this.#next * 2, LARGEST_READ) : FIRST_READ;
    const wanted = Math.min(Math.max(length, this.#next), size - offset);
    this.#chunk = { bytes: await this.source.read(offset, wanted), offset };
    return this.#chunk;
  }
}
