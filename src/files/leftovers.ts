// A process that is killed while it saves leaves files behind; the next one that looks into the folder undoes what was
// half done and removes what nobody needs.
import { join } from "node:path";
import { codeOf, statusOrNull, type FileSystem } from "./file-system";
import { readJournal, rollBack } from "./journal";
import { parseName } from "./leftover-name";
import type { Owner } from "./owner";

/** What a machine that we know nothing about has left is nobody's any more after a day without a change. */
const DAY = 24n * 60n * 60n * 1_000_000_000n;

/** Whatever cannot be done, such as in a folder that may only be read, is left for the next time. */
export async function clearLeftovers(fileSystem: FileSystem, folder: string): Promise<void> {
  const { owner } = fileSystem;
  const found = (await namesIn(fileSystem, folder)).flatMap((name) => {
    const parsed = parseName(name);
    const path = join(folder, name);
    return parsed === null || owner.inUse.has(path) ? [] : [{ path, ...parsed }];
  });
  /** Marks of saves that could not be undone: what belongs to them stays. */
  const kept = new Set<string>();
  for (const { path, mark } of found.filter(({ purpose }) => purpose === "journal")) {
    if (isGone(mark, owner) === true && !(await undo(fileSystem, folder, path))) {
      kept.add(mark);
    }
  }
  for (const { path, mark, purpose } of found) {
    const gone = isGone(mark, owner) ?? (purpose === "new" && (await isOld(fileSystem, path)));
    if (gone && !kept.has(mark)) {
      await fileSystem.unlink(path).catch(() => {});
    }
  }
}

async function undo(fileSystem: FileSystem, folder: string, path: string): Promise<boolean> {
  try {
    const journal = await readJournal(fileSystem, path);
    return journal === null || (await rollBack(fileSystem, folder, journal));
  } catch {
    return false;
  }
}

/** A mark of this process on something that it does not use is on what it failed to remove. */
function isGone(mark: string, owner: Owner): boolean | null {
  return mark === owner.mark || owner.isGone(mark);
}

async function isOld(fileSystem: FileSystem, path: string): Promise<boolean> {
  const status = await statusOrNull(fileSystem.linkStatus(path)).catch(() => null);
  return status !== null && BigInt(Date.now()) * 1_000_000n - status.modified > DAY;
}

async function namesIn(fileSystem: FileSystem, folder: string): Promise<string[]> {
  try {
    return await fileSystem.list(folder);
  } catch (error) {
    if (codeOf(error) === null) {
      throw error;
    }
    return [];
  }
}
