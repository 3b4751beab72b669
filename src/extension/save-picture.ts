// Writes the graph that is shown as a picture, where the user says.
import * as vscode from "vscode";
import type { ModelEditor } from "./model-editor";
import { nameOf } from "./model-host";
import { writeFile } from "./platform";
import { withEditorProgress } from "./progress";

export async function savePicture(editor: ModelEditor): Promise<void> {
  const { document, view } = editor;
  const title = vscode.l10n.t("Save Graph as Picture");
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(document.uri, "..", `${document.name}.png`),
    filters: { PNG: ["png"], SVG: ["svg"] },
    title,
  });
  if (uri === undefined) {
    return;
  }
  const kind = /\.svg$/iu.test(uri.path) ? "svg" : "png";
  const bytes = await withEditorProgress(editor, title, () => view.call("picture", [kind]));
  if (bytes === null) {
    editor.tell(vscode.l10n.t("There is no graph to make a picture of."), true);
    return;
  }
  await writeFile(uri, bytes);
  editor.tell(vscode.l10n.t("{0} is saved.", nameOf(uri)));
}
