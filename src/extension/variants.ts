// What each usual way makes of a model, as a table to read and to copy.
import * as vscode from "vscode";
import type { ModelEditor } from "./model-editor";
import { withEditorProgress } from "./progress";

export async function compareVariants(editor: ModelEditor): Promise<void> {
  const title = vscode.l10n.t("Compare Variants");
  const lines = await withEditorProgress(editor, title, (signal, onProgress) =>
    editor.document.variants(signal, onProgress),
  );
  await editor.actions.report(vscode.l10n.t("Variants of {0}", editor.document.name), lines.join("\n"));
}
