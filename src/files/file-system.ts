// What reading and saving ask of a file system. Tests put one in its place that fails, is killed or loses power.

import type { Owner } from "./owner";

export type FileKind = "file" | "folder" | "link" | "pipe" | "device" | "socket";

export interface FileStatus {
  readonly kind: FileKind;
  readonly device: bigint;
  readonly inode: bigint;
  readonly size: number;
  /** When the bytes last changed, in nanoseconds. */
  readonly modified: bigint;
  /** When the bytes, the name or the permissions last changed, in nanoseconds; programs cannot set it. */
  readonly changed: bigint;
  /** Permission bits, without the kind. */
  readonly mode: number;
  readonly owner: number;
  readonly group: number;
}

export interface OpenHandle {
  status(): Promise<FileStatus>;
  /** May read less than asked for; 0 at the end of the file. */
  read(into: Uint8Array, start: number, length: number, position: number): Promise<number>;
  /** May write less than it was given. @returns how much. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Returns when the file's bytes, permissions and owner are on the disk. */
  sync(): Promise<void>;
  setMode(mode: number): Promise<void>;
  setOwner(owner: number, group: number): Promise<void>;
  close(): Promise<void>;
}

/** A process's access to the disk. Errors are Node's, with a `code` such as "ENOENT". Paths are absolute. */
export interface FileSystem {
  readonly owner: Owner;
  /** Never waits for somebody at the other end of a pipe. */
  openToRead(path: string): Promise<OpenHandle>;
  /** A new file; one that is there already is an error. */
  create(path: string, mode: number): Promise<OpenHandle>;
  /** Of the file a path leads to. */
  status(path: string): Promise<FileStatus>;
  /** Of what the path itself names, be it a symbolic link. */
  linkStatus(path: string): Promise<FileStatus>;
  readLink(path: string): Promise<string>;
  realPath(path: string): Promise<string>;
  /** @throws where this process may not write to what is there. */
  checkWritable(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** A second name for the same file. */
  link(existing: string, other: string): Promise<void>;
  unlink(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  removeFolder(path: string): Promise<void>;
  /** Names in a folder. */
  list(path: string): Promise<string[]>;
  /** Returns when the names in a folder are on the disk. */
  syncFolder(path: string): Promise<void>;
  /** Whether a file cannot be renamed onto one that is open, as on Windows. */
  readonly keepsOpenNames: boolean;
}

/** The system's word for what went wrong; null where it was something else. */
export function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : null;
}

/** A status, or null where there is nothing of that name. */
export async function statusOrNull(status: Promise<FileStatus>): Promise<FileStatus | null> {
  try {
    return await status;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") {
      return null;
    }
    throw error;
  }
}
