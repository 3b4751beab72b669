// Files of models on disks, as the command line reads and writes them.
import { basename, dirname } from "node:path";
import type { FileStatus, FileSystem } from "../files/file-system";
import { isSameContent, isSameFile, type Identity } from "../files/identity";
import { clearLeftovers } from "../files/leftovers";
import { nodeFileSystem } from "../files/node-file-system";
import { OpenedModel } from "../files/opened-model";
import { placeOf } from "../files/place";
import { SourceFile } from "../files/source-file";
import { findTarget, type Target } from "../files/target";
import { Transaction } from "../files/transaction";
import { RemoteError } from "../protocol/rpc";
import type { Look, ModelFiles, ModelTarget, ModelWriter, WriteOptions } from "./model-files";

class DiskFiles implements ModelFiles {
  constructor(
    readonly fileSystem: FileSystem,
    readonly opened: OpenedModel,
    /** Where the model belongs. */
    readonly place: string,
    /** What is known to stand there; null: nothing. */
    private standing: Identity | null,
  ) {}

  get size(): number {
    return this.opened.main.size;
  }

  async read(path: string | null, offset: number, length: number): Promise<Uint8Array> {
    const source = path === null ? this.opened.main : await this.opened.beside(path);
    if (source === null) {
      throw new RemoteError("malformed", `The file ${path} is not beside the model.`);
    }
    const bytes = await source.read(offset, length);
    return source.copies ? bytes : bytes.slice();
  }

  async sizeOf(path: string): Promise<number | null> {
    return (await this.opened.beside(path))?.size ?? null;
  }

  list(folder: string): Promise<readonly string[]> {
    return this.opened.list(folder);
  }

  async look(): Promise<Look> {
    return { isChanged: await this.isChanged(), isHeld: await this.opened.isIntact() };
  }

  /** A file that is gone does no harm: it is written anew. */
  async isChanged(): Promise<boolean> {
    return (
      this.standing !== null &&
      (await placeOf(this.fileSystem, this.place, this.standing).catch(() => "")) === "changed"
    );
  }

  /** @param written What was put in its place. */
  async saved(written: FileStatus): Promise<void> {
    this.standing = await identityAt(this.fileSystem, this.place, written);
  }

  close(): Promise<void> {
    return this.opened.close();
  }
}

/** @param place Where it belongs, where that is another place than it is read from. */
export async function openDiskFiles(
  path: string,
  place = path,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<ModelFiles> {
  await clearLeftovers(fileSystem, dirname(path));
  const opened = await OpenedModel.open(fileSystem, path, basename(path));
  return new DiskFiles(
    fileSystem,
    opened,
    place,
    place === path ? opened.main.identity : await identityAt(fileSystem, place),
  );
}

/**
 * @param expected What should be there; without it, whatever is.
 * @returns null where there is nothing.
 */
async function identityAt(fileSystem: FileSystem, path: string, expected?: FileStatus): Promise<Identity | null> {
  /** Nothing looks like this, so that it counts as changed. */
  const unknown = expected === undefined ? null : { status: expected, samples: "" };
  try {
    const found = await SourceFile.open(fileSystem, path);
    await found.close();
    const { identity } = found;
    const isExpected =
      expected === undefined || (isSameFile(identity.status, expected) && isSameContent(identity.status, expected));
    return isExpected ? identity : unknown;
  } catch {
    return unknown;
  }
}

class DiskTarget implements ModelTarget {
  constructor(
    readonly fileSystem: FileSystem,
    readonly target: Target,
  ) {}

  isBeside(files: ModelFiles): boolean {
    return files instanceof DiskFiles && files.opened.isIn(this.target.folder);
  }

  async begin(from: ModelFiles, { kept, over }: WriteOptions): Promise<ModelWriter> {
    const { fileSystem, target } = this;
    const files = from instanceof DiskFiles ? from : null;
    if (over === "own" && (await files?.isChanged()) === true) {
      throw new RemoteError(
        "changed",
        `${target.name} was changed on disk since it was opened, so it was not replaced.`,
      );
    }
    const keptFiles = files === null ? [] : await Promise.all(kept.map((path) => files.opened.beside(path)));
    const transaction = await Transaction.begin(target, {
      fileSystem,
      sources: files?.opened.sources ?? [],
      kept: keptFiles.filter((each) => each !== null),
      replace: over !== "others",
      advice: "choose another folder",
    });
    return {
      create: (path, length) => transaction.create(path, length),
      append: (bytes) => transaction.append(bytes),
      commit: async () => {
        const warnings = await transaction.commit();
        if (over !== "others") {
          await files?.saved(transaction.written);
        }
        return warnings;
      },
      abandon: () => transaction.abandon(),
    };
  }
}

/** @throws ModelError where what stands there may not be replaced. */
export async function findDiskTarget(path: string, fileSystem: FileSystem = nodeFileSystem): Promise<ModelTarget> {
  return new DiskTarget(fileSystem, await findTarget(fileSystem, path));
}

/** Writes a file of any kind: what stood there, or all of the new one. */
export async function writeDiskFile(
  path: string,
  bytes: Uint8Array,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<void> {
  const target = await findTarget(fileSystem, path);
  const transaction = await Transaction.begin(target, {
    fileSystem,
    sources: [],
    kept: [],
    replace: true,
    advice: "choose another folder",
  });
  try {
    await transaction.create(null, bytes.byteLength);
    await transaction.append(bytes);
    await transaction.commit();
  } finally {
    await transaction.abandon();
  }
}
