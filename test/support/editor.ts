// The editor without VS Code: its side of the worker, with files on a disk in memory and the worker in this thread.
import type { Uri } from "vscode";
import { newHash } from "../../src/cli/hash";
import { findDiskTarget, openDiskFiles } from "../../src/extension/disk-files";
import { ModelHost } from "../../src/extension/model-host";
import type { Platform } from "../../src/extension/model-files";
import type { FileSystem } from "../../src/files/file-system";
import { type CallOptions, type Port } from "../../src/protocol/rpc";
import { serveModels } from "../../src/worker/model-service";

export function uriOf(path: string): Uri {
  const uri = {
    scheme: "file",
    path,
    fsPath: path,
    toString: () => `file://${path}`,
    with: (change: { path: string }) => uriOf(change.path),
  };
  return uri as unknown as Uri;
}

export const signal = () => new AbortController().signal as CallOptions["signal"] & object;

/** An editor that runs in a process with a disk in memory. */
export function startEditor(fileSystem: FileSystem): ModelHost {
  const platform: Platform = {
    startWorker: () => {
      const [here, there] = channel();
      serveModels(there, newHash);
      return { port: here, onExit: () => {}, stop: () => {} };
    },
    openFiles: (uri, place = uri) => openDiskFiles(uri.fsPath, place.fsPath, fileSystem),
    findTarget: (uri) => findDiskTarget(uri.fsPath, fileSystem),
    beside: { read: () => Promise.resolve(null), list: () => Promise.resolve([]) },
    readEngine: () => Promise.reject(new Error("No engine is needed here.")),
  };
  return new ModelHost(platform);
}

/** Two ports that deliver copies to each other, in later turns as real ones do. */
function channel(): [Port, Port] {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const port = (own: number): Port => ({
    post: (message) => {
      const copy = structuredClone(message);
      queueMicrotask(() => listeners[1 - own]!.forEach((listener) => listener(copy)));
    },
    onMessage: (listener) => listeners[own]!.push(listener),
  });
  return [port(0), port(1)];
}
