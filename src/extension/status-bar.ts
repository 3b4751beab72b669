import * as vscode from "vscode";
import { bytesText, countText, deltaText } from "../protocol/numbers";
import { visibleText } from "../protocol/visible-text";
import { Disposable } from "./disposable";
import type { ModelEditorProvider } from "./model-editor-provider";

/** Parameters and size of the model in front, and what was saved so far. */
export class StatusBar extends Disposable {
  readonly #item = this.own(
    vscode.window.createStatusBarItem("modelBonsai.size", vscode.StatusBarAlignment.Right, 100),
  );

  constructor(readonly provider: ModelEditorProvider) {
    super();
    this.#item.name = "Model Bonsai";
    this.#item.command = "modelBonsai.showEndpoints";
    this.own(provider.onDidChangeActive(() => void this.#update()));
  }

  async #update(): Promise<void> {
    const editor = this.provider.active;
    if (editor === null || editor.document.problem !== null) {
      this.#item.hide();
      return;
    }
    try {
      const { recipe } = editor.document;
      const { bytes, bytesBefore, parameters, inputs, outputs } = await editor.document.overview();
      if (this.provider.active !== editor || editor.document.recipe !== recipe) {
        return; // Another model is in front by now, and told of apart.
      }
      const size =
        bytes === bytesBefore
          ? bytesText(bytes)
          : `${bytesText(bytesBefore)} → ${bytesText(bytes)} (${deltaText(bytesBefore, bytes)})`;
      this.#item.text = `${countText(parameters)} ${vscode.l10n.t("params")} · ${size}`;
      const names = (endpoints: typeof inputs) => namesText(endpoints.map(({ name }) => name));
      this.#item.tooltip = `${vscode.l10n.t("Inputs")}: ${names(inputs)}\n${vscode.l10n.t("Outputs")}: ${names(outputs)}`;
      this.#item.show();
    } catch {
      if (this.provider.active === editor) {
        this.#item.hide();
      }
    }
  }
}

/** More names than this are read in the editor. */
const MOST_NAMES = 20;

function namesText(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? `, … (${names.length})` : "";
  return visibleText(names.slice(0, MOST_NAMES).join(", ")) + more;
}
