// Writes the graph that is shown as a picture, where the user says.
import * as vscode from "vscode";
import type { PicturePart } from "../protocol/messages";
import type { ModelEditor } from "./model-editor";
import { nameOf } from "./model-host";
import { writeFile } from "./platform";
import { withEditorProgress } from "./progress";

export function savePicture(editor: ModelEditor): Promise<void> {
  return save(editor, "graph", vscode.l10n.t("Save Graph as Picture"), editor.document.name);
}

export async function saveSelectionPicture(editor: ModelEditor): Promise<void> {
  if (!(await editor.view.call("hasSelection", []))) {
    editor.tell(vscode.l10n.t("Nothing is selected: select a node or group, or find nodes."), true);
    return;
  }
  await save(editor, "selection", vscode.l10n.t("Save Selection as Picture"), `${editor.document.name}.selection`);
}

async function save(editor: ModelEditor, part: PicturePart, title: string, name: string): Promise<void> {
  const { document, view } = editor;
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(document.uri, "..", `${name}.png`),
    filters: { PNG: ["png"], SVG: ["svg"] },
    title,
  });
  if (uri === undefined) {
    return;
  }
  const kind = /\.svg$/iu.test(uri.path) ? "svg" : "png";
  const bytes = await withEditorProgress(editor, title, () => view.call("picture", [kind, part]));
  if (bytes === null) {
    editor.tell(vscode.l10n.t("There is no graph to make a picture of."), true);
    return;
  }
  await writeFile(uri, bytes);
  editor.tell(vscode.l10n.t("{0} is saved.", nameOf(uri)));
}
