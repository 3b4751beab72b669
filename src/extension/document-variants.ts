// What the usual recipes make of a document's file, and its own steps, as far as that is done.
import * as vscode from "vscode";
import type { Recipe, ShownVariants, VariantsState } from "../protocol/messages";
import { Disposable } from "./disposable";
import type { OpenedModel } from "./opened-model";

interface Known {
  /** Of the file that they are made of. */
  readonly id: string;
  readonly state: VariantsState;
  readonly isRunning: boolean;
}

export class DocumentVariants extends Disposable {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  /** Another one is done, or they are looked at no longer. */
  readonly onDidChange = this.#changed.event;
  #known: Known | null = null;
  /** Ends what works on them. */
  #closing = new AbortController();

  /** @param recipe What is done to the document, as it is when something is asked. */
  constructor(
    readonly model: OpenedModel,
    readonly recipe: () => Recipe,
  ) {
    super();
    this.own({ dispose: () => this.#closing.abort() });
  }

  /** Beside what the document is now; null: nobody asked for them. */
  get shown(): ShownVariants | null {
    if (this.#known === null || this.#known.id !== this.model.id) {
      return null;
    }
    const { state, isRunning } = this.#known;
    const now = JSON.stringify(this.recipe());
    const rows = state.rows.map((row) => {
      const isNow = JSON.stringify(row.recipe) === now;
      const isEarlier = row.title === ownTitle() && !isNow;
      return { ...row, isNow, title: isEarlier ? vscode.l10n.t("Earlier steps in the editor") : row.title };
    });
    return { rows, pending: state.pending, isRunning };
  }

  /** Works them out. Who cancels keeps those that are done. */
  async compare(signal: AbortSignal, onProgress: (done: number, total: number) => void): Promise<void> {
    this.close();
    const closing = (this.#closing = new AbortController()).signal;
    const recipe = this.recipe();
    const id = await this.model.opened();
    const show = (state: VariantsState, isRunning: boolean) => {
      if (!closing.aborted) {
        this.#known = { id, state, isRunning };
        this.#changed.fire();
      }
    };
    const options = {
      ...{ signal: AbortSignal.any([signal, closing]), onProgress },
      onPart: (part: unknown) => show(part as VariantsState, true),
    };
    try {
      show(await this.model.call("variants", [id, recipe, ownTitle()], options), false);
    } catch (error) {
      if (this.#known !== null) {
        show(this.#known.state, false);
      }
      throw error;
    }
  }

  close(): void {
    this.#closing.abort();
    this.#known = null;
    this.#changed.fire();
  }
}

/** What the document's own steps are called beside the usual ones. */
function ownTitle(): string {
  return vscode.l10n.t("Steps in the editor");
}
