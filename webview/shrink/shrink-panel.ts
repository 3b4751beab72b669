// What can be done to the model: one button for all that is safe, and each transform with its form.
import type {
  CommandId,
  ContentsState,
  OverviewState,
  TransformGroup,
  TransformInfo,
} from "../../src/protocol/messages";
import { element, setText } from "../look/elements";
import { StepForm, type FormActions, type OpenForm } from "./step-form";

export interface ShrinkActions extends Pick<FormActions, "preview" | "apply"> {
  command(id: CommandId): void;
  /** A form was opened, filled in or, null, closed. */
  remember(form: OpenForm | null): void;
}

/** From what saves most to what only tidies; the transforms' own order within. */
const GROUPS: readonly { readonly id: TransformGroup; readonly title: string }[] = [
  { id: "bits", title: "Bits" },
  { id: "parameters", title: "Parameters" },
  { id: "nodes", title: "Nodes" },
];

export class ShrinkPanel {
  readonly root = element("section", { id: "shrink-panel", "aria-label": "Shrink" });
  readonly #list = element("div", { class: "transforms" });
  readonly #recommended = element("p", { class: "dim" });
  readonly #verify = this.#command("secondary", "Verify Against Original", "modelBonsai.verify");
  #transforms: readonly TransformInfo[] = [];
  #document: OverviewState | null = null;
  #contents: ContentsState | null = null;
  #form: StepForm | null = null;

  /** @param form One to open as soon as there is something to show. */
  constructor(
    readonly actions: ShrinkActions,
    private form: OpenForm | null,
  ) {
    this.root.append(this.#list);
  }

  /** Fills the list with what can be done to a model. */
  offer(transforms: readonly TransformInfo[]): void {
    this.#transforms = transforms;
    const device = this.#command("primary", "Shrink for Device", "modelBonsai.shrinkForDevice");
    const groups = GROUPS.map(({ id, title }) => {
      const inGroup = transforms.filter(({ group }) => group === id);
      return element(
        "section",
        { "aria-label": title },
        element("h3", {}, title),
        ...inGroup.map((info) => this.#entry(info)),
      );
    });
    this.#list.replaceChildren(
      element("div", { class: "device" }, device, this.#recommended),
      ...groups,
      element(
        "div",
        { class: "recipes" },
        this.#command("secondary", "Run Recipe...", "modelBonsai.runRecipe"),
        this.#command("secondary", "Save Recipe...", "modelBonsai.saveRecipe"),
        this.#verify,
      ),
    );
    this.#explain();
    this.#start();
  }

  /** @param contents Null: not known yet. */
  show(document: OverviewState, contents: ContentsState | null): void {
    this.#document = document;
    this.#contents = contents;
    const replaces = this.#form?.opened.replaces ?? null;
    if (replaces !== null && document.steps[replaces]?.id !== this.#form!.info.id) {
      this.close();
    }
    this.#form?.show(contents?.gzip ?? null);
    this.#verify.disabled = document.steps.length === 0;
    this.#explain();
    this.#start();
  }

  /** Opens the form of a transform. @param replaces The step that it is for; null: a new one. */
  open(transform: string, parameters: OpenForm["parameters"] = {}, replaces: number | null = null): void {
    this.#show({ id: transform, parameters, replaces });
    this.#form?.focus();
  }

  /** Opens the form of a step that was done. */
  edit(step: number): void {
    const { id, parameters } = this.#document!.steps[step]!;
    this.#show({ id, parameters, replaces: step });
    this.#form?.focus();
  }

  close(): void {
    const id = this.#form?.info.id;
    const hadFocus = this.root.contains(document.activeElement);
    this.#form?.dispose();
    this.#form = null;
    this.actions.remember(null);
    this.root.replaceChildren(this.#list);
    if (hadFocus) {
      this.#list.querySelector<HTMLElement>(`[data-transform="${id}"]`)?.focus();
    }
  }

  focus(): void {
    this.root.querySelector<HTMLElement>("button.primary")?.focus();
  }

  /** Once both the transforms and the document are there. */
  #start(): void {
    const document = this.#document;
    if (document === null || this.#transforms.length === 0) {
      return;
    }
    const titles = document.recommended.map(({ id }) => this.#transforms.find((info) => info.id === id)!.title);
    setText(this.#recommended, `${[...new Set(titles)].join(", ")}: what is safe, in the best order, as one edit.`);
    const { form } = this;
    this.form = null;
    if (form !== null && (form.replaces === null || document.steps[form.replaces]?.id === form.id)) {
      this.#show(form);
    }
  }

  /** What the format has nothing for cannot be chosen, and says why. */
  #explain(): void {
    for (const { id, description } of this.#transforms) {
      const entry = this.#list.querySelector<HTMLButtonElement>(`[data-transform="${id}"]`)!;
      const obstacle = this.#contents?.obstacles[id];
      entry.disabled = obstacle !== undefined;
      setText(entry.lastElementChild!, obstacle === undefined ? description : `Not here: ${obstacle}.`);
    }
  }

  #show(form: OpenForm): void {
    const info = this.#transforms.find(({ id }) => id === form.id);
    if (info === undefined) {
      return;
    }
    this.#form?.dispose();
    this.#form = new StepForm(info, form, this.#document!.format, {
      preview: this.actions.preview,
      apply: this.actions.apply,
      close: () => this.close(),
      changed: (now) => this.actions.remember(now),
    });
    this.actions.remember(form);
    this.root.replaceChildren(this.#form.root);
    this.#form.show(this.#contents?.gzip ?? null);
  }

  #entry({ id, title, description }: TransformInfo): HTMLElement {
    const entry = element(
      "button",
      { type: "button", class: "transform", "data-transform": id },
      element("span", {}, title),
      element("small", {}, description),
    );
    entry.addEventListener("click", () => this.open(id));
    return entry;
  }

  #command(kind: "primary" | "secondary", title: string, id: CommandId): HTMLButtonElement {
    const made = element("button", { type: "button", class: kind }, title);
    made.addEventListener("click", () => this.actions.command(id));
    return made;
  }
}
