// What a save of several files is about to do, written down before it begins, so that it can be undone: all files of a
// model are replaced, or none. The journal counts until it is removed; that is the moment the save has happened.
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { codeOf, statusOrNull, type FileStatus, type FileSystem } from "./file-system";
import { parseName } from "./leftover-name";
import { SourceFile } from "./source-file";

/** A file that is put in place. Paths are relative to the folder of the journal. */
export interface JournalEntry {
  readonly final: string;
  readonly temporary: string;
  /** Where the file that stood there is kept meanwhile; null where there was none. */
  readonly backup: string | null;
  /** What tells the new file and the old one from any other: nobody can make a journal for files that are not ours. */
  readonly made: string;
  readonly had: string | null;
}

export interface Journal {
  readonly entries: readonly JournalEntry[];
  /** Folders that are made for them, outer ones first. */
  readonly folders: readonly string[];
}

/** A file's number, size and time in nanoseconds, which renaming leaves as they are. */
export function tagOf({ inode, size, modified }: FileStatus): string {
  return `${inode}:${size}:${modified}`;
}

export function journalBytes(journal: Journal): Uint8Array {
  const text = JSON.stringify(journal);
  return new TextEncoder().encode(`${hashOf(text)}\n${text}`);
}

/** @returns null where it was never finished: then nothing it tells of was begun. */
export async function readJournal(fileSystem: FileSystem, path: string): Promise<Journal | null> {
  const source = await SourceFile.open(fileSystem, path);
  try {
    const whole = new TextDecoder().decode(await source.read(0, source.size));
    const end = whole.indexOf("\n");
    const text = whole.slice(end + 1);
    if (whole.slice(0, end) !== hashOf(text)) {
      return null;
    }
    const journal = JSON.parse(text) as Journal;
    return isSound(journal) ? journal : null;
  } finally {
    await source.close();
  }
}

/**
 * Brings back what stood in place before, or sees that all is in place. May be done again where it was interrupted.
 * @returns false where a file is none of those the journal knows: somebody put it there since, and it is left alone.
 */
export async function rollBack(
  fileSystem: FileSystem,
  folder: string,
  { entries, folders }: Journal,
): Promise<boolean> {
  const states = await Promise.all(entries.map((entry) => stateOf(fileSystem, folder, entry)));
  // Old files go last of all, after the journal: where one is gone, everything is in place and the others go too.
  const isDone = states.every((state) => state === "made" || state === "kept");
  if (isDone && entries.some(({ had }, index) => had !== null && states[index] === "made")) {
    for (const { backup } of entries.filter((_, index) => states[index] === "kept")) {
      await removeIfThere(fileSystem, join(folder, backup!));
    }
    return true;
  }
  for (const [index, { final, temporary, backup, had }] of entries.entries()) {
    const [state, place] = [states[index]!, join(folder, final)];
    if (state === "had" && backup !== null) {
      await removeIfThere(fileSystem, join(folder, backup));
    } else if (state === "kept" || state === "aside") {
      await fileSystem.rename(join(folder, backup!), place);
    } else if (state === "made" && had === null) {
      await fileSystem.unlink(place);
    }
    await removeIfThere(fileSystem, join(folder, temporary));
  }
  const touched = new Set([folder, ...entries.map(({ final }) => dirname(join(folder, final)))]);
  for (const made of [...folders].reverse()) {
    touched.delete(join(folder, made));
    await fileSystem.removeFolder(join(folder, made)).catch(() => {});
  }
  for (const each of touched) {
    await fileSystem.syncFolder(each);
  }
  return states.every((state, index) => state !== "unknown" && !(state === "made" && entries[index]!.had !== null));
}

type State =
  /** What stood there before, or nothing where nothing did. */
  | "had"
  /** The new file, and the old one is not kept. */
  | "made"
  /** The new file, and the old one is kept. */
  | "kept"
  /** Nothing yet, and the old file is kept. */
  | "aside"
  | "unknown";

async function stateOf(fileSystem: FileSystem, folder: string, entry: JournalEntry): Promise<State> {
  const { made, had, backup } = entry;
  const now = await tagAt(fileSystem, join(folder, entry.final));
  const kept = backup === null ? null : await tagAt(fileSystem, join(folder, backup));
  if (now === had) {
    return "had";
  }
  if (kept !== null) {
    return kept !== had ? "unknown" : now === made ? "kept" : now === null ? "aside" : "unknown";
  }
  return now === made ? "made" : "unknown";
}

async function tagAt(fileSystem: FileSystem, path: string): Promise<string | null> {
  const status = await statusOrNull(fileSystem.linkStatus(path));
  return status === null ? null : tagOf(status);
}

export async function removeIfThere(fileSystem: FileSystem, path: string): Promise<void> {
  try {
    await fileSystem.unlink(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") {
      throw error;
    }
  }
}

/** Journals lie where anybody may have put them: they name only what a save of ours would. */
function isSound(journal: Journal): boolean {
  const { entries, folders } = journal;
  return (
    folders.every(staysInside) &&
    entries.every(
      ({ final, temporary, backup, had }) =>
        staysInside(final) &&
        parseName(temporary)?.purpose === "new" &&
        (backup === null ? had === null : parseName(backup)?.purpose === "old" && had !== null),
    )
  );
}

function staysInside(path: string): boolean {
  return !path.split(/[\\/]/).some((part) => part === "" || part === "." || part === "..");
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
