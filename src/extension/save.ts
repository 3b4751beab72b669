// Saves a document to its own place. That ends in a write, in an answer to a question that stays until it is given, or
// in an error.
import * as vscode from "vscode";
import { visibleText } from "../protocol/visible-text";
import { cancelled } from "./cancellation";
import type { FileReports } from "./file-reports";
import { tellAll, warn } from "./messages";
import type { ModelDocument } from "./model-document";
import type { Look } from "./model-files";
import { nameOf } from "./model-host";
import { askBeforeOverwriting, askWhere } from "./overwrite-question";
import { VIEW_TYPE } from "./view-type";

/** VS Code saves again while a question is open: there is one for each document. */
const running = new WeakMap<ModelDocument, Promise<void>>();

/** @throws where it was not saved; VS Code tells it unless the user wanted it so. */
export function save(document: ModelDocument, reports: FileReports, signal: AbortSignal): Promise<void> {
  const before = running.get(document);
  if (before !== undefined) {
    return before;
  }
  const now = saveOnce(document, reports, signal).finally(() => running.delete(document));
  running.set(document, now);
  return now;
}

async function saveOnce(document: ModelDocument, reports: FileReports, signal: AbortSignal): Promise<void> {
  const before = await document.look();
  if (before.isChanged) {
    return settleChange(document, before, reports, signal);
  }
  const answer = await askBeforeOverwriting(document);
  if (answer === "cancel") {
    throw cancelled();
  }
  if (answer !== "overwrite") {
    return saveElsewhere(document, answer, signal);
  }
  try {
    tellAll(await document.save("own", signal));
  } catch (error) {
    // Somebody may have changed the file while it was asked or copied.
    const now = await document.look();
    if (!now.isChanged) {
      throw error;
    }
    await settleChange(document, now, reports, signal);
  }
}

/** The original goes back to what it is on disk, and the copy is what one goes on with. */
async function saveElsewhere(document: ModelDocument, uri: vscode.Uri, signal: AbortSignal): Promise<void> {
  if (uri.toString() === document.uri.toString()) {
    // The dialog asked whether to replace it.
    return tellAll(await document.save("changed", signal));
  }
  tellAll(await document.writeTo(uri, signal));
  await document.reload(signal);
  void vscode.commands.executeCommand("vscode.openWith", uri, VIEW_TYPE);
}

/** The file on disk is not the one that the steps were done on. */
async function settleChange(
  document: ModelDocument,
  { isHeld }: Look,
  reports: FileReports,
  signal: AbortSignal,
): Promise<void> {
  const name = nameOf(document.uri);
  const compare = vscode.l10n.t("Compare");
  const overwrite = vscode.l10n.t("Overwrite");
  const saveAs = vscode.l10n.t("Save As...");
  const again = vscode.l10n.t("Reload and Run Steps Again");
  const detail = isHeld
    ? vscode.l10n.t("Overwrite replaces what is there now by the model as it is shown here.")
    : vscode.l10n.t("What the steps were done on is gone, so they can only be done again on what is there now.");
  const answer = await warn(
    vscode.l10n.t("{0} was changed on disk since it was opened.", name),
    { modal: true, detail },
    ...(isHeld ? [compare] : []),
    ...(isHeld ? [overwrite, saveAs, again] : [again]),
  );
  if (answer === compare) {
    const lines = await document.compareWithDisk(signal);
    await reports.show(vscode.l10n.t("{0} as opened and on disk", name), lines.map(visibleText).join("\n"));
  } else if (answer === overwrite) {
    tellAll(await document.save("changed", signal));
    return;
  }
  const elsewhere = answer === saveAs ? await askWhere(document) : null;
  if (elsewhere !== null) {
    return saveElsewhere(document, elsewhere, signal);
  }
  if (answer === again) {
    await document.reload(signal, document.unsavedSteps);
  }
  throw cancelled();
}
