// One panel that shows a document.
import * as vscode from "vscode";
import type {
  CommandId,
  OverviewState,
  EditorService,
  Place,
  Recipe,
  RecipeStep,
  ViewService,
} from "../protocol/messages";
import { Peer, type Service } from "../protocol/rpc";
import { Disposable } from "./disposable";
import { fail, inform } from "./messages";
import type { ModelDocument } from "./model-document";
import { failureText, withEditorProgress } from "./progress";
import { saveTensor } from "./save-tensor";
import type { ShownModel } from "./shown-model";
import { keepStyles, onDidChangeStyles, stylesNow } from "./styles";
import type { TableLooks } from "./table-looks";
import { transformsOf } from "./transforms";
import { webviewPage } from "./webview-page";

/** What a panel can ask for that is more than showing. */
export interface EditorActions {
  command(id: CommandId, editor: ModelEditor): Promise<void>;
  apply(step: RecipeStep, replaces: number | null, editor: ModelEditor): Promise<boolean>;
  /** Does what makes a row of the table of variants, in place of all that was done. */
  applyVariant(row: number, editor: ModelEditor): Promise<void>;
  readonly tableLook: TableLooks;
  /** Shows a file beside an editor, at a place. */
  showBeside(uri: vscode.Uri, place: Place | null, editor: ModelEditor): Promise<void>;
  /** Shows a node's counterpart in a model that is compared with that of an editor. @returns what to say where there is none. */
  lead(editor: ModelEditor, place: Place, name: string): Promise<string | null>;
}

export class ModelEditor extends Disposable {
  readonly view: Peer<ViewService>;
  readonly #hidden = this.own(new vscode.EventEmitter<void>());
  /** The panel went out of sight, or was closed. */
  readonly onDidHide = this.#hidden.event;
  #toldShown = () => {};
  /** How many of the steps are shown; null: all. */
  #after: number | null = null;
  /** Once it shows its model. */
  readonly whenShown = new Promise<void>((resolve) => (this.#toldShown = resolve));
  /** What is being done and can be given up. */
  readonly work = new Set<AbortController>();

  constructor(
    readonly document: ModelDocument,
    readonly panel: vscode.WebviewPanel,
    extension: vscode.Uri,
    readonly actions: EditorActions,
  ) {
    super();
    const { webview } = panel;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extension, "dist")],
    };
    this.view = new Peer<ViewService>(
      {
        post: (message) => void webview.postMessage(message),
        onMessage: (listener) => this.own(webview.onDidReceiveMessage(listener)),
      },
      this.#service,
    );
    webview.html = webviewPage(webview, extension);
    this.own(
      document.onDidChange(() => {
        void this.view.call("tell", [null]);
        this.#after = null;
        void this.refresh();
      }),
    );
    this.own(onDidChangeStyles(() => void this.view.call("showStyles", [stylesNow()])));
    this.own(document.onDidVerify(() => void this.#showVerification()));
    this.own(document.comparison.onDidChange(() => void this.#showComparison()));
    this.own(document.variants.onDidChange(() => void this.#showVariants()));
    this.own(document.profile.onDidChange(() => void this.#showProfile()));
    this.own(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) {
          this.#hidden.fire();
        }
      }),
    );
  }

  /** Whether all of the model's steps are shown. */
  get showsNow(): boolean {
    return this.#after === null;
  }

  get isInSight(): boolean {
    return !this.isDisposed && this.panel.visible;
  }

  override dispose(): void {
    this.#hidden.fire();
    super.dispose();
  }

  /** Says something in the view, where it covers nothing; while that is out of sight, as a notification. */
  tell(text: string, isProblem = false): void {
    if (this.isInSight) {
      void this.view.call("tell", [{ text, isProblem }]);
    } else if (isProblem) {
      fail(text);
    } else {
      void inform(text);
    }
  }

  /** Says what went wrong, except to somebody who cancelled it. */
  tellFailure(error: unknown): void {
    const text = failureText(error);
    if (text !== null) {
      this.tell(text, true);
    }
  }

  async refresh(): Promise<void> {
    await this.document.whenOpened();
    const { problem } = this.document;
    try {
      if (problem !== null) {
        await this.view.call("fail", [problem]);
      } else {
        await this.view.call("show", [await this.#state()]);
        this.#toldShown();
        await this.#showVerification();
        await this.#showComparison();
        await this.#showProfile();
        await this.#showVariants();
      }
    } catch (error) {
      if (!this.isDisposed) {
        await this.view.call("fail", [{ message: (error as Error).message, notAModel: false, mayReopen: false }]);
      }
    }
  }

  /** What is shown: all steps, or the first ones. */
  get shown(): ShownModel {
    return this.#after === null ? this.document.now : this.document.after(this.#after);
  }

  /** Shows the model after the first steps, and what the last of these did; null: after all. Nothing is changed. */
  async showAfter(steps: number | null): Promise<void> {
    const after = steps !== null && steps <= this.document.recipe.length ? steps : null;
    if (after !== this.#after) {
      this.#after = after;
      await this.refresh();
    }
  }

  async #state(): Promise<OverviewState> {
    const state = await this.shown.overview();
    return this.#after === null
      ? state
      : { ...state, steps: (await this.document.overview()).steps, shownSteps: this.#after };
  }

  async #showComparison(): Promise<void> {
    const after = this.#after;
    const state =
      after === null
        ? this.document.comparison.state
        : after === 0
          ? null
          : await this.document.comparison.ofStep(after);
    if (after === this.#after) {
      await this.view.call("compared", [state]);
    }
  }

  async #showProfile(): Promise<void> {
    await this.view.call("profiled", [this.#after === null ? await this.document.profile.state() : null]);
  }

  async #showVariants(): Promise<void> {
    await this.view.call("showVariants", [this.document.variants.shown]);
  }

  async #showVerification(): Promise<void> {
    await this.view.call("verified", [this.#after === null ? this.document.verification : null]);
  }

  /** Replaces the recipe by another one, with progress that can be cancelled. */
  async rearrange(label: string, change: (recipe: Recipe) => Recipe): Promise<void> {
    await withEditorProgress(this, label, (signal, onProgress) =>
      this.document.rearrange(change, label, signal, onProgress),
    );
  }

  async #rearranged(label: string, change: (recipe: Recipe) => Recipe): Promise<void> {
    try {
      await this.rearrange(label, change);
    } catch (error) {
      this.tellFailure(error);
    }
  }

  readonly #service: Service<EditorService> = {
    ready: () => this.refresh(),
    cost: () => this.shown.cost(),
    about: () => this.shown.about(),
    contents: () => this.shown.contents(),
    drawing: async (graph) => {
      // The page asks before it knows of the model.
      await this.document.whenOpened();
      return this.shown.drawing(graph);
    },
    types: (graph) => this.shown.types(graph),
    groups: (graph, withCosts) => this.shown.groups(graph, withCosts),
    node: (graph, node) => this.shown.node(graph, node),
    nodeRows: () => this.shown.nodeRows(),
    measured: (column, withNodes, { signal }) => this.shown.measured(column, withNodes, signal),
    tableLook: () => Promise.resolve(this.actions.tableLook.value),
    keepTableLook: (look) => this.actions.tableLook.keep(look),
    styles: () => Promise.resolve(stylesNow()),
    keepStyles: (styles) => keepStyles(styles),
    find: (query, { signal }) => this.shown.find(query, signal),
    tensor: (place, { signal }) => this.shown.tensor(place, signal),
    tensorWindow: (place, window) => this.shown.tensorWindow(place, window),
    saveTensor: (place, name) => saveTensor(this, place, name),
    copy: async (text, what) => {
      await vscode.env.clipboard.writeText(text);
      vscode.window.setStatusBarMessage(vscode.l10n.t("Copied {0}", what), 3000);
    },
    transforms: () => transformsOf(this.document.host),
    command: (id) => this.actions.command(id, this),
    preview: (step, replaces, { signal }) => {
      const { recipe } = this.document;
      return replaces === null
        ? this.document.preview([...recipe, step], recipe.length, signal)
        : this.document.preview(
            recipe.map((each, at) => (at === replaces ? step : each)),
            replaces,
            signal,
          );
    },
    apply: (step, replaces) => this.actions.apply(step, replaces, this),
    removeStep: (step) =>
      this.#rearranged(vscode.l10n.t("Remove Step {0}", step + 1), (recipe) => recipe.filter((_, at) => at !== step)),
    moveStepUp: (step) =>
      this.#rearranged(vscode.l10n.t("Move Step {0}", step + 1), (recipe) => {
        const moved = [...recipe];
        moved.splice(step - 1, 2, recipe[step]!, recipe[step - 1]!);
        return moved;
      }),
    showAfter: (steps) => this.showAfter(steps),
    undo: async () => {
      await vscode.commands.executeCommand("undo");
    },
    redo: async () => {
      await vscode.commands.executeCommand("redo");
    },
    cancel: () => {
      for (const each of this.work) {
        each.abort();
      }
      return Promise.resolve();
    },
    closeProfile: () => {
      this.document.profile.close();
      return Promise.resolve();
    },
    closeVariants: () => {
      this.document.variants.close();
      return Promise.resolve();
    },
    applyVariant: (row) => this.actions.applyVariant(row, this),
    showOther: async (place) => {
      const { other } = this.document.comparison;
      if (other !== null) {
        await this.actions.showBeside(other, place, this);
      }
    },
    selected: (place, name) => this.actions.lead(this, place, name),
  };
}
