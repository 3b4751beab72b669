// The first save that would replace an original by something that computes differently asks once.
import * as vscode from "vscode";
import type { ModelDocument } from "./model-document";
import { transformsOf } from "./transforms";

const asked = new WeakSet<ModelDocument>();

/** @returns where to save instead of the original, or what to do. */
export async function askBeforeOverwriting(document: ModelDocument): Promise<"overwrite" | "cancel" | vscode.Uri> {
  const steps = document.recipe.slice(document.savedRecipe.length);
  const infos = await transformsOf(document.host);
  const lossy = steps.map(({ id }) => infos.find((info) => info.id === id)).filter((info) => info?.lossy === true);
  if (lossy.length === 0 || asked.has(document)) {
    return "overwrite";
  }
  const name = document.uri.path.slice(document.uri.path.lastIndexOf("/") + 1);
  const overwrite = vscode.l10n.t("Overwrite");
  const saveAs = vscode.l10n.t("Save As...");
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t("Overwrite the original {0}?", name),
    {
      modal: true,
      detail: vscode.l10n.t(
        "{0} cannot be undone once the file is closed. Saving a copy keeps the original.",
        lossy.map((info) => info!.title).join(", "),
      ),
    },
    saveAs,
    overwrite,
  );
  if (answer === overwrite) {
    asked.add(document);
    return "overwrite";
  }
  if (answer !== saveAs) {
    return "cancel";
  }
  const suffix = lossy.map((info) => info!.suffix).filter((each) => each !== null);
  const chosen = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(document.uri, "..", proposedName(name, suffix)),
    title: vscode.l10n.t("Save the Smaller Model As"),
  });
  return chosen ?? "cancel";
}

/** "model.tflite" → "model.int8.tflite". */
export function proposedName(name: string, suffixes: readonly string[]): string {
  const dot = name.lastIndexOf(".");
  const [base, extension] = dot <= 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
  return [base, ...new Set(suffixes)].join(".") + extension;
}
