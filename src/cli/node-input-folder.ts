// Files with inputs, on a disk.
import { readdir, readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { InputFolder } from "../engines";
import { readingError } from "../files/file-error";

/** @param base What paths are relative to. */
export function nodeInputFolder(base: string): InputFolder {
  const kindOf = async (path: string) => {
    const status = await stat(resolve(base, path)).catch(() => null);
    return status === null ? null : status.isDirectory() ? "folder" : status.isFile() ? "file" : null;
  };
  return {
    has: async (path) => (await kindOf(path)) === "file",
    list: async (folder) => {
      const files: string[] = [];
      const pending = [folder];
      for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
        if ((await kindOf(path)) === "folder") {
          for (const entry of await readdir(resolve(base, path), { withFileTypes: true })) {
            if (!entry.name.startsWith(".")) {
              (entry.isDirectory() ? pending : entry.isFile() ? files : []).push(
                `${path.replace(/\/$/, "")}/${entry.name}`,
              );
            }
          }
        }
      }
      return files.sort();
    },
    read: async (path) => {
      try {
        return await readFile(resolve(base, path));
      } catch (error) {
        throw readingError(error, `"${path}"`);
      }
    },
  };
}
