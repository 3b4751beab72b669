// What stands in a file's place now: another file may have been put there, which does not change what is read.
import { statusOrNull, type FileSystem, type OpenHandle } from "./file-system";
import { isSameContent, isSameFile, sampleHash, type Identity } from "./identity";
import { readAt } from "./read-at";

export type Place =
  | "same"
  /** Another file, or other bytes in it. */
  | "changed"
  | "gone";

/** @param path As it was asked for: symbolic links may lead elsewhere by now. */
export async function placeOf(fileSystem: FileSystem, path: string, known: Identity): Promise<Place> {
  const now = await statusOrNull(fileSystem.status(path));
  if (now === null) {
    return "gone";
  }
  if (isSameFile(now, known.status) && now.changed === known.status.changed) {
    return "same";
  }
  // Some file systems give a file another number each time, and some programs put times back.
  return isSameContent(now, known.status) && (await hasSamples(fileSystem, path, known)) ? "same" : "changed";
}

async function hasSamples(fileSystem: FileSystem, path: string, { status, samples }: Identity): Promise<boolean> {
  let handle: OpenHandle | null = null;
  try {
    handle = await fileSystem.openToRead(path);
    const opened = handle;
    return (await sampleHash(status.size, (offset, length) => readAt(opened, offset, length))) === samples;
  } catch {
    return false;
  } finally {
    await handle?.close().catch(() => {});
  }
}
