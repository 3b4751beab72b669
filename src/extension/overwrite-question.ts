// The first save that would replace an original by something that computes differently asks once. VS Code does not
// tell a save that somebody asked for from one it does by itself: where it does those, the first one asks whatever was
// done to the model.
import * as vscode from "vscode";
import type { TransformInfo } from "../protocol/messages";
import { warn } from "./messages";
import type { ModelDocument } from "./model-document";
import { nameOf } from "./model-host";
import { transformsOf } from "./transforms";

export type OverwriteAnswer = "overwrite" | "cancel" | vscode.Uri;

/** Documents whose original may be replaced, since it was asked: by anything, or by what computes the same. */
const allowed = new WeakMap<ModelDocument, "anything" | "equal">();

/** @returns where to save instead of the original, or what to do. */
export async function askBeforeOverwriting(document: ModelDocument): Promise<OverwriteAnswer> {
  const infos = await transformsOf(document.host);
  const steps = document.unsavedSteps.map(({ id }) => infos.find((info) => info.id === id));
  const lossy = steps.filter((info) => info !== undefined).filter((info) => info.lossy);
  const isAllowed = lossy.length === 0 ? allowed.has(document) : allowed.get(document) === "anything";
  return isAllowed || (lossy.length === 0 && !mayAutoSave(document)) ? "overwrite" : ask(document, lossy);
}

/** Whether VS Code saves by itself. */
function mayAutoSave({ uri }: ModelDocument): boolean {
  return vscode.workspace.getConfiguration("files", uri).get("autoSave") !== "off";
}

async function ask(document: ModelDocument, lossy: readonly TransformInfo[]): Promise<OverwriteAnswer> {
  const name = nameOf(document.uri);
  const overwrite = vscode.l10n.t("Overwrite");
  const saveAs = vscode.l10n.t("Save As...");
  const detail =
    lossy.length === 0
      ? vscode.l10n.t("Auto save is on, so this is asked once. Saving a copy keeps the original.")
      : vscode.l10n.t(
          "{0} cannot be undone once the file is closed. Saving a copy keeps the original.",
          lossy.map((info) => info.title).join(", "),
        );
  const question = vscode.l10n.t("Overwrite the original {0}?", name);
  const answer = await warn(question, { modal: true, detail }, saveAs, overwrite);
  if (answer === overwrite) {
    allowed.set(document, lossy.length === 0 ? "equal" : "anything");
    return "overwrite";
  }
  return answer === saveAs ? ((await askWhere(document)) ?? "cancel") : "cancel";
}

/** @returns null where the user gave up. */
export async function askWhere(document: ModelDocument): Promise<vscode.Uri | null> {
  const infos = await transformsOf(document.host);
  const suffixes = document.unsavedSteps.map((step) => infos.find(({ id }) => id === step.id)?.suffix ?? null);
  const given = suffixes.filter((each) => each !== null);
  const name = proposedName(nameOf(document.uri), given.length === 0 && suffixes.length > 0 ? ["small"] : given);
  const chosen = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(document.uri, "..", name),
    title: vscode.l10n.t("Save the Smaller Model As"),
  });
  return chosen ?? null;
}

/** "model.tflite" → "model.int8.tflite". */
export function proposedName(name: string, suffixes: readonly string[]): string {
  const dot = name.lastIndexOf(".");
  const [base, extension] = dot <= 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
  return [base, ...new Set(suffixes)].join(".") + extension;
}
