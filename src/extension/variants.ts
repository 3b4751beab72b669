// What each usual way makes of a model, as a table that fills in as each is done.
import * as vscode from "vscode";
import type { ModelEditor } from "./model-editor";
import { withEditorProgress } from "./progress";

export async function compareVariants(editor: ModelEditor): Promise<void> {
  const title = vscode.l10n.t("Compare Variants");
  await withEditorProgress(editor, title, (signal, onProgress) => editor.document.variants.compare(signal, onProgress));
}
