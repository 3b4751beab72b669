// The menu of the table's columns.
import { columnTitle } from "../../src/protocol/layer-list";
import type { LayerColumn } from "../../src/protocol/messages";
import { element } from "../look/elements";
import { COLUMNS } from "./columns";

export interface ColumnMenuActions {
  toggle(column: LayerColumn): void;
  toggleNodes(): void;
  /** Back to those that fit. */
  reset(): void;
}

export interface ColumnChoice {
  readonly offered: readonly LayerColumn[];
  readonly shown: readonly LayerColumn[];
  readonly tensorsOnly: boolean;
  readonly withNodes: boolean;
}

export class ColumnMenu {
  readonly root = element("div", { class: "column-menu popup", role: "menu", "aria-label": "Columns", hidden: "" });
  /** What had the focus before. */
  #before: HTMLElement | null = null;

  constructor(readonly actions: ColumnMenuActions) {
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.root.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.root.contains(relatedTarget)) {
        this.root.hidden = true;
      }
    });
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  open(choice: ColumnChoice): void {
    if (!this.isOpen) {
      const { activeElement } = document;
      this.#before = activeElement instanceof HTMLElement ? activeElement : null;
    }
    this.root.hidden = false;
    this.show(choice);
    this.#items()[0]!.focus();
  }

  /** What is chosen now; the focus stays where it is. */
  show({ offered, shown, tensorsOnly, withNodes }: ColumnChoice): void {
    const at = this.#items().indexOf(document.activeElement as HTMLElement);
    const columns = COLUMNS.filter(({ id }) => id !== "layer" && offered.includes(id)).map(({ id, about }) =>
      this.#item(columnTitle(id, tensorsOnly), about, shown.includes(id), () => this.actions.toggle(id)),
    );
    const rows = tensorsOnly
      ? []
      : [this.#item("All nodes", "Nodes without parameters, too", withNodes, () => this.actions.toggleNodes())];
    const reset = this.#item("Fit to panel", "The usual columns, as far as there is room", null, () =>
      this.actions.reset(),
    );
    this.root.replaceChildren(...columns, element("div", { role: "separator" }), ...rows, reset);
    this.#items()[at]?.focus();
  }

  close(): void {
    this.root.hidden = true;
    this.#before?.focus({ preventScroll: true });
    this.#before = null;
  }

  /** @param isChecked Null: it is no choice. */
  #item(title: string, about: string, isChecked: boolean | null, run: () => void): HTMLElement {
    const made = element(
      "button",
      isChecked === null
        ? { type: "button", role: "menuitem", tabindex: "-1" }
        : { type: "button", role: "menuitemcheckbox", "aria-checked": `${isChecked}`, tabindex: "-1" },
      element("span", {}, title),
      element("span", { class: "dim" }, about),
    );
    made.addEventListener("click", run);
    return made;
  }

  #items(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>("button")];
  }

  #key(event: KeyboardEvent): void {
    const items = this.#items();
    const at = items.indexOf(document.activeElement as HTMLElement);
    const move = (to: number) => items[(to + items.length) % items.length]!.focus();
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(at + 1),
      ArrowUp: () => move(at - 1),
      Home: () => move(0),
      End: () => move(-1),
      Escape: () => this.close(),
      Tab: () => this.close(),
    };
    const run = keys[event.key];
    if (run !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      run();
    }
  }
}
