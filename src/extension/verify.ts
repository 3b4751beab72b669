// Whether the model still computes what its file does: both are run on the same inputs.
import * as vscode from "vscode";
import { faultText } from "../protocol/verdict-text";
import type { ModelEditor } from "./model-editor";
import { withEditorProgress } from "./progress";

/** What came of it the editor shows. @throws RemoteError where the models cannot be run, with the reason. */
export async function verify(editor: ModelEditor): Promise<void> {
  const { document } = editor;
  if (document.recipe.length === 0) {
    editor.tell(vscode.l10n.t("There is nothing to verify: the model is as it was opened."));
    return;
  }
  const title = vscode.l10n.t("Verify Against Original");
  const { verdict, reason, faulty } = await withEditorProgress(editor, title, (signal, onProgress) =>
    document.verify(signal, onProgress),
  );
  const text = faulty === null ? `${verdict}: ${reason}` : faultText(faulty);
  editor.tell(`${title}: ${text}`, faulty !== null || verdict === "different");
}

/** Where somebody wants that after every step. */
export async function verifyAfterStep(editor: ModelEditor): Promise<void> {
  if (vscode.workspace.getConfiguration("modelBonsai").get("verifyAfterEveryStep") === true) {
    await verify(editor);
  }
}
