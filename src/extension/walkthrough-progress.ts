// What was done, for the steps of the walkthrough. VS Code counts commands only where its own menus run them, not those that
// a page asks for.
import * as vscode from "vscode";
import { Disposable } from "./disposable";
import type { ModelDocument } from "./model-document";
import type { ModelEditorProvider } from "./model-editor-provider";

export class WalkthroughProgress extends Disposable {
  readonly #seen = new WeakSet<ModelDocument>();
  readonly #done = new Set<string>();

  constructor(provider: ModelEditorProvider) {
    super();
    this.own(
      provider.onDidChangeActive(() => {
        const document = provider.active?.document;
        if (document !== undefined) {
          this.#look(document);
        }
      }),
    );
  }

  #look(document: ModelDocument): void {
    if (document.recipe.length > 0) {
      this.#tell("modelBonsai.hasShrunk");
    }
    if (!this.#seen.has(document)) {
      this.#seen.add(document);
      const subscription = document.onDidVerify(() => this.#tell("modelBonsai.hasVerified"));
      document.onDidDispose(() => void subscription.dispose());
    }
  }

  #tell(key: string): void {
    if (!this.#done.has(key)) {
      this.#done.add(key);
      void vscode.commands.executeCommand("setContext", key, true);
    }
  }
}
