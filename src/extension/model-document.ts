// A document: the file as it was opened, and a recipe of what was done to it since.
import * as vscode from "vscode";
import type {
  DocumentState,
  OverviewState,
  PackedContents,
  Preview,
  Problem,
  Recipe,
  RecipeStep,
  TensorFileKind,
  TensorPlace,
  VerificationState,
  ViewGraph,
  Zipped,
} from "../protocol/messages";
import { Disposable } from "./disposable";
import { DocumentComparison } from "./document-comparison";
import { DocumentProfile } from "./document-profile";
import { DocumentVariants } from "./document-variants";
import type { Look, Over } from "./model-files";
import { nameOf, type ModelHost } from "./model-host";
import { OpenedModel, stampOf } from "./opened-model";
import { ShownModel } from "./shown-model";
import { stepsSince } from "./steps-since";

/** Told to VS Code so that it can offer undo and redo. */
export interface DocumentEdit {
  readonly label: string;
  /** Whether undoing and redoing can lead to what is on disk. VS Code counts edits and cannot tell. */
  readonly reachesSaved: boolean;
  undo(): void;
  redo(): void;
}

type OnProgress = (done: number, total: number) => void;

export class ModelDocument extends Disposable implements vscode.CustomDocument {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  /** What the views show is not what it was. */
  readonly onDidChange = this.#changed.event;
  readonly #verified = this.own(new vscode.EventEmitter<void>());
  /** It was run, or what came of that is known no more. */
  readonly onDidVerify = this.#verified.event;
  readonly #disposed = this.own(new vscode.EventEmitter<void>());
  readonly onDidDispose = this.#disposed.event;
  readonly #edited = this.own(new vscode.EventEmitter<DocumentEdit>());
  readonly onDidEdit = this.#edited.event;

  readonly #model: OpenedModel;
  #recipe: Recipe;
  /** What the file on disk is, as steps on the bytes that were opened. */
  #saved: Recipe = [];
  #verification: { readonly id: string; readonly recipe: string; readonly state: VerificationState } | null = null;
  /** The model after all steps. */
  readonly now: ShownModel;
  readonly comparison: DocumentComparison;
  readonly profile: DocumentProfile;
  readonly variants: DocumentVariants;
  #saving = false;
  /** What was saved whenever another file took the place of the one that was open: steps before that are gone. */
  readonly #dropped: Recipe[] = [];

  private constructor(
    readonly host: ModelHost,
    readonly uri: vscode.Uri,
    recipe: Recipe,
    saved: Recipe,
  ) {
    super();
    this.#recipe = recipe;
    this.#saved = saved;
    this.#model = this.own(new OpenedModel(host, uri));
    const now = () => this.#recipe;
    this.now = new ShownModel(this.#model, now);
    this.comparison = this.own(new DocumentComparison(host, uri, this.#model, now));
    this.profile = this.own(new DocumentProfile(this.#model, now));
    this.variants = this.own(new DocumentVariants(this.#model, now));
    this.own(this.#model.onDidStop(() => this.#changed.fire()));
  }

  /**
   * Begins to open a model, which can be asked at once. What cannot be opened becomes a document that says why.
   * @param kept Steps that were not saved when it was open last, and where to read what they start from.
   */
  static open(
    host: ModelHost,
    uri: vscode.Uri,
    kept: { readonly recipe: Recipe; readonly saved: Recipe; readonly original: vscode.Uri } | null = null,
  ): ModelDocument {
    const document = new ModelDocument(host, uri, kept?.recipe ?? [], kept?.saved ?? []);
    void document.#model.open(kept?.original ?? uri);
    // It will be asked for by what shows it, which is made meanwhile.
    document.overview().catch(() => {});
    return document;
  }

  /** Once it is open or has a problem. */
  whenOpened(): Promise<void> {
    return this.#model.whenOpened();
  }

  get name(): string {
    return nameOf(this.uri);
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
    return this.#model.problem;
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

  /** What is known of it at once. */
  overview(): Promise<OverviewState> {
    return this.now.overview();
  }

  contents(): Promise<Zipped<PackedContents>> {
    return this.now.contents();
  }

  state(): Promise<DocumentState> {
    return this.now.state();
  }

  graph(graph: number): Promise<ViewGraph> {
    return this.now.graph(graph);
  }

  /** The model as it is after the first steps. */
  after(steps: number): ShownModel {
    return new ShownModel(this.#model, () => this.#recipe.slice(0, steps));
  }

  /** Writes a constant as a file of its own. @returns what the user should know of. */
  async writeTensor(
    recipe: Recipe,
    place: TensorPlace,
    kind: TensorFileKind,
    uri: vscode.Uri,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const id = await this.#model.opened();
    return this.#model.watched(() => this.host.writeTensor(id, recipe, place, kind, uri, signal));
  }

  /**
   * Does more steps. Where they change nothing, the document stays as it is.
   * @returns the state after them.
   */
  async apply(
    steps: readonly RecipeStep[],
    label: string,
    signal: AbortSignal,
    onProgress: OnProgress,
  ): Promise<DocumentState> {
    const { before, after, state } = await this.#worked((recipe) => [...recipe, ...steps], signal, onProgress);
    const added = state.steps.slice(before.length);
    if (added.some(({ changes }) => changes > 0)) {
      this.#edit(after, label);
    }
    return state;
  }

  /** What came of running the model as it is now; null: that was not done. */
  get verification(): VerificationState | null {
    const known = this.#verification;
    return known?.id === this.#model.id && known.recipe === JSON.stringify(this.#recipe) ? known.state : null;
  }

  /** Runs the file as it was opened and the model as it is now. */
  async verify(signal: AbortSignal, onProgress: OnProgress): Promise<VerificationState> {
    const recipe = this.#recipe;
    const id = await this.#model.opened();
    const state = await this.#model.call("verify", [id, recipe], { signal, onProgress });
    this.#verification = { id, recipe: JSON.stringify(recipe), state };
    this.#verified.fire();
    return state;
  }

  /** The model as it is now on a page of HTML. */
  report(signal: AbortSignal, onProgress: OnProgress): Promise<string> {
    return this.#model.ask("report", [this.#recipe, this.name], { signal, onProgress });
  }

  /** What a recipe would make of the file, and what its step at a position has to do with it. */
  preview(recipe: Recipe, step: number, signal: AbortSignal): Promise<Preview> {
    return this.#model.ask("preview", [recipe, step], { signal });
  }

  /** Those of more steps that would change something. */
  effective(steps: readonly RecipeStep[], signal: AbortSignal, onProgress: OnProgress): Promise<Recipe> {
    return this.#model.ask("effective", [this.#recipe, steps], { signal, onProgress });
  }

  /** Replaces the recipe by another one, such as the same steps in another order. */
  async rearrange(
    change: (recipe: Recipe) => Recipe,
    label: string,
    signal: AbortSignal,
    onProgress: OnProgress,
  ): Promise<void> {
    const { after } = await this.#worked(change, signal, onProgress);
    this.#edit(after, label);
  }

  /** What a change of the steps comes to: anew where they are others by then, as after an undo. */
  async #worked(change: (recipe: Recipe) => Recipe, signal: AbortSignal, onProgress: OnProgress) {
    for (;;) {
      const before = this.#recipe;
      const after = change(before);
      const state = await this.#model.ask("state", [after], { signal, onProgress });
      if (this.#recipe === before) {
        return { before, after, state };
      }
    }
  }

  /**
   * Writes the model to another place than its own.
   * @returns what the user should know of.
   */
  writeTo(uri: vscode.Uri, signal: AbortSignal, onProgress: OnProgress = () => {}): Promise<readonly string[]> {
    return this.#write(uri, this.#recipe, "others", signal, onProgress);
  }

  /** Writes what was opened, without the steps. */
  writeOriginal(uri: vscode.Uri, signal: AbortSignal): Promise<readonly string[]> {
    return this.#write(uri, [], "others", signal);
  }

  /**
   * Writes the model to its own place.
   * @param over Whether what is there has to be what was opened or saved here last.
   * @throws RemoteError "changed" where it is not.
   */
  async save(over: "own" | "changed", signal: AbortSignal): Promise<readonly string[]> {
    const recipe = this.#recipe;
    this.#saving = true;
    try {
      const warnings = await this.#write(this.uri, recipe, over, signal);
      this.#saved = recipe;
      this.#changed.fire();
      return warnings;
    } finally {
      this.#saving = false;
    }
  }

  /** Takes back the steps since the last save, or reads the file again where somebody else changed it. */
  async revert(signal: AbortSignal): Promise<void> {
    const { isChanged } = await this.look();
    if (this.#model.id === null || isChanged) {
      await this.reload(signal);
    } else {
      this.#setRecipe(this.#saved);
    }
  }

  /**
   * Reads the file again; the steps go, unless they are to be done again on what is there now.
   * @throws where they cannot be: then none are done.
   */
  async reload(signal: AbortSignal, recipe: Recipe = []): Promise<void> {
    this.variants.close();
    await this.#model.close();
    this.#dropped.push(this.#saved);
    this.#recipe = recipe;
    this.#saved = [];
    await this.#model.open(this.uri, signal);
    try {
      if (recipe.length > 0 && this.#model.id !== null) {
        await this.state();
      }
    } catch (error) {
      this.#recipe = [];
      throw error;
    } finally {
      this.#changed.fire();
    }
  }

  /** Tries once more what ended the worker. */
  async reopen(signal: AbortSignal): Promise<void> {
    await this.#model.reopen(signal);
    this.#changed.fire();
  }

  /** What stands in the file's place. */
  look(): Promise<Look> {
    return this.#model.look();
  }

  /** What differs between the file as it was opened and what is on disk now, line by line. */
  async compareWithDisk(signal: AbortSignal): Promise<readonly string[]> {
    return this.host.compare(await this.#model.opened(), this.uri, signal);
  }

  /** What tells the file on disk from others. */
  async stamp(): Promise<string> {
    return (await this.look()).isChanged ? "" : stampOf(this.uri);
  }

  /** Tells of the steps that were done when it was open last, so that they can be undone. @param labels Of each. */
  tellKept(labels: readonly string[]): void {
    const recipe = this.#recipe;
    labels.forEach((label, step) => this.#tellEdit(recipe.slice(0, step), recipe.slice(0, step + 1), label));
  }

  /** Sets the recipe so that VS Code can undo it. */
  #edit(after: Recipe, label: string): void {
    const before = this.#recipe;
    this.#setRecipe(after);
    this.#tellEdit(before, after, label);
  }

  #tellEdit(before: Recipe, after: Recipe, label: string): void {
    const files = this.#dropped.length;
    this.#edited.fire({
      label,
      reachesSaved: stepsSince(this.#saved, before) !== null || !this.isDirty,
      undo: () => this.#setRecipe(this.#onThisFile(before, files)),
      redo: () => this.#setRecipe(this.#onThisFile(after, files)),
    });
  }

  /** A recipe for a file that was open before, without the steps that had been saved to it. */
  #onThisFile(recipe: Recipe, files: number): Recipe {
    return this.#dropped.slice(files).reduce<Recipe>((left, saved) => stepsSince(saved, left) ?? [], recipe);
  }

  #setRecipe(recipe: Recipe): void {
    this.#recipe = recipe;
    this.#changed.fire();
  }

  async #write(
    uri: vscode.Uri,
    recipe: Recipe,
    over: Over,
    signal: AbortSignal,
    onProgress: OnProgress = () => {},
  ): Promise<readonly string[]> {
    const id = await this.#model.opened();
    return this.#model.watched(() => this.host.write(id, recipe, uri, over, signal, onProgress));
  }
}
