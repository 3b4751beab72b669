// Files of a model on disk: read by position, so that only what is asked for is read.
import { dirname, resolve } from "node:path";
import type { Files } from "../core";
import { nodeFileSystem } from "../files/node-file-system";
import { clearLeftovers } from "../files/leftovers";
import { OpenedModel } from "../files/opened-model";
import type { FileSystem } from "../files/file-system";

/** Files of an opened model, to be closed when nobody reads from them any more. */
export interface NodeFiles extends Files {
  readonly opened: OpenedModel;
  close(): Promise<void>;
}

/** @throws ModelError where there is no such file or it cannot be read. */
export async function openFiles(path: string, fileSystem: FileSystem = nodeFileSystem): Promise<NodeFiles> {
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
