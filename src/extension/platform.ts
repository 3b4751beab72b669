// Desktop: the worker is a thread, and files on disks are read by position. platform.web.ts has the same exports for
// browsers; the build picks one.
import { Worker } from "node:worker_threads";
import * as vscode from "vscode";
import { abandonAll } from "../files/abandon-all";
import { findDiskTarget, openDiskFiles, writeDiskFile } from "./disk-files";
import type { ModelFiles, ModelTarget } from "./model-files";
import { RemoteError } from "../protocol/rpc";
import type { WorkerThread } from "./worker-thread";
import { openWorkspaceFiles, WorkspaceTarget } from "./workspace-files";

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

/** @throws RemoteError always: workers of the desktop read them themselves. */
export function readEngine(_extension: vscode.Uri, name: string): Promise<Uint8Array> {
  return Promise.reject(new RemoteError("unsupported", `${name} is not read through the extension.`));
}

export function openFiles(uri: vscode.Uri, place = uri): Promise<ModelFiles> {
  return isOnDisk(uri) && isOnDisk(place) ? openDiskFiles(uri.fsPath, place.fsPath) : openWorkspaceFiles(uri, place);
}

export async function findTarget(uri: vscode.Uri): Promise<ModelTarget> {
  return isOnDisk(uri) ? findDiskTarget(uri.fsPath) : new WorkspaceTarget(uri);
}

/** Writes a file of any kind. */
export async function writeFile(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
  await (isOnDisk(uri) ? writeDiskFile(uri.fsPath, bytes) : vscode.workspace.fs.writeFile(uri, bytes));
}

/** The extension ends: what is half written goes. */
export function endWriting(): void {
  abandonAll();
}

function isOnDisk(uri: vscode.Uri): boolean {
  return uri.scheme === "file";
}
