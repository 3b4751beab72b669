// File > Save As proposes the name of the file itself, and VS Code has no way to propose another. So the command is ours
// while a model is in front: of several commands with one name, the one that was registered last is run.
import * as vscode from "vscode";
import { Disposable } from "./disposable";
import { tellAll } from "./messages";
import type { ModelEditor } from "./model-editor";
import type { ModelEditorProvider } from "./model-editor-provider";
import { askWhere } from "./overwrite-question";
import { tellFailure, withEditorProgress } from "./progress";
import { VIEW_TYPE } from "./view-type";

const SAVE_AS = "workbench.action.files.saveAs";

export class SaveAs extends Disposable {
  #command: vscode.Disposable | null = null;

  constructor(readonly provider: ModelEditorProvider) {
    super();
    this.own(provider.onDidChangeActive(() => this.#follow()));
    this.own({ dispose: () => void this.#command?.dispose() });
  }

  #follow(): void {
    const isInFront = this.provider.active?.document.problem === null;
    if (isInFront && this.#command === null) {
      this.#command = vscode.commands.registerCommand(SAVE_AS, () => this.#run());
    } else if (!isInFront) {
      this.#command?.dispose();
      this.#command = null;
    }
  }

  async #run(): Promise<void> {
    const editor = this.provider.active;
    this.#follow();
    if (editor === null || this.#command === null) {
      await vscode.commands.executeCommand(SAVE_AS); // VS Code's own.
      return;
    }
    try {
      await saveAs(editor);
    } catch (error) {
      tellFailure(error);
    }
  }
}

/** As VS Code does it: the editor goes on with the copy, and the original is what it was. */
async function saveAs(editor: ModelEditor): Promise<void> {
  const { document, panel } = editor;
  const uri = await askWhere(document);
  if (uri === null) {
    return;
  }
  if (uri.toString() === document.uri.toString()) {
    await vscode.workspace.save(document.uri);
    return;
  }
  const title = vscode.l10n.t("Save As");
  tellAll(await withEditorProgress(editor, title, (signal, onProgress) => document.writeTo(uri, signal, onProgress)));
  panel.reveal();
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  await vscode.commands.executeCommand("vscode.openWith", uri, VIEW_TYPE);
}
