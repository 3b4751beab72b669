// A sorted table of strings as LevelDB writes it: blocks of entries, an index block that says where they are, and a
// footer that says where that is. https://github.com/google/leveldb/blob/main/doc/table_format.md
import { readRange, type ByteSource } from "../bytes/byte-source";
import { decompressSnappy } from "../bytes/snappy";
import { malformed } from "../ground/errors";
import { decodeVarint } from "../bytes/varint";

const MAGIC = 0xdb4775248b80fb57n;
const FOOTER_BYTES = 48;
/** Behind each block: how it is compressed, and a checksum. */
const TRAILER_BYTES = 5;
/** Every 16th key stands whole, the others share its beginning: together they take at most so many times their bytes. */
const LARGEST_EXPANSION = 16;
/** What compression saves on keys that share their beginnings already. */
const LARGEST_COMPRESSION = 8;

/** All entries by key. @throws ModelError where the table is damaged, or would be much larger than its file. */
export async function readSortedTable(source: ByteSource, subject: string): Promise<Map<string, Uint8Array>> {
  if (source.size < FOOTER_BYTES) {
    throw malformed(subject, "it is too short", 0);
  }
  const footer = await source.read(source.size - FOOTER_BYTES, FOOTER_BYTES);
  if (new DataView(footer.buffer, footer.byteOffset).getBigUint64(40, true) !== MAGIC) {
    throw malformed(subject, "it does not end as such a table does", source.size - 8);
  }
  const table = new TableReader(source, subject);
  const metaIndex = table.handle(footer, 0);
  const entries = new Map<string, Uint8Array>();
  for (const [, handle] of await table.block(table.handle(footer, metaIndex.next))) {
    for (const [key, value] of await table.block(table.handle(handle, 0))) {
      entries.set(key, value);
    }
  }
  return entries;
}

interface Handle {
  readonly offset: number;
  readonly size: number;
  /** Behind the handle. */
  readonly next: number;
}

const text = new TextDecoder();

class TableReader {
  /** Blocks do not overlap, so that together they are no longer than the file. */
  #stored: number;
  #inflated: number;
  #keys: number;

  constructor(
    readonly source: ByteSource,
    readonly subject: string,
  ) {
    this.#stored = source.size;
    this.#inflated = source.size * LARGEST_COMPRESSION;
    this.#keys = source.size * LARGEST_EXPANSION;
  }

  handle(bytes: Uint8Array, position: number): Handle {
    const offset = this.#length(bytes, position, bytes.byteLength, position);
    const size = this.#length(bytes, offset.end, bytes.byteLength, position);
    return { offset: offset.value, size: size.value, next: size.end };
  }

  /** Keys share their beginning with the one before; the block ends with the places where they do not. */
  async block(handle: Handle): Promise<[string, Uint8Array][]> {
    const bytes = await this.#load(handle);
    const length = bytes.byteLength;
    const restarts = length < 4 ? Infinity : new DataView(bytes.buffer, bytes.byteOffset).getUint32(length - 4, true);
    const end = length - 4 - restarts * 4;
    if (end < 0) {
      throw malformed(this.subject, "a block is not stored as such tables do", handle.offset);
    }
    const entries: [string, Uint8Array][] = [];
    let key = new Uint8Array(0);
    for (let position = 0; position < end;) {
      const place = handle.offset + position;
      const shared = this.#length(bytes, position, end, place);
      const rest = this.#length(bytes, shared.end, end, place);
      const size = this.#length(bytes, rest.end, end, place);
      const valueStart = size.end + rest.value;
      position = valueStart + size.value;
      if (shared.value > key.byteLength || position > end) {
        throw malformed(this.subject, "an entry runs past its block", place);
      }
      this.#keys -= shared.value + rest.value;
      if (this.#keys < 0) {
        throw malformed(this.subject, "its names would be much longer than the file", place);
      }
      const next = new Uint8Array(shared.value + rest.value);
      next.set(key.subarray(0, shared.value));
      next.set(bytes.subarray(size.end, valueStart), shared.value);
      key = next;
      entries.push([text.decode(key), bytes.subarray(valueStart, position)]);
    }
    return entries;
  }

  async #load({ offset, size }: Handle): Promise<Uint8Array> {
    this.#stored -= size + TRAILER_BYTES;
    if (this.#stored < 0) {
      throw malformed(this.subject, "its blocks are longer than the file", offset);
    }
    const stored = await readRange(this.source, offset, size + 1, this.subject);
    const content = stored.subarray(0, size);
    const kind = stored[size]!;
    const bytes = kind === 0 ? content : kind === 1 ? decompressSnappy(content, this.#inflated) : null;
    if (bytes === null) {
      throw malformed(this.subject, "a block is not stored as such tables do", offset);
    }
    this.#inflated -= kind === 0 ? 0 : bytes.byteLength;
    return bytes;
  }

  /** A length or place: every one of the table is read here, and none is below zero. */
  #length(bytes: Uint8Array, position: number, limit: number, place: number): { value: number; end: number } {
    const { value, end } = decodeVarint(bytes, position, limit);
    if (end < 0 || typeof value === "bigint" || value < 0) {
      throw malformed(this.subject, "a length is not one", place);
    }
    return { value, end };
  }
}
