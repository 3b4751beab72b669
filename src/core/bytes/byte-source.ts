import { ModelError, truncated } from "../ground/errors";

/** Bytes that may be far away: a file, a part of one, or memory. */
export interface ByteSource {
  readonly size: number;
  /** Whether what is read belongs to the reader alone. */
  readonly copies?: boolean;
  /** Exactly these bytes; may be a view of something shared unless it `copies`: then never write to it. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export function memorySource(memory: Uint8Array): ByteSource {
  // A plain view: subclasses such as Node's Buffer mean something else by slice.
  const bytes = new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength);
  return {
    size: bytes.byteLength,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** Files a model consists of: the one that was opened, and those it names beside it. */
export interface Files {
  readonly main: ByteSource;
  /** The main file's name without its folder. */
  readonly name: string;
  /** A file under the main file's folder, or null where there is none. The path uses "/" and never leaves the folder. */
  open(relativePath: string): Promise<ByteSource | null>;
  /** The plain files under a folder beside the main file, hidden ones left out: relative to the main file, in order. */
  list(folder: string): Promise<readonly string[]>;
}

export function memoryFiles(name: string, bytes: Uint8Array, companions: Record<string, Uint8Array> = {}): Files {
  const byPath = new Map(Object.entries(companions));
  return {
    main: memorySource(bytes),
    name,
    open: (path) => {
      const found = byPath.get(path);
      return Promise.resolve(found === undefined ? null : memorySource(found));
    },
    list: (folder) =>
      Promise.resolve(
        Object.keys(companions)
          .filter((path) => path.startsWith(`${folder}/`))
          .sort(),
      ),
  };
}

const BLOCK = 1024 * 1024;

/** A range of a source, a megabyte at a time. @throws ModelError where it is not inside the source. */
export async function* readBlocks(
  source: ByteSource,
  offset: number,
  length: number,
  subject: string,
): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < length; done += BLOCK) {
    yield await readRange(source, offset + done, Math.min(BLOCK, length - done), subject);
  }
}

/** @throws ModelError where the range is not inside the source. */
export async function readRange(
  source: ByteSource,
  offset: number,
  length: number,
  subject: string,
): Promise<Uint8Array> {
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0) {
    throw new ModelError("malformed", `${subject}: its place in the file is not a valid range.`, subject, null);
  }
  if (offset + length > source.size) {
    throw truncated(subject, offset, length, source.size);
  }
  return source.read(offset, length);
}
