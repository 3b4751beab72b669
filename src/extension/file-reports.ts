import * as vscode from "vscode";
import { Disposable } from "./disposable";

const SCHEME = "model-bonsai-report";

/** Texts to read in an editor, which nobody has to save. */
export class FileReports extends Disposable implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changed = this.own(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.#changed.event;

  constructor() {
    super();
    this.own(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? "";
  }

  /** A later text of the same title takes the place of the earlier one. */
  async show(title: string, text: string, extension: "txt" | "md" = "txt"): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title}.${extension}` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true });
  }
}
