// Browsers: the worker is a Web Worker, files are whole.
import * as vscode from "vscode";
import type { Port } from "../protocol/rpc";
import type { FileSink, OpenFile } from "./file-access";
import type { WorkerThread } from "./platform";
import { openWorkspaceFile, WorkspaceSink } from "./workspace-files";

interface BrowserWorker {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  onerror: ((event: { message: string }) => void) | null;
  terminate(): void;
}
declare const Worker: new (url: string) => BrowserWorker;

export function startWorker(extension: vscode.Uri): WorkerThread {
  const worker = new Worker(vscode.Uri.joinPath(extension, "dist", "web", "worker.js").toString(true));
  const port: Port = {
    post: (message, transfer) => worker.postMessage(message, transfer),
    onMessage: (listener) => {
      worker.onmessage = (event) => listener(event.data);
    },
  };
  return {
    port,
    onExit: (listener) => {
      worker.onerror = (event) => listener(event.message);
    },
    stop: () => worker.terminate(),
  };
}

export function openFile(uri: vscode.Uri): Promise<OpenFile> {
  return openWorkspaceFile(uri);
}

export function createFile(uri: vscode.Uri): Promise<FileSink> {
  return Promise.resolve(new WorkspaceSink(uri));
}

export function fileExists(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(
    vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    ),
  );
}
