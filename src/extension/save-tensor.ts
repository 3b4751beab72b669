// Writes a constant as a file of its own, where the user says.
import * as vscode from "vscode";
import type { TensorFileKind, TensorPlace } from "../protocol/messages";
import { tellAll } from "./messages";
import type { ModelEditor } from "./model-editor";
import { withEditorProgress } from "./progress";

export async function saveTensor(editor: ModelEditor, place: TensorPlace, name: string): Promise<void> {
  const { document } = editor;
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(document.uri, "..", `${plainName(name)}.npy`),
    title: vscode.l10n.t("Save the Tensor As"),
    filters: { NumPy: ["npy"], CSV: ["csv"] },
  });
  if (uri === undefined) {
    return;
  }
  const { recipe } = editor.shown;
  const kind: TensorFileKind = /\.csv$/iu.test(uri.path) ? "csv" : "npy";
  const title = vscode.l10n.t("Save Tensor");
  try {
    tellAll(
      await withEditorProgress(editor, title, (signal) => document.writeTensor(recipe, place, kind, uri, signal)),
    );
    editor.tell(vscode.l10n.t("{0} is saved.", uri.path.slice(uri.path.lastIndexOf("/") + 1)));
  } catch (error) {
    editor.tellFailure(error);
  }
}

/** What every file system takes: the last part of a name such as "block/conv/kernel:0". */
function plainName(name: string): string {
  const plain = name.replace(/[^\w.-]+/gu, "_").replace(/^[_.]+|[_.]+$/gu, "");
  return plain.slice(-60) || "tensor";
}
