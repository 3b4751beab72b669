// VS Code's calls for the custom editor: documents come and go, are saved, reverted and backed up.
import * as vscode from "vscode";
import { cancelled, withSignal } from "./cancellation";
import { applyStep, runCommand } from "./commands";
import { Disposable } from "./disposable";
import { readBackup, writeBackup } from "./document-backup";
import { warn } from "./messages";
import { ModelDocument, type DocumentEdit } from "./model-document";
import { ModelEditor } from "./model-editor";
import type { ModelHost } from "./model-host";
import { askBeforeOverwriting } from "./overwrite-question";

export const VIEW_TYPE = "modelBonsai.editor";

export class ModelEditorProvider extends Disposable implements vscode.CustomEditorProvider<ModelDocument> {
  readonly #edits = this.own(new vscode.EventEmitter<vscode.CustomDocumentContentChangeEvent<ModelDocument>>());
  readonly onDidChangeCustomDocument = this.#edits.event;
  readonly #activeChanged = this.own(new vscode.EventEmitter<void>());
  /** Another editor is active, or the active document changed. */
  readonly onDidChangeActive = this.#activeChanged.event;
  readonly #editors = new Set<ModelEditor>();

  constructor(
    readonly host: ModelHost,
    readonly extension: vscode.Uri,
  ) {
    super();
  }

  get active(): ModelEditor | null {
    return [...this.#editors].find(({ panel }) => panel.active) ?? null;
  }

  async openCustomDocument(
    uri: vscode.Uri,
    { backupId }: vscode.CustomDocumentOpenContext,
    token: vscode.CancellationToken,
  ): Promise<ModelDocument> {
    const { signal } = withSignal(token);
    const backup = backupId === undefined ? null : await readBackup(backupId);
    const document = await ModelDocument.open(this.host, uri, backup?.recipe ?? [], signal);
    if (backup?.content != null) {
      await document.openFrom(backup.content, signal);
    }
    document.onDidEdit((edit) => this.#told(document, edit));
    document.onDidChange(() => this.#activeChanged.fire());
    this.#watch(document);
    return document;
  }

  /** An edit, which can be undone; where that does not lead back to the saved state, a change that only saving ends. */
  #told(document: ModelDocument, { reachesSaved, ...edit }: DocumentEdit): void {
    this.#edits.fire({ document, ...edit });
    if (!reachesSaved) {
      this.#edits.fire({ document });
    }
  }

  resolveCustomEditor(document: ModelDocument, panel: vscode.WebviewPanel): void {
    const actions = { command: runCommand, apply: applyStep };
    const editor = new ModelEditor(document, panel, this.extension, actions);
    this.#editors.add(editor);
    panel.onDidChangeViewState(() => {
      this.#activeChanged.fire();
      if (panel.active) {
        void this.#checkDisk(document);
      }
    });
    panel.onDidDispose(() => {
      this.#editors.delete(editor);
      editor.dispose();
      this.#activeChanged.fire();
    });
    this.#activeChanged.fire();
  }

  async saveCustomDocument(document: ModelDocument, token: vscode.CancellationToken): Promise<void> {
    const answer = await askBeforeOverwriting(document);
    if (answer === "cancel") {
      throw cancelled();
    }
    if (answer === "overwrite") {
      await document.writeTo(document.uri, withSignal(token).signal);
      return;
    }
    // Saved elsewhere: the original goes back to what it is on disk, and the copy is what one goes on with.
    await document.writeTo(answer, withSignal(token).signal);
    await document.reload(withSignal(token).signal);
    void vscode.commands.executeCommand("vscode.openWith", answer, VIEW_TYPE);
  }

  async saveCustomDocumentAs(
    document: ModelDocument,
    destination: vscode.Uri,
    token: vscode.CancellationToken,
  ): Promise<void> {
    await document.writeTo(destination, withSignal(token).signal);
  }

  async revertCustomDocument(document: ModelDocument, token: vscode.CancellationToken): Promise<void> {
    await document.revert(withSignal(token).signal);
  }

  backupCustomDocument(
    document: ModelDocument,
    { destination }: vscode.CustomDocumentBackupContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CustomDocumentBackup> {
    return writeBackup(document, destination, withSignal(token).signal);
  }

  #watch(document: ModelDocument): void {
    const folder = vscode.Uri.joinPath(document.uri, "..");
    const name = document.uri.path.slice(document.uri.path.lastIndexOf("/") + 1);
    const pattern = new vscode.RelativePattern(folder, name.replace(/[[\]{}*?]/g, "?"));
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const check = () => void this.#checkDisk(document);
    watcher.onDidChange(check);
    watcher.onDidCreate(check);
    document.onDidDispose(() => void watcher.dispose());
  }

  readonly #asking = new Set<ModelDocument>();

  /** Follows a file that somebody else changed: at once where nothing would be lost, else after asking. */
  async #checkDisk(document: ModelDocument): Promise<void> {
    if (this.#asking.has(document) || document.isSaving || !(await document.isChangedOnDisk())) {
      return;
    }
    this.#asking.add(document);
    try {
      const { signal } = new AbortController();
      if (!document.isDirty) {
        await document.reload(signal);
        return;
      }
      const name = document.uri.path.slice(document.uri.path.lastIndexOf("/") + 1);
      const again = vscode.l10n.t("Apply Steps to New File");
      const discard = vscode.l10n.t("Discard Steps");
      const answer = await warn(
        vscode.l10n.t("{0} was changed on disk while it has unsaved steps.", name),
        {},
        again,
        discard,
      );
      if (answer === discard) {
        await vscode.commands.executeCommand("workbench.action.files.revert");
      } else if (answer === again) {
        await document.reload(signal, document.unsavedSteps);
      } else {
        await document.acceptDisk();
      }
    } finally {
      this.#asking.delete(document);
    }
  }
}
