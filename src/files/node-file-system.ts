import { constants, type BigIntStats } from "node:fs";
import * as fs from "node:fs/promises";
import { thisProcess } from "./owner";
import type { FileKind, FileStatus, FileSystem, OpenHandle } from "./file-system";

/** Beyond 2 GiB a call fails. */
const LARGEST_CALL = 1 << 30;
/** Opening a pipe to read waits for a writer otherwise; Windows has no such flag. */
const READ_FLAGS = constants.O_RDONLY | ((constants as { O_NONBLOCK?: number }).O_NONBLOCK ?? 0);

export const nodeFileSystem: FileSystem = {
  owner: thisProcess,
  openToRead: async (path) => handleOf(await fs.open(path, READ_FLAGS)),
  create: async (path, mode) => handleOf(await fs.open(path, "wx", mode)),
  status: async (path) => statusOf(await fs.stat(path, { bigint: true })),
  linkStatus: async (path) => statusOf(await fs.lstat(path, { bigint: true })),
  readLink: (path) => fs.readlink(path),
  realPath: (path) => fs.realpath(path),
  checkWritable: (path) => fs.access(path, constants.W_OK),
  rename: (from, to) => fs.rename(from, to),
  link: (existing, other) => fs.link(existing, other),
  unlink: (path) => fs.unlink(path),
  makeFolder: (path) => fs.mkdir(path),
  removeFolder: (path) => fs.rmdir(path),
  list: (path) => fs.readdir(path),
  syncFolder,
  keepsOpenNames: process.platform === "win32",
};

function handleOf(handle: fs.FileHandle): OpenHandle {
  return {
    status: async () => statusOf(await handle.stat({ bigint: true })),
    read: async (into, start, length, position) =>
      (await handle.read(into, start, Math.min(length, LARGEST_CALL), position)).bytesRead,
    write: async (bytes, position) =>
      (await handle.write(bytes, 0, Math.min(bytes.byteLength, LARGEST_CALL), position)).bytesWritten,
    sync: () => handle.sync(),
    setMode: (mode) => handle.chmod(mode),
    setOwner: (owner, group) => handle.chown(owner, group),
    close: () => handle.close(),
  };
}

/** Windows cannot, and needs not: it writes names down by itself. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") {
    return;
  }
  const handle = await fs.open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function statusOf(stats: BigIntStats): FileStatus {
  return {
    kind: kindOf(stats),
    device: stats.dev,
    inode: stats.ino,
    size: Number(stats.size),
    modified: stats.mtimeNs,
    changed: stats.ctimeNs,
    mode: Number(stats.mode) & 0o7777,
    owner: Number(stats.uid),
    group: Number(stats.gid),
  };
}

function kindOf(stats: BigIntStats): FileKind {
  if (stats.isFile()) {
    return "file";
  }
  if (stats.isDirectory()) {
    return "folder";
  }
  if (stats.isSymbolicLink()) {
    return "link";
  }
  return stats.isFIFO() ? "pipe" : stats.isSocket() ? "socket" : "device";
}
