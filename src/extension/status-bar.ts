import * as vscode from "vscode";
import { bytesText, countText, deltaText } from "../protocol/numbers";
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
      const { bytes, bytesBefore, parameters, inputs, outputs } = await editor.document.state();
      const size =
        bytes === bytesBefore
          ? bytesText(bytes)
          : `${bytesText(bytesBefore)} → ${bytesText(bytes)} (${deltaText(bytesBefore, bytes)})`;
      this.#item.text = `${countText(parameters)} ${vscode.l10n.t("params")} · ${size}`;
      const names = (endpoints: typeof inputs) => endpoints.map(({ name }) => name).join(", ");
      this.#item.tooltip = `${vscode.l10n.t("Inputs")}: ${names(inputs)}\n${vscode.l10n.t("Outputs")}: ${names(outputs)}`;
      this.#item.show();
    } catch {
      this.#item.hide();
    }
  }
}
