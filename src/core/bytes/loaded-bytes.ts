import { truncated } from "../ground/errors";
import type { ByteSource } from "./byte-source";
import type { Chunk } from "./read-ahead";
import { decodeText } from "./text";

/** What is loaded at once where single places are asked for: whole pages, so that none is loaded again and again. */
const PAGE = 512;
const MOST_PAGES_AT_ONCE = 128;
/** To read so much in between takes less time than to read once more. */
const NEAR = 8 * 1024;
/** What is read at once to be kept in parts. */
const MOST_AT_ONCE = 1024 * 1024;

interface Loaded {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Of the first byte in the file, and behind the last. */
  readonly offset: number;
  readonly end: number;
}

const NOTHING: Loaded = loadedAt(0, new Uint8Array(0));

/** A file of which some ranges are in memory: for structures that are read in no particular order. */
export class LoadedBytes {
  /** In order and apart. */
  #chunks: Loaded[] = [];
  readonly #pages = new Map<number, Loaded>();
  #last = NOTHING;
  /** What was loaded last, which may be several pages. */
  #newest = NOTHING;
  #pagesAtOnce = 1;

  constructor(
    readonly source: ByteSource,
    readonly subject: string,
  ) {}

  get size(): number {
    return this.source.size;
  }

  /** Loads a range unless it is there, and the rest of its pages; more of them where it goes on next to the last ones. */
  async ensure(offset: number, length: number): Promise<void> {
    this.#check(offset, length);
    if (this.#find(offset, length) !== null) {
      return;
    }
    let first = Math.floor(offset / PAGE);
    let end = Math.ceil((offset + length) / PAGE) * PAGE;
    const isAfter = isNear(first * PAGE - this.#newest.end);
    const isBefore = isNear(this.#newest.offset - end);
    this.#pagesAtOnce = isAfter || isBefore ? Math.min(this.#pagesAtOnce * 2, MOST_PAGES_AT_ONCE) : 1;
    if (isAfter) {
      end = Math.max(end, (first + this.#pagesAtOnce) * PAGE);
    } else if (isBefore) {
      first = Math.max(0, Math.min(first, Math.ceil(end / PAGE) - this.#pagesAtOnce));
    }
    end = Math.min(end, this.size);
    const loaded = loadedAt(first * PAGE, await this.source.read(first * PAGE, end - first * PAGE));
    for (let page = first; page * PAGE < end; page++) {
      const known = this.#pages.get(page);
      if (known === undefined || known.end < loaded.end) {
        this.#pages.set(page, loaded);
      }
    }
    this.#last = loaded;
    this.#newest = loaded;
  }

  /** Replaces what is loaded by everything except the given ranges, which are in order and apart. */
  async loadAllBut(holes: readonly { start: number; end: number }[]): Promise<void> {
    const chunks: Loaded[] = [];
    for (const parts of runs(between(holes, this.size))) {
      const [start, end] = [parts[0]!.start, parts.at(-1)!.end];
      const bytes = await this.source.read(start, end - start);
      for (const part of parts) {
        const isAll = parts.length === 1;
        chunks.push(loadedAt(part.start, isAll ? bytes : bytes.slice(part.start - start, part.end - start)));
      }
    }
    this.#chunks = chunks;
    this.#pages.clear();
    this.#last = NOTHING;
    this.#newest = NOTHING;
  }

  has(offset: number, length: number): boolean {
    this.#check(offset, length);
    return isIn(this.#last, offset, length) || this.#find(offset, length) !== null;
  }

  /** @throws ModelError where the range is outside the file or was not loaded. */
  bytes(offset: number, length: number): Uint8Array {
    const { bytes, offset: start } = this.#holding(offset, length);
    return bytes.subarray(offset - start, offset - start + length);
  }

  /** The bytes, or null where they were not loaded. */
  loaded(offset: number, length: number): Uint8Array | null {
    return this.has(offset, length) ? this.bytes(offset, length) : null;
  }

  /** @throws ModelError where the range is outside the file or was not loaded. */
  demand(offset: number, length: number): void {
    this.#holding(offset, length);
  }

  /** What is loaded around a range; null where that was not loaded as a whole. */
  chunk(offset: number, length: number): Chunk | null {
    return this.has(offset, length) ? this.#last : null;
  }

  /** @throws ModelError where the range is outside the file or was not loaded. */
  text(offset: number, length: number): string {
    const { bytes, offset: start } = this.#holding(offset, length);
    return decodeText(bytes, offset - start, offset - start + length);
  }

  u8(offset: number): number {
    const { view, offset: start } = this.#holding(offset, 1);
    return view.getUint8(offset - start);
  }

  u16(offset: number): number {
    const { view, offset: start } = this.#holding(offset, 2);
    return view.getUint16(offset - start, true);
  }

  u32(offset: number): number {
    const { view, offset: start } = this.#holding(offset, 4);
    return view.getUint32(offset - start, true);
  }

  i32(offset: number): number {
    const { view, offset: start } = this.#holding(offset, 4);
    return view.getInt32(offset - start, true);
  }

  /** A view that holds the range, and where in it that begins. */
  #holding(offset: number, length: number): Loaded {
    const last = this.#last;
    if (isIn(last, offset, length)) {
      return last;
    }
    this.#check(offset, length);
    const found = this.#find(offset, length);
    if (found === null) {
      throw truncated(this.subject, offset, length, this.size);
    }
    return found;
  }

  /** Reads with a view of what is loaded around a range. */
  scalar<T>(offset: number, length: number, read: (view: DataView, position: number) => T): T {
    const { view, offset: start } = this.#holding(offset, length);
    return read(view, offset - start);
  }

  #check(offset: number, length: number): void {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) {
      throw truncated(this.subject, offset, length, this.size);
    }
  }

  #find(offset: number, length: number): Loaded | null {
    const found = this.#pages.get(Math.floor(offset / PAGE)) ?? this.#chunks[this.#indexBefore(offset)];
    if (found === undefined || offset < found.offset || offset + length > found.end) {
      return null;
    }
    this.#last = found;
    return found;
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

interface Part {
  readonly start: number;
  readonly end: number;
}

/** @param holes In order and apart. */
function* between(holes: readonly Part[], size: number): Generator<Part> {
  let position = 0;
  for (const { start, end } of [...holes, { start: size, end: size }]) {
    if (start > position) {
      yield { start: position, end: start };
    }
    position = Math.max(position, end);
  }
}

/** Parts that are near each other together, as far as they are read at once. */
function* runs(parts: Iterable<Part>): Generator<readonly Part[]> {
  let run: Part[] = [];
  for (const part of parts) {
    const [first, last] = [run[0], run.at(-1)];
    if (first !== undefined && !(isNear(part.start - last!.end) && part.end - first.start <= MOST_AT_ONCE)) {
      yield run;
      run = [];
    }
    run.push(part);
  }
  if (run.length > 0) {
    yield run;
  }
}

function isNear(distance: number): boolean {
  return distance >= 0 && distance <= NEAR;
}

function isIn({ offset: start, end }: Loaded, offset: number, length: number): boolean {
  return offset >= start && length >= 0 && offset + length <= end;
}

function loadedAt(offset: number, bytes: Uint8Array): Loaded {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes, view, offset, end: offset + bytes.byteLength };
}
