// What tells that a file is the one that was read: where it lies on the disk, when its bytes last changed, and some of
// those bytes.
import { createHash } from "node:crypto";
import type { FileStatus } from "./file-system";

/** What is remembered of a file. */
export interface Identity {
  readonly status: FileStatus;
  /** The `sampleHash` of its bytes. */
  readonly samples: string;
}

/** Where a file lies on the disk, whatever its names. */
export function isSameFile(one: FileStatus, other: FileStatus): boolean {
  return one.device === other.device && one.inode === other.inode;
}

/** Whether a file's bytes were left alone between two looks, as far as the clock tells. */
export function isSameContent(one: FileStatus, other: FileStatus): boolean {
  return one.size === other.size && one.modified === other.modified;
}

const END_BYTES = 64 * 1024;
const SAMPLE_BYTES = 4096;
const SAMPLES = 16;

/** A hash of a file's size, beginning, end and blocks in between: clocks can be set, and some file systems have none. */
export async function sampleHash(
  size: number,
  read: (offset: number, length: number) => Promise<Uint8Array>,
): Promise<string> {
  const hash = createHash("sha256").update(`${size}`);
  if (size <= 2 * END_BYTES) {
    return hash.update(await read(0, size)).digest("hex");
  }
  const inner = size - 2 * END_BYTES;
  hash.update(await read(0, END_BYTES));
  const length = Math.min(SAMPLE_BYTES, Math.floor(inner / SAMPLES));
  for (let sample = 0; length > 0 && sample < SAMPLES; sample++) {
    const offset = END_BYTES + Math.floor(((inner - length) * sample) / (SAMPLES - 1));
    hash.update(await read(offset, length));
  }
  return hash.update(await read(size - END_BYTES, END_BYTES)).digest("hex");
}
