// Files of virtual workspaces and of the browser: VS Code reads and writes them whole, so one is held in memory once,
// and twice while it is saved.
import * as vscode from "vscode";
import type { FileSink, OpenFile } from "./file-access";

export async function openWorkspaceFile(uri: vscode.Uri): Promise<OpenFile> {
  const bytes = await vscode.workspace.fs.readFile(uri);
  return {
    size: bytes.byteLength,
    read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
    isUnchanged: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
}

export class WorkspaceSink implements FileSink {
  readonly #blocks: Uint8Array[] = [];
  #length = 0;

  constructor(readonly uri: vscode.Uri) {}

  append(bytes: Uint8Array): Promise<void> {
    this.#blocks.push(bytes);
    this.#length += bytes.byteLength;
    return Promise.resolve();
  }

  async finish(): Promise<void> {
    const all = new Uint8Array(this.#length);
    let position = 0;
    for (const block of this.#blocks.splice(0)) {
      all.set(block, position);
      position += block.byteLength;
    }
    await vscode.workspace.fs.writeFile(this.uri, all);
  }

  abandon(): Promise<void> {
    this.#blocks.length = 0;
    return Promise.resolve();
  }
}
