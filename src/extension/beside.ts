// Files in a model's folder, such as inputs to run it with: read as they are now, through VS Code.
import * as vscode from "vscode";
import type { Beside } from "./model-files";

/** More files than this are no inputs that anybody waits for. */
const MOST_FILES = 200_000;

export const beside: Beside = {
  read: async (model, path) => {
    const uri = placeOf(model, path);
    if ((await typeOf(uri)) !== vscode.FileType.File) {
      return null;
    }
    // What file systems hand out may be a part of something that is theirs.
    return (await vscode.workspace.fs.readFile(uri)).slice();
  },
  list: async (model, folder) => {
    const files: string[] = [];
    const pending = [folder];
    for (let path = pending.pop(); path !== undefined && files.length < MOST_FILES; path = pending.pop()) {
      const uri = placeOf(model, path);
      if ((await typeOf(uri)) === vscode.FileType.Directory) {
        for (const [name, type] of await vscode.workspace.fs.readDirectory(uri)) {
          if (!name.startsWith(".")) {
            (type === vscode.FileType.File ? files : type === vscode.FileType.Directory ? pending : []).push(
              `${path}/${name}`,
            );
          }
        }
      }
    }
    return files.sort();
  },
};

/** @param path From the model's folder, or a whole one. */
function placeOf(model: vscode.Uri, path: string): vscode.Uri {
  return /^[A-Za-z]:[\\/]/.test(path)
    ? vscode.Uri.file(path)
    : path.startsWith("/")
      ? model.with({ path })
      : vscode.Uri.joinPath(model, "..", ...path.split(/[\\/]/));
}

/** Null: there is nothing. A link is what it leads to. */
async function typeOf(uri: vscode.Uri): Promise<vscode.FileType | null> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => type & ~vscode.FileType.SymbolicLink,
    () => null,
  );
}
