// Desktop: the worker is a thread, files are read by position and replaced by renaming. platform.web.ts has the same
// exports for browsers; the build picks one.
import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import * as vscode from "vscode";
import type { Port } from "../protocol/rpc";
import { openWorkspaceFile, WorkspaceSink } from "./workspace-files";
import type { FileSink, OpenFile } from "./file-access";

export interface WorkerThread {
  readonly port: Port;
  readonly onExit: (listener: (why: string) => void) => void;
  stop(): void;
}

export function startWorker(extension: vscode.Uri): WorkerThread {
  const worker = new Worker(vscode.Uri.joinPath(extension, "dist", "worker.js").fsPath);
  return {
    port: {
      post: (message, transfer) => worker.postMessage(message, transfer),
      onMessage: (listener) => worker.on("message", listener),
    },
    onExit: (listener) => {
      worker.on("error", (error) => listener(error.message));
      worker.on("exit", (code) => listener(`it ended with code ${code}`));
    },
    stop: () => void worker.terminate(),
  };
}

/** A file for reading; it stays readable as it is now even when another one takes its place. */
export async function openFile(uri: vscode.Uri): Promise<OpenFile> {
  if (uri.scheme !== "file") {
    return openWorkspaceFile(uri);
  }
  const handle = await open(uri.fsPath, "r");
  const { size, mtimeMs } = await handle.stat();
  return {
    size,
    read: (offset, length) => readAt(handle, offset, length),
    isUnchanged: async () => {
      const now = await handle.stat();
      return now.size === size && now.mtimeMs === mtimeMs;
    },
    close: () => handle.close(),
  };
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, 1 << 30), offset + done);
    if (bytesRead === 0) {
      throw new Error("The file became shorter while it was read.");
    }
    done += bytesRead;
  }
  return bytes;
}

/** A file that is written beside its place and put there once it is whole. */
export async function createFile(uri: vscode.Uri): Promise<FileSink> {
  if (uri.scheme !== "file") {
    return new WorkspaceSink(uri);
  }
  const temporary = `${uri.fsPath}.${randomBytes(4).toString("hex")}.tmp`;
  await mkdir(dirname(temporary), { recursive: true });
  const handle = await open(temporary, "w");
  return {
    append: async (bytes) => {
      await handle.write(bytes);
    },
    finish: async () => {
      await handle.sync();
      await handle.close();
      await replace(temporary, uri.fsPath);
    },
    abandon: async () => {
      await handle.close().catch(() => {});
      await rm(temporary, { force: true });
    },
  };
}

/** Windows does not rename onto a file that is open, but lets that file be renamed away first. */
async function replace(temporary: string, final: string): Promise<void> {
  try {
    await rename(temporary, final);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "EPERM" && code !== "EACCES" && code !== "EBUSY") {
      throw error;
    }
    const aside = `${final}.${randomBytes(4).toString("hex")}.old`;
    await rename(final, aside);
    await rename(temporary, final);
    // Gone once nobody reads it any more; what cannot be removed now is removed by nobody but does no harm.
    await rm(aside, { force: true }).catch(() => {});
  }
}

export async function fileExists(uri: vscode.Uri): Promise<boolean> {
  return uri.scheme === "file"
    ? stat(uri.fsPath).then(
        (found) => found.isFile(),
        () => false,
      )
    : vscode.workspace.fs.stat(uri).then(
        () => true,
        () => false,
      );
}
