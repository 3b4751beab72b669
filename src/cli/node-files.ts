// Files of a model on disk: read by position, so that only what is asked for is read.
import { dirname, join, resolve } from "node:path";
import type { Files } from "../core";
import { nodeFileSystem } from "../files/node-file-system";
import { clearLeftovers } from "../files/leftovers";
import { OpenedModel } from "../files/opened-model";
import { statusOrNull, type FileSystem } from "../files/file-system";

/** Files of an opened model, to be closed when nobody reads from them any more. */
export interface NodeFiles extends Files {
  readonly opened: OpenedModel;
  close(): Promise<void>;
}

/**
 * @param given A model file, or the folder of a SavedModel.
 * @throws ModelError where there is no such file or it cannot be read.
 */
export async function openFiles(given: string, fileSystem: FileSystem = nodeFileSystem): Promise<NodeFiles> {
  const path = await modelFile(given, fileSystem);
  const full = resolve(path);
  await clearLeftovers(fileSystem, dirname(full));
  const opened = await OpenedModel.open(fileSystem, full, path);
  return {
    opened,
    main: opened.main,
    name: opened.name,
    open: (relativePath) => opened.beside(relativePath),
    list: (folder) => opened.list(folder),
    close: () => opened.close(),
  };
}

/** What TensorFlow calls a SavedModel is the folder. */
const SAVED_MODELS = ["saved_model.pb", "saved_model.pbtxt"];

async function modelFile(path: string, fileSystem: FileSystem): Promise<string> {
  const kindOf = async (place: string) =>
    (await statusOrNull(fileSystem.status(resolve(place))).catch(() => null))?.kind;
  if ((await kindOf(path)) === "folder") {
    for (const name of SAVED_MODELS) {
      if ((await kindOf(join(path, name))) === "file") {
        return join(path, name);
      }
    }
  }
  return path;
}
