// Hot exit: what is kept of a document that was not saved. Mostly that is its recipe; where steps were undone after a
// save, the file on disk is no longer what they start from, and what they start from is kept too.
import type { CustomDocumentBackup, Uri } from "vscode";
import type { Recipe } from "../protocol/messages";
import { stepsSince } from "./steps-since";

export interface Backup {
  readonly version: 1;
  /** Steps on the file on disk, or on what lies beside the backup. */
  readonly recipe: Recipe;
  /** Those of which the file on disk is the result; null: what lies there is what the recipe starts from. */
  readonly saved: Recipe | null;
  /** What stood on disk. */
  readonly stamp: string;
}

/** The document, as far as it is kept. */
export interface Kept {
  readonly name: string;
  readonly recipe: Recipe;
  readonly savedRecipe: Recipe;
  /** What tells the file on disk from others. */
  stamp(): Promise<string>;
  /** Writes what was opened, without the steps. */
  writeOriginal(uri: Uri, signal: AbortSignal): Promise<unknown>;
}

export interface BackupFiles {
  /** Replaces what is there, all of it or nothing. */
  write(uri: Uri, bytes: Uint8Array): Promise<void>;
  read(uri: Uri): Thenable<Uint8Array>;
  /** Removes a file or a folder; what is not there is no mistake. */
  remove(uri: Uri): Promise<void>;
}

export async function writeBackup(
  document: Kept,
  destination: Uri,
  files: BackupFiles,
  signal: AbortSignal,
): Promise<CustomDocumentBackup> {
  const since = stepsSince(document.savedRecipe, document.recipe);
  const kept =
    since === null ? { recipe: document.recipe, saved: document.savedRecipe } : { recipe: since, saved: null };
  if (since === null) {
    await document.writeOriginal(originalOf(destination, document.name), signal);
  }
  const backup: Backup = { version: 1, ...kept, stamp: await document.stamp() };
  await files.write(destination, new TextEncoder().encode(JSON.stringify(backup)));
  return {
    id: destination.toString(),
    delete: () => {
      for (const uri of [destination, folderOf(destination)]) {
        void files.remove(uri);
      }
    },
  };
}

/** @returns what was kept, and the file that its recipe starts from; null: the document's own. */
export async function readBackup(
  uri: Uri,
  name: string,
  files: BackupFiles,
): Promise<{ readonly backup: Backup; readonly original: Uri | null }> {
  const backup = JSON.parse(new TextDecoder().decode(await files.read(uri))) as Backup;
  return { backup, original: backup.saved === null ? null : originalOf(uri, name) };
}

/** Files beside the model have places of their own there. */
function originalOf(destination: Uri, name: string): Uri {
  const folder = folderOf(destination);
  return folder.with({ path: `${folder.path}/${name}` });
}

function folderOf(destination: Uri): Uri {
  return destination.with({ path: `${destination.path}.original` });
}
