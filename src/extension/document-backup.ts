// Hot exit: what is kept of a document that was not saved. Mostly that is its recipe; where steps were undone after a
// save, the file on disk is no longer what they start from, and the model itself is kept.
import * as vscode from "vscode";
import type { Recipe } from "../protocol/messages";
import type { ModelDocument } from "./model-document";
import { writeFile } from "./platform";
import { stepsSince } from "./steps-since";

interface Backup {
  readonly version: 1;
  /** Steps on the file on disk, or null: the model lies beside this file. */
  readonly recipe: Recipe | null;
}

export async function writeBackup(
  document: ModelDocument,
  destination: vscode.Uri,
  signal: AbortSignal,
): Promise<vscode.CustomDocumentBackup> {
  const recipe = stepsSince(document.savedRecipe, document.recipe);
  const content = contentOf(destination);
  if (recipe === null) {
    await document.writeTo(content, signal);
  }
  const backup: Backup = { version: 1, recipe };
  await writeFile(destination, new TextEncoder().encode(JSON.stringify(backup)));
  return {
    id: destination.toString(),
    delete: () => {
      for (const uri of [destination, content]) {
        vscode.workspace.fs.delete(uri).then(undefined, () => {});
      }
    },
  };
}

/** What a backup holds: steps to do on the file, or another file to start from. */
export async function readBackup(id: string): Promise<{ recipe: Recipe; content: vscode.Uri | null }> {
  const uri = vscode.Uri.parse(id);
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  const { recipe } = JSON.parse(text) as Backup;
  return recipe === null ? { recipe: [], content: contentOf(uri) } : { recipe, content: null };
}

function contentOf(destination: vscode.Uri): vscode.Uri {
  return destination.with({ path: `${destination.path}.model` });
}
