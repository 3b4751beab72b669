// The parameters of one step, new or to be edited, with a preview of what it would make of the model.
import type {
  ContentsState,
  Parameters,
  ParameterValue,
  Preview,
  RecipeStep,
  TransformInfo,
} from "../../src/protocol/messages";
import { isFor } from "../../src/protocol/parameters";
import { element, icon } from "../look/elements";
import { ParameterField } from "./parameter-field";
import { SizePreview } from "./size-preview";

/** A form that is open: what it is about, and what was filled in. */
export interface OpenForm {
  readonly id: string;
  /** Those that differ from their defaults. */
  readonly parameters: Parameters;
  /** The step to edit; null: a new one. */
  readonly replaces: number | null;
}

export interface FormActions {
  preview(step: RecipeStep, replaces: number | null, signal: AbortSignal): Promise<Preview>;
  apply(step: RecipeStep, replaces: number | null): Promise<boolean>;
  close(): void;
  /** Something was filled in. */
  changed(form: OpenForm): void;
}

export class StepForm {
  readonly root = element("form", { class: "step-form" });
  readonly #fields: readonly ParameterField[];
  readonly #carried: Parameters;
  readonly #preview = new SizePreview();
  readonly #apply: HTMLButtonElement;
  readonly #title: HTMLElement;
  #isShown = false;
  #gzip: ContentsState["gzip"] | null = null;
  #applying = false;

  constructor(
    readonly info: TransformInfo,
    readonly opened: OpenForm,
    /** Only parameters for it are shown; others that a recipe gives stay as they are. */
    format: string,
    readonly actions: FormActions,
  ) {
    const shown = info.parameters.filter((parameter) => isFor(parameter, format));
    const others = info.parameters.filter((parameter) => !isFor(parameter, format));
    this.#fields = shown.map(
      (parameter) =>
        new ParameterField(parameter, opened.parameters[parameter.name] ?? parameter.default, format, () =>
          this.#changed(),
        ),
    );
    this.#carried = Object.fromEntries(
      others.flatMap(({ name }) => (opened.parameters[name] === undefined ? [] : [[name, opened.parameters[name]]])),
    );
    const back = element("button", { type: "button", class: "back", "aria-label": "Back" }, icon("back"));
    back.addEventListener("click", () => actions.close());
    const cancel = element("button", { type: "button", class: "secondary" }, "Cancel");
    cancel.addEventListener("click", () => actions.close());
    this.#apply = element(
      "button",
      { type: "submit", class: "primary" },
      opened.replaces === null ? "Apply" : "Change",
    );
    const step = opened.replaces === null ? "" : `Step ${opened.replaces + 1}: `;
    this.#title = element("h2", { tabindex: "-1" }, `${step}${info.title}`);
    this.root.append(
      element("div", { class: "form-head" }, back, this.#title),
      element(
        "div",
        { class: "form-body" },
        element("p", { class: "dim" }, info.description),
        ...this.#fields.map(({ root }) => root),
        this.#preview.left,
      ),
      this.#preview.root,
      element("div", { class: "form-actions" }, this.#apply, cancel),
    );
    this.root.noValidate = true;
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        actions.close();
      }
    });
  }

  /** The document is shown for the first time, or changed. @param gzip Its size with gzip; null: not known yet. */
  show(gzip: ContentsState["gzip"] | null): void {
    this.#isShown = true;
    this.#gzip = gzip;
    this.#update();
  }

  focus(): void {
    (this.#fields[0] ?? this.#title).focus();
  }

  /** Nobody waits for a preview any more. */
  dispose(): void {
    this.#preview.stop();
  }

  /** Null while some parameter is wrong. */
  get #step(): RecipeStep | null {
    const parameters: Record<string, ParameterValue> = { ...this.#carried };
    for (const { name, value, parameter } of this.#fields) {
      if (value === null) {
        return null;
      }
      if (JSON.stringify(value) !== JSON.stringify(parameter.default)) {
        parameters[name] = value;
      }
    }
    return { id: this.info.id, parameters };
  }

  #changed(): void {
    const step = this.#step;
    if (step !== null) {
      this.actions.changed({ ...step, replaces: this.opened.replaces });
    }
    this.#update();
  }

  #update(): void {
    const step = this.#step;
    const { replaces } = this.opened;
    this.#apply.disabled = step === null;
    if (step === null || !this.#isShown) {
      this.#preview.clear();
      return;
    }
    const gzipBefore = replaces === null ? this.#gzip : null;
    this.#preview.update((signal) => this.actions.preview(step, replaces, signal), gzipBefore);
  }

  async #submit(): Promise<void> {
    const step = this.#step;
    if (step === null || this.#applying) {
      return;
    }
    this.#preview.stop();
    // The button is not disabled meanwhile: it would lose the focus, and closing the form hands that on.
    this.#applying = true;
    const applied = await this.actions.apply(step, this.opened.replaces);
    this.#applying = false;
    if (applied && this.root.isConnected) {
      this.actions.close();
    }
  }
}
