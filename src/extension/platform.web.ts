// Browsers: the worker is a Web Worker, files are whole.
import * as vscode from "vscode";
import type { Port } from "../protocol/rpc";
import type { ModelFiles, ModelTarget } from "./model-files";
import type { WorkerThread } from "./worker-thread";
import { openWorkspaceFiles, WorkspaceTarget } from "./workspace-files";

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

export async function readEngine(extension: vscode.Uri, name: string): Promise<Uint8Array> {
  const folder = name.endsWith(".wasm") ? ["dist", "engines"] : ["dist", "web", "engines"];
  return (await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, ...folder, name))).slice();
}

export function openFiles(uri: vscode.Uri, place = uri): Promise<ModelFiles> {
  return openWorkspaceFiles(uri, place);
}

export function findTarget(uri: vscode.Uri): Promise<ModelTarget> {
  return Promise.resolve(new WorkspaceTarget(uri));
}

export async function writeFile(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, bytes);
}

export function endWriting(): void {}
