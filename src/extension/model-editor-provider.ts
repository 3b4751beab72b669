// VS Code's calls for the custom editor: documents come and go, are saved, reverted and backed up.
import * as vscode from "vscode";
import { withSignal } from "./cancellation";
import { applyStep, applyVariant, runCommand } from "./commands";
import { Disposable } from "./disposable";
import { readBackup, writeBackup, type BackupFiles } from "./document-backup";
import type { FileReports } from "./file-reports";
import { inform, tellAll, warn } from "./messages";
import { ModelDocument, type DocumentEdit } from "./model-document";
import { ModelEditor, type EditorActions } from "./model-editor";
import { leadOthers } from "./lead-others";
import { nameOf, type ModelHost } from "./model-host";
import { stampOf } from "./opened-model";
import { writeFile } from "./platform";
import { tellFailure } from "./progress";
import { save } from "./save";
import type { Place } from "./node-places";
import type { TableLooks } from "./table-looks";
import { transformsOf } from "./transforms";
import { VIEW_TYPE } from "./view-type";

const backupFiles: BackupFiles = {
  write: writeFile,
  read: (uri) => vscode.workspace.fs.readFile(uri),
  remove: async (uri) => {
    try {
      await vscode.workspace.fs.delete(uri, { recursive: true });
    } catch {
      // It is not there.
    }
  },
};

export class ModelEditorProvider extends Disposable implements vscode.CustomEditorProvider<ModelDocument> {
  readonly #edits = this.own(new vscode.EventEmitter<vscode.CustomDocumentContentChangeEvent<ModelDocument>>());
  readonly onDidChangeCustomDocument = this.#edits.event;
  readonly #activeChanged = this.own(new vscode.EventEmitter<void>());
  /** Another editor is active, or the active document changed. */
  readonly onDidChangeActive = this.#activeChanged.event;
  readonly #editors = new Set<ModelEditor>();
  /** Documents with steps of the last time, until VS Code can be told of them. */
  readonly #restored = new Set<ModelDocument>();

  constructor(
    readonly host: ModelHost,
    readonly extension: vscode.Uri,
    readonly reports: FileReports,
    readonly tableLook: TableLooks,
  ) {
    super();
  }

  get active(): ModelEditor | null {
    return [...this.#editors].find(({ panel }) => panel.active) ?? null;
  }

  async openCustomDocument(uri: vscode.Uri, { backupId }: vscode.CustomDocumentOpenContext): Promise<ModelDocument> {
    const kept = backupId === undefined ? null : await this.#readKept(uri, backupId);
    // The page is made while the file is read.
    const document = ModelDocument.open(this.host, uri, kept);
    if (kept !== null) {
      this.#restored.add(document);
    }
    document.onDidEdit((edit) => this.#told(document, edit));
    document.onDidChange(() => this.#activeChanged.fire());
    this.#watch(document);
    return document;
  }

  async #readKept(uri: vscode.Uri, id: string) {
    const { backup, original } = await readBackup(vscode.Uri.parse(id), nameOf(uri), backupFiles);
    if (backup.stamp !== (await stampOf(uri))) {
      void inform(
        vscode.l10n.t("{0} was changed on disk since its steps were done; they were done again on it.", nameOf(uri)),
      );
    }
    return { recipe: backup.recipe, saved: backup.saved ?? [], original: original ?? uri };
  }

  /** VS Code knows that they are not saved, but of no step to undo. */
  async #tellKept(document: ModelDocument): Promise<void> {
    const infos = await transformsOf(this.host);
    document.tellKept(document.recipe.map((step) => infos.find(({ id }) => id === step.id)?.title ?? step.id));
  }

  /** An edit, which can be undone; where that does not lead back to the saved state, a change that only saving ends. */
  #told(document: ModelDocument, { reachesSaved, ...edit }: DocumentEdit): void {
    this.#edits.fire({ document, ...edit });
    if (!reachesSaved) {
      this.#edits.fire({ document });
    }
  }

  resolveCustomEditor(document: ModelDocument, panel: vscode.WebviewPanel): void {
    const actions: EditorActions = {
      command: runCommand,
      apply: applyStep,
      applyVariant,
      tableLook: this.tableLook,
      showBeside: (uri, place, beside) => this.#showBeside(uri, place, beside),
      lead: (from, place, name) => leadOthers(from, place, name, this.#editors),
    };
    const editor = new ModelEditor(document, panel, this.extension, actions);
    this.#editors.add(editor);
    if (this.#restored.delete(document)) {
      void this.#tellKept(document).catch(tellFailure);
    }
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

  /** The editors of a file. */
  editorsOf(uri: vscode.Uri): readonly ModelEditor[] {
    return [...this.#editors].filter(({ document }) => document.uri.toString() === uri.toString());
  }

  /** Opens a file beside an editor, or finds it where it is open in another column; the focus stays. */
  async #showBeside(uri: vscode.Uri, place: Place | null, { panel }: ModelEditor): Promise<void> {
    const own = panel.viewColumn;
    const beside = () => this.editorsOf(uri).find((editor) => editor.panel.viewColumn !== own);
    if (beside() === undefined) {
      const viewColumn = own === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
      await vscode.commands.executeCommand("vscode.openWith", uri, VIEW_TYPE, { viewColumn, preserveFocus: true });
    }
    const other = beside();
    other?.panel.reveal(undefined, true);
    // With steps done to it, its nodes are not those that were compared.
    if (other !== undefined && place !== null && other.document.recipe.length === 0) {
      await other.whenShown;
      await other.view.call("follow", [place, null]);
    }
  }

  async saveCustomDocument(document: ModelDocument, token: vscode.CancellationToken): Promise<void> {
    await save(document, this.reports, withSignal(token).signal);
  }

  async saveCustomDocumentAs(
    document: ModelDocument,
    destination: vscode.Uri,
    token: vscode.CancellationToken,
  ): Promise<void> {
    tellAll(await document.writeTo(destination, withSignal(token).signal));
  }

  async revertCustomDocument(document: ModelDocument, token: vscode.CancellationToken): Promise<void> {
    await document.revert(withSignal(token).signal);
  }

  backupCustomDocument(
    document: ModelDocument,
    { destination }: vscode.CustomDocumentBackupContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CustomDocumentBackup> {
    return writeBackup(document, destination, backupFiles, withSignal(token).signal);
  }

  #watch(document: ModelDocument): void {
    const folder = vscode.Uri.joinPath(document.uri, "..");
    const pattern = new vscode.RelativePattern(folder, nameOf(document.uri).replace(/[[\]{}*?]/g, "?"));
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const check = () => {
      this.#informed.delete(document);
      void this.#checkDisk(document);
    };
    watcher.onDidChange(check);
    watcher.onDidCreate(check);
    document.onDidDispose(() => void watcher.dispose());
  }

  readonly #asking = new Set<ModelDocument>();
  /** Documents whose files were changed, and whose users were told so. */
  readonly #informed = new WeakSet<ModelDocument>();

  /**
   * Follows a file that somebody else changed: at once where nothing would be lost, else after asking. Who waves the
   * question away is asked again by saving.
   */
  async #checkDisk(document: ModelDocument): Promise<void> {
    if (this.#asking.has(document) || this.#informed.has(document) || document.isSaving) {
      return;
    }
    this.#asking.add(document);
    try {
      const { isChanged } = await document.look();
      if (!isChanged || document.isSaving) {
        return;
      }
      const { signal } = new AbortController();
      if (!document.isDirty) {
        await document.reload(signal);
        return;
      }
      const again = vscode.l10n.t("Apply Steps to New File");
      const discard = vscode.l10n.t("Discard Steps");
      const question = vscode.l10n.t("{0} was changed on disk while it has unsaved steps.", nameOf(document.uri));
      const answer = await warn(question, {}, again, discard);
      if (answer === undefined) {
        this.#informed.add(document);
      } else if (answer === discard) {
        await vscode.commands.executeCommand("workbench.action.files.revert");
      } else {
        await document.reload(signal, document.unsavedSteps);
      }
    } catch (error) {
      tellFailure(error);
    } finally {
      this.#asking.delete(document);
    }
  }
}
