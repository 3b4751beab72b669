// Files of virtual workspaces and of the browser: VS Code reads and writes them whole, so one is held in memory once,
// and twice while it is saved.
import * as vscode from "vscode";
import { RemoteError } from "../protocol/rpc";
import type { Look, ModelFiles, ModelTarget, ModelWriter, WriteOptions } from "./model-files";

/** What is remembered of a file; some file systems know no times. */
interface Stamp {
  readonly size: number;
  readonly modified: number;
  /** Of its bytes. */
  readonly hash: number;
}

class WorkspaceFiles implements ModelFiles {
  readonly #others = new Map<string, Promise<Uint8Array | null>>();

  constructor(
    readonly uri: vscode.Uri,
    readonly place: vscode.Uri,
    readonly bytes: Uint8Array,
    private standing: Stamp | null,
  ) {}

  get size(): number {
    return this.bytes.byteLength;
  }

  async read(path: string | null, offset: number, length: number): Promise<Uint8Array> {
    const bytes = path === null ? this.bytes : await this.#beside(path);
    if (bytes === null) {
      throw new RemoteError("malformed", `The file ${path} is not beside the model.`);
    }
    return bytes.slice(offset, offset + length);
  }

  async sizeOf(path: string): Promise<number | null> {
    return (await this.#beside(path))?.byteLength ?? null;
  }

  async list(folder: string): Promise<readonly string[]> {
    const root = vscode.Uri.joinPath(this.uri, "..");
    const files: string[] = [];
    const folders = [folder];
    for (let inner = folders.pop(); inner !== undefined; inner = folders.pop()) {
      const entries = await readFolder(vscode.Uri.joinPath(root, ...inner.split("/")));
      for (const [name, type] of entries.filter(([name]) => !name.startsWith("."))) {
        (type === vscode.FileType.Directory ? folders : files).push(`${inner}/${name}`);
      }
    }
    return files.sort();
  }

  async look(): Promise<Look> {
    return { isChanged: await this.#isChanged(), isHeld: true };
  }

  /** @param bytes What was put in its place. */
  async saved(bytes: Uint8Array): Promise<void> {
    this.standing = await stampOf(this.place, bytes);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #isChanged(): Promise<boolean> {
    const known = this.standing;
    const now = known === null ? null : await statusOf(this.place);
    if (known === null || now === null || (now.size === known.size && now.mtime === known.modified && now.mtime > 0)) {
      return false;
    }
    return now.size !== known.size || hashOf(await vscode.workspace.fs.readFile(this.place)) !== known.hash;
  }

  #beside(path: string): Promise<Uint8Array | null> {
    let found = this.#others.get(path);
    if (found === undefined) {
      found = readOrNull(vscode.Uri.joinPath(this.uri, "..", ...path.split("/")));
      this.#others.set(path, found);
    }
    return found;
  }
}

/** @param place Where it belongs, where that is another place than it is read from. */
export async function openWorkspaceFiles(uri: vscode.Uri, place = uri): Promise<ModelFiles> {
  const bytes = await vscode.workspace.fs.readFile(uri);
  const standing = place === uri ? bytes : await readOrNull(place);
  return new WorkspaceFiles(uri, place, bytes, standing === null ? null : await stampOf(place, standing));
}

export class WorkspaceTarget implements ModelTarget {
  constructor(readonly uri: vscode.Uri) {}

  isBeside(files: ModelFiles): boolean {
    const folderOf = (uri: vscode.Uri) => vscode.Uri.joinPath(uri, "..").toString();
    return files instanceof WorkspaceFiles && folderOf(files.uri) === folderOf(this.uri);
  }

  async begin(from: ModelFiles, { over }: WriteOptions): Promise<ModelWriter> {
    const files: { readonly uri: vscode.Uri; readonly path: string | null; readonly bytes: Uint8Array }[] = [];
    let used = 0;
    const check = async () => {
      const { isChanged, isHeld } = await from.look();
      if (over === "own" && isChanged) {
        throw new RemoteError(
          "changed",
          vscode.l10n.t("{0} was changed since it was opened, so it was not replaced.", this.uri.path),
        );
      }
      if (!isHeld) {
        throw new RemoteError("file", vscode.l10n.t("The model's file was changed while it was read; open it again."));
      }
    };
    await check();
    return {
      create: async (path, length) => {
        const uri = path === null ? this.uri : vscode.Uri.joinPath(this.uri, "..", ...path.split("/"));
        if (path !== null && (await statusOf(uri)) !== null) {
          throw new RemoteError("file", `${uri.path} is there already; choose another folder.`);
        }
        used = 0;
        files.push({ uri, path, bytes: new Uint8Array(length) });
      },
      append: (bytes) => {
        const into = files.at(-1)!.bytes;
        if (used + bytes.byteLength > into.byteLength) {
          throw new RemoteError(
            "file",
            `${this.uri.path} would have had more bytes than belong, so it was not written.`,
          );
        }
        into.set(bytes, used);
        used += bytes.byteLength;
        return Promise.resolve();
      },
      commit: async () => {
        if (used !== files.at(-1)!.bytes.byteLength) {
          throw new RemoteError(
            "file",
            `${this.uri.path} would have had fewer bytes than belong, so it was not written.`,
          );
        }
        await check();
        for (const { uri, bytes } of files) {
          await vscode.workspace.fs.writeFile(uri, bytes);
        }
        if (over !== "others" && from instanceof WorkspaceFiles) {
          await from.saved(files.at(-1)!.bytes);
        }
        return [];
      },
      abandon: () => {
        files.length = 0;
        return Promise.resolve();
      },
    };
  }
}

async function stampOf(uri: vscode.Uri, bytes: Uint8Array): Promise<Stamp> {
  return { size: bytes.byteLength, modified: (await statusOf(uri))?.mtime ?? 0, hash: hashOf(bytes) };
}

async function statusOf(uri: vscode.Uri): Promise<vscode.FileStat | null> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch {
    return null;
  }
}

async function readOrNull(uri: vscode.Uri): Promise<Uint8Array | null> {
  try {
    return await vscode.workspace.fs.readFile(uri);
  } catch {
    return null;
  }
}

async function readFolder(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(uri);
  } catch {
    return [];
  }
}

/** Two multiplicative hashes side by side, 53 bits of them: enough to tell a file from what somebody made of it. */
function hashOf(bytes: Uint8Array): number {
  let [one, other] = [0x9e3779b9, 0x85ebca6b];
  for (let index = 0; index < bytes.byteLength; index++) {
    one = Math.imul(one ^ bytes[index]!, 0x9e3779b1);
    other = Math.imul(other ^ bytes[index]!, 0x5f356495);
  }
  return (one >>> 0) * 2 ** 21 + ((other ^ (one >>> 13)) & 0x1fffff);
}
