// What the editor does with files, on a disk in memory.
import { writeDiskFile } from "../../src/extension/disk-files";
import type { ModelHost } from "../../src/extension/model-host";
import type { Uri } from "vscode";
import { readBackup, writeBackup, type BackupFiles } from "../../src/extension/document-backup";
import type { FileSystem } from "../../src/files/file-system";
import { SourceFile } from "../../src/files/source-file";
import type { Recipe } from "../../src/protocol/messages";
import { INT8, OLD, opens, putExternal, putSavedModel, smallModel } from "./command-scenarios";
import { Disk } from "./disk";
import { signal, startEditor, uriOf } from "./editor";
import type { Scenario } from "./scenario";

const STRIP = [{ id: "strip-metadata", parameters: {} }];

/** Opens a model, does something with it and closes it. */
const editing =
  (path: string, work: (host: ModelHost, document: string) => Promise<unknown>) => async (process: FileSystem) => {
    const host = startEditor(process);
    const document = await host.open(uriOf(path), signal());
    try {
      await work(host, document);
    } finally {
      await host.close(document);
    }
  };

const write = (host: ModelHost, document: string, recipe: Recipe, path: string, own: boolean) =>
  host.write(document, recipe, uriOf(path), own ? "own" : "others", signal(), () => {});

const one = (mode = 0o644) => {
  const disk = new Disk();
  disk.put("/in/m.onnx", smallModel(), mode);
  return disk;
};

const external = () => {
  const disk = new Disk();
  putExternal(disk, "/in");
  return disk;
};

const BACKUP = "/backups/1";

/** What hot exit keeps of a document whose saved step was undone. */
async function backUp(process: FileSystem, host: ModelHost, document: string): Promise<void> {
  const kept = {
    name: "m.onnx",
    recipe: [],
    savedRecipe: INT8,
    stamp: () => Promise.resolve("1 1"),
    writeOriginal: (uri: Uri) => host.write(document, [], uri, "others", signal(), () => {}),
  };
  await writeBackup(kept, uriOf(BACKUP), backupFiles(process), signal());
}

export function backupFiles(process: FileSystem): BackupFiles {
  return {
    write: (uri, bytes) => writeDiskFile(uri.path, bytes, process),
    read: async (uri) => {
      const file = await SourceFile.open(process, uri.path);
      try {
        return await file.read(0, file.size);
      } finally {
        await file.close();
      }
    },
    remove: () => Promise.resolve(),
  };
}

/** Whoever restores a backup sees all of it or the one before: what it tells of is there. */
async function restore(process: FileSystem): Promise<void> {
  await opens(`${BACKUP}.original/m.onnx`, BACKUP)(process);
  const before = await readBackup(uriOf(BACKUP), "m.onnx", backupFiles(process));
  if (before.original !== null) {
    const host = startEditor(process);
    await host.close(await host.open(before.original, signal()));
  }
}

export const EDITS: readonly Scenario[] = [
  {
    name: "save",
    disk: () => one(0o640),
    run: editing("/in/m.onnx", (host, document) => write(host, document, INT8, "/in/m.onnx", true)),
    next: opens("/in/m.onnx"),
    isOneFile: true,
  },
  {
    name: "save of a model with weights beside it",
    disk: external,
    run: editing("/in/m.onnx", (host, document) => write(host, document, STRIP, "/in/m.onnx", true)),
    next: opens("/in/m.onnx"),
    isOneFile: true,
  },
  {
    name: "save as, into another folder",
    disk: () => {
      const disk = one();
      disk.put("/out/m.int8.onnx", OLD);
      return disk;
    },
    run: editing("/in/m.onnx", (host, document) => write(host, document, INT8, "/out/m.int8.onnx", false)),
    next: opens("/out/m.int8.onnx"),
    isOneFile: true,
  },
  {
    name: "save as, with weights beside it",
    disk: external,
    run: editing("/in/m.onnx", (host, document) => write(host, document, [], "/out/m.onnx", false)),
    next: opens("/out/m.onnx"),
    isOneFile: false,
  },
  {
    name: "save as of a SavedModel",
    disk: () => {
      const disk = new Disk();
      putSavedModel(disk, "/in");
      return disk;
    },
    run: editing("/in/saved_model.pb", (host, document) => write(host, document, [], "/out/saved_model.pb", false)),
    next: opens("/out/saved_model.pb"),
    isOneFile: false,
  },
  {
    name: "backup",
    disk: () => {
      const disk = one();
      const old = { version: 1, recipe: INT8, saved: null, stamp: "1 1" };
      disk.put(BACKUP, new TextEncoder().encode(JSON.stringify(old)));
      return disk;
    },
    run: (process) => editing("/in/m.onnx", (host, document) => backUp(process, host, document))(process),
    next: restore,
    isOneFile: false,
    // What a backup starts from counts once there is a backup that tells of it.
    seen: (contents) =>
      new TextDecoder().decode(contents.get(BACKUP)).includes('"saved":null')
        ? new Map([...contents].filter(([path]) => !path.startsWith(`${BACKUP}.original/`)))
        : contents,
  },
  {
    name: "save of a recipe",
    disk: () => {
      const disk = new Disk();
      disk.put("/in/m.recipe.json", OLD);
      return disk;
    },
    run: (process) => writeDiskFile("/in/m.recipe.json", new TextEncoder().encode("[]"), process),
    next: opens("/in/m.onnx"),
    isOneFile: true,
  },
];
