// A document: the file as it was opened, and a recipe of what was done to it since.
import * as vscode from "vscode";
import type { DocumentState, NodeDetails, Preview, Problem, Recipe, RecipeStep, ViewGraph } from "../protocol/messages";
import { RemoteError } from "../protocol/rpc";
import { Disposable } from "./disposable";
import type { ModelHost } from "./model-host";
import { stepsSince } from "./steps-since";

/** Told to VS Code so that it can offer undo and redo. */
export interface DocumentEdit {
  readonly label: string;
  /** Whether undoing and redoing can lead to what is on disk. VS Code counts edits and cannot tell. */
  readonly reachesSaved: boolean;
  undo(): void;
  redo(): void;
}

/** What tells that a file is the one that was read. */
interface Fingerprint {
  readonly size: number;
  readonly mtime: number;
}

export class ModelDocument extends Disposable implements vscode.CustomDocument {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  /** What the views show is not what it was. */
  readonly onDidChange = this.#changed.event;
  readonly #disposed = this.own(new vscode.EventEmitter<void>());
  readonly onDidDispose = this.#disposed.event;
  readonly #edited = this.own(new vscode.EventEmitter<DocumentEdit>());
  readonly onDidEdit = this.#edited.event;

  #id: string | null = null;
  #problem: Problem | null = null;
  #recipe: Recipe;
  /** What the file on disk is, as steps on the bytes that were opened. */
  #saved: Recipe = [];
  #onDisk: Fingerprint | null = null;
  #saving = false;

  private constructor(
    readonly host: ModelHost,
    readonly uri: vscode.Uri,
    recipe: Recipe,
  ) {
    super();
    this.#recipe = recipe;
    this.own({ dispose: () => void this.#close() });
  }

  /** Never fails: what cannot be opened becomes a document that says why. */
  static async open(host: ModelHost, uri: vscode.Uri, recipe: Recipe, signal: AbortSignal): Promise<ModelDocument> {
    const document = new ModelDocument(host, uri, recipe);
    await document.#open(uri, signal);
    return document;
  }

  get recipe(): Recipe {
    return this.#recipe;
  }

  /** The steps that are not on disk; all of them where saved ones were undone, and the file is none to start from. */
  get unsavedSteps(): Recipe {
    return stepsSince(this.#saved, this.#recipe) ?? this.#recipe;
  }

  get savedRecipe(): Recipe {
    return this.#saved;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  get isDirty(): boolean {
    return JSON.stringify(this.#recipe) !== JSON.stringify(this.#saved);
  }

  /** While it is, the file on disk is expected to change. */
  get isSaving(): boolean {
    return this.#saving;
  }

  override dispose(): void {
    this.#disposed.fire();
    super.dispose();
  }

  state(): Promise<DocumentState> {
    return this.host.models.call("state", [this.#opened(), this.#recipe]);
  }

  graph(graph: number): Promise<ViewGraph> {
    return this.host.models.call("graph", [this.#opened(), this.#recipe, graph]);
  }

  node(graph: number, node: number): Promise<NodeDetails> {
    return this.host.models.call("node", [this.#opened(), this.#recipe, graph, node]);
  }

  /**
   * Does more steps. Where they change nothing, the document stays as it is.
   * @returns the state after them.
   */
  async apply(
    steps: readonly RecipeStep[],
    label: string,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<DocumentState> {
    const before = this.#recipe;
    const after = [...before, ...steps];
    const state = await this.host.models.call("state", [this.#opened(), after], { signal, onProgress });
    const added = state.steps.slice(before.length);
    if (added.some(({ changes }) => changes > 0)) {
      this.#edit(after, label);
    }
    return state;
  }

  /** What a recipe would make of the file, and what its step at a position has to do with it. */
  preview(recipe: Recipe, step: number, signal: AbortSignal): Promise<Preview> {
    return this.host.models.call("preview", [this.#opened(), recipe, step], { signal });
  }

  /** Those of more steps that would change something. */
  effective(
    steps: readonly RecipeStep[],
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<Recipe> {
    return this.host.models.call("effective", [this.#opened(), this.#recipe, steps], { signal, onProgress });
  }

  /** Replaces the recipe by another one, such as the same steps in another order. */
  async rearrange(
    after: Recipe,
    label: string,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<void> {
    await this.host.models.call("state", [this.#opened(), after], { signal, onProgress });
    this.#edit(after, label);
  }

  async writeTo(
    uri: vscode.Uri,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void = () => {},
  ): Promise<void> {
    const recipe = this.#recipe;
    const ownFile = uri.toString() === this.uri.toString();
    this.#saving = ownFile;
    try {
      await this.host.write(this.#opened(), recipe, uri, signal, onProgress);
      if (ownFile) {
        this.#saved = recipe;
        this.#onDisk = await fingerprintOf(this.uri);
        this.#changed.fire();
      }
    } finally {
      this.#saving = false;
    }
  }

  /** Takes back the steps since the last save, or reads the file again where somebody else changed it. */
  async revert(signal: AbortSignal): Promise<void> {
    if (this.#id === null || (await this.isChangedOnDisk())) {
      await this.reload(signal);
    } else {
      this.#setRecipe(this.#saved);
    }
  }

  /** Reads the file again; the steps go, unless they are to be done again on what is there now. */
  async reload(signal: AbortSignal, recipe: Recipe = []): Promise<void> {
    await this.#close();
    this.#recipe = recipe;
    this.#saved = [];
    await this.#open(this.uri, signal);
    this.#changed.fire();
  }

  /** Whether somebody else changed the file since it was opened or saved here. */
  async isChangedOnDisk(): Promise<boolean> {
    const now = await fingerprintOf(this.uri);
    const known = this.#onDisk;
    return now !== null && known !== null && (now.size !== known.size || now.mtime !== known.mtime);
  }

  /** What is on disk counts as seen. */
  async acceptDisk(): Promise<void> {
    this.#onDisk = await fingerprintOf(this.uri);
  }

  /** Reads a document's first bytes from elsewhere, such as a backup, but saves to its own place. */
  async openFrom(uri: vscode.Uri, signal: AbortSignal): Promise<void> {
    await this.#close();
    this.#recipe = [];
    await this.#open(uri, signal);
  }

  /** Sets the recipe so that VS Code can undo it. */
  #edit(after: Recipe, label: string): void {
    const before = this.#recipe;
    this.#setRecipe(after);
    this.#edited.fire({
      label,
      reachesSaved: stepsSince(this.#saved, before) !== null || !this.isDirty,
      undo: () => this.#setRecipe(before),
      redo: () => this.#setRecipe(after),
    });
  }

  #setRecipe(recipe: Recipe): void {
    this.#recipe = recipe;
    this.#changed.fire();
  }

  #opened(): string {
    if (this.#id === null) {
      throw new RemoteError("parameter", this.#problem?.message ?? "The model is not open.");
    }
    return this.#id;
  }

  async #open(uri: vscode.Uri, signal: AbortSignal): Promise<void> {
    this.#problem = null;
    this.#onDisk = await fingerprintOf(this.uri);
    try {
      this.#id = await this.host.open(uri, signal);
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      this.#problem = { message, notAModel: code === "not-a-model" };
    }
  }

  async #close(): Promise<void> {
    const id = this.#id;
    this.#id = null;
    if (id !== null) {
      await this.host.close(id);
    }
  }
}

async function fingerprintOf(uri: vscode.Uri): Promise<Fingerprint | null> {
  try {
    const { size, mtime } = await vscode.workspace.fs.stat(uri);
    return { size, mtime };
  } catch {
    return null;
  }
}
