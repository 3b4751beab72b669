// A zip archive as a folder of the files in it.
import { ModelError } from "../../core";
import type { InputFolder } from "./input-folder";
import { readZip } from "./zip";

/**
 * @param path Of the archive: what is in it lies below.
 * @returns null for one of arrays alone, as .npz is.
 */
export async function archiveFolder(bytes: Uint8Array, path: string): Promise<InputFolder | null> {
  if (/\.npz$/i.test(path)) {
    return null;
  }
  const files = new Map(
    [...(await readZip(bytes, path))]
      .filter(([name]) => !name.endsWith("/") && !name.split("/").some((part) => /^\.|^__MACOSX$/.test(part)))
      .map(([name, content]) => [`${path}/${name}`, content]),
  );
  if ([...files.keys()].every((name) => /\.npy$/i.test(name))) {
    return null;
  }
  return {
    has: (name) => Promise.resolve(files.has(name)),
    list: (folder) => Promise.resolve([...files.keys()].filter((name) => name.startsWith(`${folder}/`)).sort()),
    read: (name) => {
      const content = files.get(name);
      return content === undefined
        ? Promise.reject(new ModelError("file", `There is no "${name}".`, name))
        : Promise.resolve(content);
    },
  };
}
