// New files take the places of old ones: one by renaming, several with a journal, so that all are replaced or none.
import { dirname, join, relative, sep } from "node:path";
import { codeOf, statusOrNull, type FileStatus, type FileSystem } from "./file-system";
import { journalBytes, removeIfThere, rollBack, tagOf, type Journal, type JournalEntry } from "./journal";
import { takeName } from "./leftover-name";
import type { Owner } from "./owner";

/** A file that is whole and on the disk, under another name. */
export interface Ready {
  readonly temporary: string;
  readonly final: string;
  readonly existing: FileStatus | null;
}

export interface Setting {
  readonly fileSystem: FileSystem;
  /** Where new files wait, old ones are kept and the journal lies. */
  readonly folder: string;
}

/** @returns what the user should know of, though all is in place. */
export async function putInPlace(setting: Setting, files: readonly Ready[]): Promise<string[]> {
  const { fileSystem, folder } = setting;
  const [only, ...others] = files;
  if (others.length > 0) {
    return putAll(setting, files, false);
  }
  try {
    await fileSystem.rename(only!.temporary, only!.final);
  } catch (error) {
    // Windows does not rename onto a file that is open, but lets that file be renamed away first.
    if (fileSystem.keepsOpenNames && ["EPERM", "EACCES", "EBUSY"].includes(codeOf(error) ?? "")) {
      return putAll(setting, files, true);
    }
    throw error;
  }
  return settle(() => fileSystem.syncFolder(folder));
}

/** Each step is on the disk before the next begins: the journal, the old files' other names, the new files, the end. */
async function putAll(setting: Setting, files: readonly Ready[], moveAside: boolean): Promise<string[]> {
  const { fileSystem, folder } = setting;
  const { owner } = fileSystem;
  const journal = await journalOf(setting, files);
  const path = takeName(folder, owner, "journal");
  const sync = async () => {
    for (const each of new Set([folder, ...files.map(({ final }) => dirname(final))])) {
      await fileSystem.syncFolder(each);
    }
  };
  try {
    await writeJournal(fileSystem, path, journal);
    await fileSystem.syncFolder(folder);
    for (const made of journal.folders) {
      await fileSystem.makeFolder(join(folder, made));
    }
    for (const [index, { backup }] of journal.entries.entries()) {
      if (backup !== null) {
        await keepOld(fileSystem, files[index]!, join(folder, backup), moveAside);
      }
    }
    await sync();
    for (const { temporary, final } of files) {
      await fileSystem.rename(temporary, final);
    }
    await sync();
    await fileSystem.unlink(path);
  } catch (error) {
    if (await rollBack(fileSystem, folder, journal)) {
      await removeIfThere(fileSystem, path);
    }
    throw error;
  } finally {
    release(owner, folder, path, journal);
  }
  return settle(async () => {
    await fileSystem.syncFolder(folder);
    for (const { backup } of journal.entries) {
      if (backup !== null) {
        // Where it cannot go yet, such as from under a reader on Windows, the next save in the folder removes it.
        await fileSystem.unlink(join(folder, backup)).catch(() => {});
      }
    }
  });
}

async function journalOf({ fileSystem, folder }: Setting, files: readonly Ready[]): Promise<Journal> {
  const entries: JournalEntry[] = [];
  const folders: string[] = [];
  for (const { temporary, final, existing } of files) {
    entries.push({
      final: inside(folder, final),
      temporary: inside(folder, temporary),
      backup: existing === null ? null : inside(folder, takeName(folder, fileSystem.owner, "old")),
      made: tagOf(await fileSystem.linkStatus(temporary)),
      had: existing === null ? null : tagOf(existing),
    });
    const missing: string[] = [];
    for (let each = dirname(final); each !== folder; each = dirname(each)) {
      if ((await statusOrNull(fileSystem.status(each))) === null && !folders.includes(inside(folder, each))) {
        missing.unshift(inside(folder, each));
      }
    }
    missing.forEach((each) => folders.push(each));
  }
  return { entries, folders };
}

function inside(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}

async function writeJournal(fileSystem: FileSystem, path: string, journal: Journal): Promise<void> {
  const bytes = journalBytes(journal);
  const handle = await fileSystem.create(path, 0o600);
  try {
    for (let done = 0; done < bytes.byteLength;) {
      done += await handle.write(bytes.subarray(done), done);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A second name for the old file; on disks that have none, it moves and its place stays empty for a moment. */
async function keepOld(
  fileSystem: FileSystem,
  { final, existing }: Ready,
  backup: string,
  move: boolean,
): Promise<void> {
  if (!move && existing!.kind === "file") {
    try {
      await fileSystem.link(final, backup);
      return;
    } catch (error) {
      if (codeOf(error) === null || codeOf(error) === "ENOENT") {
        throw error;
      }
    }
  }
  await fileSystem.rename(final, backup);
}

/** What these names stand for is over, or left to whoever looks into the folder next. */
function release(owner: Owner, folder: string, path: string, { entries }: Journal): void {
  owner.inUse.delete(path);
  for (const { temporary, backup } of entries) {
    owner.inUse.delete(join(folder, temporary));
    owner.inUse.delete(join(folder, backup ?? ""));
  }
}

/** All is in place: what fails now is no reason to say that it is not, but whoever trusts in it has to know. */
async function settle(work: () => Promise<void>): Promise<string[]> {
  try {
    await work();
    return [];
  } catch (error) {
    return [
      `It is written, but the disk did not confirm it (${codeOf(error) ?? String(error)}): write it again before you rely on it.`,
    ];
  }
}
