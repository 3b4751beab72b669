// Writes a page on the model, where the user says.
import * as vscode from "vscode";
import type { ModelEditor } from "./model-editor";
import { nameOf } from "./model-host";
import { writeFile } from "./platform";
import { withEditorProgress } from "./progress";

export async function saveReport(editor: ModelEditor): Promise<void> {
  const { document } = editor;
  const title = vscode.l10n.t("Save Report");
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(document.uri, "..", `${document.name}.html`),
    filters: { HTML: ["html"] },
    title,
  });
  if (uri === undefined) {
    return;
  }
  const page = await withEditorProgress(editor, title, (signal, onProgress) => document.report(signal, onProgress));
  await writeFile(uri, new TextEncoder().encode(page));
  editor.tell(vscode.l10n.t("{0} is saved.", nameOf(uri)));
}
