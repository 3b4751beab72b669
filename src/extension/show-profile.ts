// Lays over the graph what a runtime measured.
import * as vscode from "vscode";
import { amountText, counted, shareText } from "../protocol/numbers";
import type { ModelEditor } from "./model-editor";
import { nameOf } from "./model-host";
import { withEditorProgress } from "./progress";

/** Of profiles of onnxruntime, of benchmark_model and of Model Explorer. */
const FILES = ["json", "csv", "txt", "log"];

export async function showProfile(editor: ModelEditor): Promise<void> {
  const { document } = editor;
  const title = vscode.l10n.t("Show Profile");
  const [uri] =
    (await vscode.window.showOpenDialog({
      ...{ title, canSelectMany: false, defaultUri: vscode.Uri.joinPath(document.uri, "..") },
      filters: { [vscode.l10n.t("Profiles")]: FILES, [vscode.l10n.t("All Files")]: ["*"] },
    })) ?? [];
  if (uri === undefined) {
    return;
  }
  const bytes = await vscode.workspace.fs.readFile(uri);
  const { total, covered, nodes, unit } = await withEditorProgress(editor, title, () =>
    document.profile.read(bytes.slice(), nameOf(uri)),
  );
  const whole = amountText(total, unit);
  editor.tell(
    nodes === 0
      ? vscode.l10n.t("{0}: nothing of it is a node of this model.", nameOf(uri))
      : vscode.l10n.t(
          "{0}: {1}, {2} of it in {3}.",
          nameOf(uri),
          whole,
          shareText(covered / total),
          counted(nodes, "node"),
        ),
  );
}
