// The place a model is written to: what stands there, and whether it may be replaced.
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { fileError, KINDS, writingError } from "./file-error";
import { codeOf, statusOrNull, type FileStatus, type FileSystem } from "./file-system";

export interface Target {
  /** As it was asked for. */
  readonly name: string;
  /** Where the file really lies: symbolic links are followed, so that they stay. */
  readonly path: string;
  readonly folder: string;
  /** What stands there; null: nothing. */
  readonly existing: FileStatus | null;
  /** Folders that have to be made for it, outer ones first. */
  readonly missing: readonly string[];
}

/** As many as systems follow themselves. */
const MOST_LINKS = 40;

/**
 * @param name A path as a user wrote it.
 * @throws ModelError where what stands there is no plain file or may only be read, and for impossible paths.
 */
export async function findTarget(fileSystem: FileSystem, name: string): Promise<Target> {
  try {
    if (name.endsWith("/") || name.endsWith(sep)) {
      throw fileError(`${name} names a folder; name the file that the model is to be written to.`, name);
    }
    const end = await followLinks(fileSystem, resolve(name), name);
    const { folder, missing } = await findFolder(fileSystem, dirname(end), name);
    const path = join(folder, basename(end));
    const existing = await statusOrNull(fileSystem.linkStatus(path));
    if (existing !== null) {
      await checkReplaceable(fileSystem, path, existing, name);
    }
    return { name, path, folder, existing, missing };
  } catch (error) {
    throw writingError(error, name);
  }
}

async function followLinks(fileSystem: FileSystem, path: string, name: string): Promise<string> {
  let place = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    const status = await statusOrNull(fileSystem.linkStatus(place));
    if (status?.kind !== "link") {
      return place;
    }
    place = resolve(dirname(place), await fileSystem.readLink(place));
  }
  throw fileError(`${name} cannot be written: its symbolic links lead in a circle.`, name);
}

/** @throws ModelError where it is no plain file, or may only be read. */
async function checkReplaceable(
  fileSystem: FileSystem,
  path: string,
  { kind, mode }: FileStatus,
  name: string,
): Promise<void> {
  if (kind === "folder") {
    throw fileError(`${name} is a folder; name the file to write.`, name);
  }
  if (kind !== "file") {
    throw fileError(
      `${name} is ${KINDS[kind]}, not a plain file, and is not written to; -o - writes to standard output.`,
      name,
    );
  }
  const isReadOnly =
    (mode & 0o222) === 0 ||
    (await fileSystem.checkWritable(path).then(
      () => false,
      (error: unknown) => isForbidden(error),
    ));
  if (isReadOnly) {
    throw fileError(`${name} may only be read; change its permissions to replace it, or choose another name.`, name);
  }
}

/** The folder without symbolic links, be it that it has to be made. */
async function findFolder(
  fileSystem: FileSystem,
  path: string,
  name: string,
): Promise<{ folder: string; missing: string[] }> {
  const missing: string[] = [];
  let there = path;
  let status = await statusOrNull(fileSystem.status(there));
  while (status === null && dirname(there) !== there) {
    missing.unshift(there);
    there = dirname(there);
    status = await statusOrNull(fileSystem.status(there));
  }
  if (status !== null && status.kind !== "folder") {
    throw fileError(`${name} cannot be written: its folder is a file.`, name);
  }
  if (status !== null && (status.mode & 0o222) === 0) {
    throw fileError(`${name} cannot be written: its folder may not be written to.`, name);
  }
  const real = await fileSystem.realPath(there);
  const moved = (each: string) => join(real, relative(there, each));
  return { folder: moved(path), missing: missing.map(moved) };
}

function isForbidden(error: unknown): boolean {
  return ["EACCES", "EPERM", "EROFS"].includes(codeOf(error) ?? "");
}

/** @param made gets those that it made, also where not all could be. */
export async function makeFolders(fileSystem: FileSystem, missing: readonly string[], made: string[]): Promise<void> {
  for (const each of missing) {
    try {
      await fileSystem.makeFolder(each);
    } catch (error) {
      if (codeOf(error) === "EEXIST") {
        continue; // Somebody else was quicker.
      }
      throw error;
    }
    made.push(each);
    await fileSystem.syncFolder(dirname(each));
  }
}

/** Those of them that are empty. */
export async function removeFolders(fileSystem: FileSystem, made: readonly string[]): Promise<void> {
  for (const each of [...made].reverse()) {
    await fileSystem.removeFolder(each).catch(() => {});
  }
}
