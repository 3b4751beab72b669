// What a document differs in from another file, or from itself as it was opened.
import * as vscode from "vscode";
import type { ComparisonState, DifferencesState, Recipe } from "../protocol/messages";
import { Disposable } from "./disposable";
import { nameOf, type ModelHost } from "./model-host";
import { stampOf, type OpenedModel } from "./opened-model";

interface Known {
  /** Of the file that was compared. */
  readonly id: string;
  /** As JSON. */
  readonly recipe: string;
  readonly state: ComparisonState;
  readonly differences: DifferencesState;
  readonly other: vscode.Uri | null;
  /** Of the other file as it was compared. */
  readonly otherStamp: string;
}

export class DocumentComparison extends Disposable {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  #known: Known | null = null;

  /** @param recipe What is done to the document, as it is when something is asked. */
  constructor(
    readonly host: ModelHost,
    readonly uri: vscode.Uri,
    readonly model: OpenedModel,
    readonly recipe: () => Recipe,
  ) {
    super();
  }

  /** What came of comparing the model as it is now; null: that was not done. */
  get state(): ComparisonState | null {
    return this.#current?.state ?? null;
  }

  /** The file that it was compared with; null: with itself as it was opened, or with nothing. */
  get other(): vscode.Uri | null {
    return this.#current?.other ?? null;
  }

  /** What it differs in from another file; null: it was compared with another one, with what was there before, or not. */
  differencesFrom({ uri, model }: DocumentComparison): DifferencesState | null {
    const known = this.#current;
    return known?.other?.toString() === uri.toString() && known.otherStamp === model.stamp ? known.differences : null;
  }

  /** @param other The file that counts as the one before; null: this one as it was opened. */
  async with(
    other: vscode.Uri | null,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<ComparisonState> {
    const recipe = this.recipe();
    const id = await this.model.opened();
    const differences = (before: string) =>
      this.model.call("differences", [id, recipe, before, []], { signal, onProgress });
    const otherStamp = other === null ? "" : await stampOf(other);
    const found = other === null ? await differences(id) : await this.host.beside(other, signal, differences);
    const title = other === null ? vscode.l10n.t("{0} as it was opened", nameOf(this.uri)) : nameOf(other);
    const state = toldOf(found, title, other !== null);
    this.#known = { id, recipe: JSON.stringify(recipe), state, differences: found, other, otherStamp };
    this.#changed.fire();
    return state;
  }

  /** What a step did: the model after it, compared with the one before it. @param step From 1. */
  async ofStep(step: number): Promise<ComparisonState> {
    const after = this.recipe().slice(0, step);
    const id = await this.model.opened();
    const found = await this.model.call("differences", [id, after, id, after.slice(0, -1)]);
    return toldOf(found, vscode.l10n.t("the model before step {0}", step), false);
  }

  get #current(): Known | null {
    const known = this.#known;
    return known?.id === this.model.id && known.recipe === JSON.stringify(this.recipe()) ? known : null;
  }
}

function toldOf({ counterparts: _, ...told }: DifferencesState, other: string, isFile: boolean): ComparisonState {
  return { ...told, other, isFile };
}
