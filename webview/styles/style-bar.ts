// Below the box to find nodes with: the queries that were kept as styles, and a way to keep this one.
import type { QueryText } from "../../src/protocol/messages";
import { MOST_STYLES, STYLE_COLORS, type Style } from "../../src/protocol/styles";
import { element, icon } from "../look/elements";
import type { Styles } from "./styles";

export interface StyleBarActions {
  /** All that there are from now on. */
  keep(styles: readonly Style[]): void;
  turn(style: Style, isOn: boolean): void;
  /** Looks for what a style finds. */
  find(query: QueryText): void;
}

export class StyleBar {
  readonly root = element("div", { class: "style-bar" });
  readonly #list = element("ul", { "aria-label": "Styles" });
  readonly #form = element("form", { class: "style-form", hidden: "" });
  readonly #name = element("input", { type: "text", "aria-label": "Name of the style", maxlength: "80" });
  readonly #color = element("select", { "aria-label": "Colour of the style" });
  readonly #keep = element("button", { type: "button", class: "keep" }, "Keep as Style");
  #query: QueryText = { text: "", isPattern: false };
  #styles: Styles | null = null;

  constructor(readonly actions: StyleBarActions) {
    this.#color.append(...STYLE_COLORS.map((color) => element("option", { value: color }, color)));
    this.#keep.addEventListener("click", () => this.#open());
    this.#form.append(this.#name, this.#color, element("button", { type: "submit" }, "Keep"));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add();
    });
    this.#form.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") {
        event.preventDefault();
        this.#close();
      }
    });
    this.root.append(this.#keep, this.#form, this.#list);
  }

  /** What is looked for now. */
  look(query: QueryText): void {
    this.#query = query;
    this.#keep.disabled = query.text.trim() === "" || (this.#styles?.all.length ?? 0) >= MOST_STYLES;
  }

  show(styles: Styles): void {
    this.#styles = styles;
    this.look(this.#query);
    const focused = (document.activeElement as HTMLElement | null)?.dataset["style"];
    this.#list.replaceChildren(...styles.all.map((style) => this.#item(style, styles)));
    if (focused !== undefined) {
      this.#list.querySelector<HTMLElement>(`[data-style="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  #item(style: Style, styles: Styles): HTMLElement {
    const { name, color, query } = style;
    const problem = styles.problemOf(style);
    const isOn = styles.isOn(style);
    const turn = element(
      "button",
      {
        type: "button",
        "data-style": name,
        "aria-pressed": `${isOn}`,
        title: problem === null ? query.text : [query.text, problem],
        ...(problem === null ? {} : { class: "bad" }),
      },
      element("i", { "data-color": color, "aria-hidden": "true" }),
      name,
    );
    turn.addEventListener("click", () => this.actions.turn(style, !isOn));
    turn.addEventListener("dblclick", () => this.actions.find(query));
    const label = `Delete Style ${name}`;
    const remove = element("button", { type: "button", title: label, "aria-label": label }, icon("remove"));
    remove.addEventListener("click", () => {
      this.actions.keep(styles.all.filter((each) => each !== style));
      this.#keep.focus();
    });
    return element("li", {}, turn, remove);
  }

  #open(): void {
    const used = new Set(this.#styles?.all.map(({ color }) => color));
    this.#form.hidden = false;
    this.#keep.hidden = true;
    this.#name.value = this.#query.text.slice(0, 80);
    this.#color.value = STYLE_COLORS.find((color) => !used.has(color)) ?? STYLE_COLORS[0];
    this.#name.focus();
    this.#name.select();
  }

  #close(): void {
    this.#form.hidden = true;
    this.#keep.hidden = false;
    this.#keep.focus();
  }

  #add(): void {
    const name = this.#name.value.trim();
    const color = STYLE_COLORS.find((each) => each === this.#color.value)!;
    if (name !== "") {
      // One of the same name is replaced.
      const others = (this.#styles?.all ?? []).filter((each) => each.name !== name);
      this.actions.keep([...others, { name, query: this.#query, color }]);
      this.#close();
    }
  }
}
