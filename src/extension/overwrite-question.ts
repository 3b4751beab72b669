// The first save that would replace an original by something that computes differently asks once. VS Code does not
// tell a save that somebody asked for from one it does by itself: where it does those, the question does not block.
import * as vscode from "vscode";
import type { TransformInfo } from "../protocol/messages";
import { warn } from "./messages";
import type { ModelDocument } from "./model-document";
import { nameOf } from "./model-host";
import { transformsOf } from "./transforms";

export type OverwriteAnswer = "overwrite" | "cancel" | vscode.Uri;

/** Documents whose original may be replaced: it was asked once. */
const allowed = new WeakSet<ModelDocument>();
/** Answers that came after the save that asked had ended. */
const answered = new WeakMap<ModelDocument, OverwriteAnswer>();
const asking = new WeakSet<ModelDocument>();

/** @returns where to save instead of the original, or what to do. */
export async function askBeforeOverwriting(document: ModelDocument): Promise<OverwriteAnswer> {
  const infos = await transformsOf(document.host);
  const steps = document.unsavedSteps.map(({ id }) => infos.find((info) => info.id === id));
  const lossy = steps.filter((info) => info !== undefined).filter((info) => info.lossy);
  const answer = answered.get(document);
  answered.delete(document);
  if (lossy.length === 0 || allowed.has(document)) {
    return "overwrite";
  }
  if (answer !== undefined) {
    return answer;
  }
  if (vscode.workspace.getConfiguration("files", document.uri).get("autoSave") === "off") {
    return ask(document, lossy, true);
  }
  // Nobody may have asked for this save: nothing is written, and nothing stands in the way of whoever works on.
  void askAside(document, lossy);
  return "cancel";
}

async function askAside(document: ModelDocument, lossy: readonly TransformInfo[]): Promise<void> {
  if (asking.has(document)) {
    return;
  }
  asking.add(document);
  try {
    const answer = await ask(document, lossy, false);
    if (answer !== "cancel") {
      answered.set(document, answer);
      await vscode.workspace.save(document.uri);
    }
  } finally {
    asking.delete(document);
  }
}

async function ask(document: ModelDocument, lossy: readonly TransformInfo[], modal: boolean): Promise<OverwriteAnswer> {
  const name = nameOf(document.uri);
  const overwrite = vscode.l10n.t("Overwrite");
  const saveAs = vscode.l10n.t("Save As...");
  const question = vscode.l10n.t("Overwrite the original {0}?", name);
  const detail = vscode.l10n.t(
    "{0} cannot be undone once the file is closed. Saving a copy keeps the original.",
    lossy.map((info) => info.title).join(", "),
  );
  const answer = modal
    ? await warn(question, { modal, detail }, saveAs, overwrite)
    : await warn(`${question} ${detail}`, {}, saveAs, overwrite);
  if (answer === overwrite) {
    allowed.add(document);
    return "overwrite";
  }
  return answer === saveAs ? ((await askWhere(document)) ?? "cancel") : "cancel";
}

/** @returns null where the user gave up. */
export async function askWhere(document: ModelDocument): Promise<vscode.Uri | null> {
  const infos = await transformsOf(document.host);
  const suffixes = document.unsavedSteps.map((step) => infos.find(({ id }) => id === step.id)?.suffix ?? null);
  const name = proposedName(
    nameOf(document.uri),
    suffixes.filter((each) => each !== null),
  );
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
