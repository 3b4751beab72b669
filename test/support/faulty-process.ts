// A process with access to a disk in memory, in which the n-th call goes wrong.
import type { FileSystem, OpenHandle } from "../../src/files/file-system";
import type { Owner } from "../../src/files/owner";
import { systemError, type Disk, type Inode } from "./disk";

export type FaultKind =
  /** The call fails, the next ones do not. */
  | "EIO"
  | "EACCES"
  | "ENOSPC"
  /** From this call on nothing can be written any more. */
  | "full disk"
  /** From this call on reads and writes do half of what they are asked to. */
  | "short"
  /** Neither this call nor any after it happens. */
  | "kill"
  /** This call happens, and none after it. */
  | "kill after";

export interface Fault {
  readonly at: number;
  readonly kind: FaultKind;
}

/** What a killed process gets from each call; it never tells anybody. */
export class Killed extends Error {
  override readonly name = "Killed";
}

export interface FaultyProcess extends FileSystem {
  /** How many calls there were. */
  readonly calls: () => number;
  readonly isKilled: () => boolean;
}

let processes = 0;
const ended = new Set<string>();

export interface ProcessOptions {
  readonly fault?: Fault;
  /** Whether the disk has second names for files, which some have not. */
  readonly hasLinks?: boolean;
  /** Whether files that are open cannot be renamed onto. */
  readonly keepsOpenNames?: boolean;
}

export function startProcess(
  disk: Disk,
  { fault, hasLinks = true, keepsOpenNames = false }: ProcessOptions = {},
): FaultyProcess {
  let calls = 0;
  let killed = false;
  const mark = `${(++processes).toString(36)}-a-b-c`;
  const owner: Owner = { mark, inUse: new Set(), isGone: (other) => ended.has(other) };
  const open = new Set<Inode>();

  /** @param kind What the call does, as far as faults care. */
  function call<T>(kind: "read" | "write" | "other", path: string, work: (short: boolean) => T): Promise<T> {
    calls++;
    const isNow = fault !== undefined && calls === fault.at;
    const isSince = fault !== undefined && calls >= fault.at;
    if (killed || (isNow && fault.kind === "kill")) {
      killed = true;
      ended.add(mark);
      return Promise.reject(new Killed());
    }
    if (isNow && (fault.kind === "EIO" || fault.kind === "EACCES" || fault.kind === "ENOSPC")) {
      return Promise.reject(systemError(fault.kind, path));
    }
    if (isSince && fault.kind === "full disk" && kind === "write") {
      return Promise.reject(systemError("ENOSPC", path));
    }
    try {
      const result = work(isSince && fault.kind === "short");
      if (isNow && fault.kind === "kill after") {
        killed = true;
        ended.add(mark);
        return Promise.reject(new Killed());
      }
      return Promise.resolve(result);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  function handleOf(inode: Inode, path: string): OpenHandle {
    open.add(inode);
    return {
      status: () => call("other", path, () => disk.statusOf(inode)),
      read: (into, start, length, position) =>
        call("read", path, (short) => {
          const wanted = short ? Math.ceil(length / 2) : length;
          const part = inode.bytes.subarray(position, position + wanted);
          into.set(part, start);
          return part.byteLength;
        }),
      write: (bytes, position) =>
        call("write", path, (short) => {
          const part = bytes.subarray(0, short ? Math.ceil(bytes.byteLength / 2) : bytes.byteLength);
          disk.write(inode, part, position);
          return part.byteLength;
        }),
      sync: () => call("write", path, () => disk.flush(inode)),
      setMode: (mode) =>
        call("other", path, () => {
          inode.mode = mode;
          disk.touch(inode);
        }),
      setOwner: (user, group) =>
        call("other", path, () => {
          [inode.owner, inode.group] = [user, group];
          disk.touch(inode);
        }),
      close: () =>
        call("other", path, () => {
          open.delete(inode);
        }),
    };
  }

  const remove = (path: string) => {
    const { folder, name } = disk.folderOf(path);
    const inode = disk.find(path, false);
    if (inode.kind === "folder") {
      throw systemError("EISDIR", path);
    }
    disk.changeNames({ folder, name, inode: null });
  };

  return {
    calls: () => calls,
    isKilled: () => killed,
    owner,
    keepsOpenNames,
    openToRead: (path) => call("other", path, () => handleOf(disk.find(path), path)),
    create: (path, mode) =>
      call("write", path, () => {
        const { folder, name } = disk.folderOf(path);
        if (folder.names.has(name)) {
          throw systemError("EEXIST", path);
        }
        const inode = disk.make("file", mode);
        disk.changeNames({ folder, name, inode });
        return handleOf(inode, path);
      }),
    status: (path) => call("other", path, () => disk.statusOf(disk.find(path))),
    linkStatus: (path) => call("other", path, () => disk.statusOf(disk.find(path, false))),
    readLink: (path) => call("other", path, () => disk.find(path, false).leads),
    realPath: (path) => call("other", path, () => disk.realPath(path)),
    checkWritable: (path) =>
      call("other", path, () => {
        if ((disk.find(path).mode & 0o222) === 0) {
          throw systemError("EACCES", path);
        }
      }),
    rename: (from, to) =>
      call("other", to, () => {
        const inode = disk.find(from, false);
        const there = disk.folderOf(to);
        const here = disk.folderOf(from);
        const replaced = there.folder.names.get(there.name);
        if (replaced === inode) {
          return; // Two names of one file stay as they are.
        }
        if (replaced?.kind === "folder") {
          throw systemError("EISDIR", to);
        }
        if (keepsOpenNames && replaced !== undefined && open.has(replaced)) {
          throw systemError("EPERM", to);
        }
        disk.changeNames({ ...here, inode: null }, { ...there, inode });
      }),
    link: (existing, other) =>
      call("write", other, () => {
        if (!hasLinks) {
          throw systemError("ENOTSUP", other);
        }
        const { folder, name } = disk.folderOf(other);
        if (folder.names.has(name)) {
          throw systemError("EEXIST", other);
        }
        disk.changeNames({ folder, name, inode: disk.find(existing, false) });
      }),
    unlink: (path) => call("other", path, () => remove(path)),
    makeFolder: (path) =>
      call("write", path, () => {
        const { folder, name } = disk.folderOf(path);
        if (folder.names.has(name)) {
          throw systemError("EEXIST", path);
        }
        disk.changeNames({ folder, name, inode: disk.make("folder", 0o755) });
      }),
    removeFolder: (path) =>
      call("other", path, () => {
        const { folder, name } = disk.folderOf(path);
        const inode = disk.find(path, false);
        if (inode.kind !== "folder") {
          throw systemError("ENOTDIR", path);
        }
        if (inode.names.size > 0) {
          throw systemError("ENOTEMPTY", path);
        }
        disk.changeNames({ folder, name, inode: null });
      }),
    list: (path) => call("other", path, () => [...disk.find(path).names.keys()]),
    syncFolder: (path) => call("other", path, () => disk.flushFolder(disk.find(path))),
  };
}

/** It is over, whatever it was doing: what it left on disk is nobody's. */
export function endProcess({ owner }: FileSystem): void {
  ended.add(owner.mark);
}
