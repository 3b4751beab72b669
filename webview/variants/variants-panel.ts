// What the usual recipes make of the model: a table that fills in as each is done, to be sorted, copied and chosen from.
import type { ShownVariant, ShownVariants, VariantColumn } from "../../src/protocol/messages";
import { variantColumns, variantNotes, variantTable } from "../../src/protocol/variants";
import { element, setText } from "../look/elements";
import { ariaSort, nextSort, type Sort } from "../look/sort";
import { variantOrder } from "./variant-order";

export interface VariantActions {
  /** What makes a row is to be what is done to the document. */
  use(row: number): void;
  copy(text: string, what: string): void;
  close(): void;
  rememberSort(sort: Sort | null): void;
}

export class VariantsPanel {
  readonly root = element("section", { id: "variants", "aria-label": "Variants", hidden: "" });
  readonly #status = element("span", { class: "dim", role: "status" });
  readonly #copy: HTMLButtonElement;
  readonly #head = element("thead");
  readonly #body = element("tbody");
  readonly #table = element("table", { "aria-label": "Variants" }, this.#head, this.#body);
  readonly #notes = element("div", { class: "dim" });
  #variants: ShownVariants | null = null;
  #columns: readonly VariantColumn[] = [];
  #sort: Sort | null;

  constructor(
    readonly actions: VariantActions,
    sort: Sort | null,
  ) {
    this.#sort = sort;
    const button = (text: string, label: string, run: () => void) => {
      const made = element("button", { type: "button", class: "secondary", "aria-label": label }, text);
      made.addEventListener("click", run);
      return made;
    };
    this.#copy = button("Copy as Markdown", "Copy as Markdown", () => this.#copyTable());
    this.root.append(
      element(
        "div",
        { class: "variants-head" },
        element("b", {}, "Variants"),
        this.#status,
        this.#copy,
        button("Close", "Close variants", () => this.actions.close()),
      ),
      this.#table,
      this.#notes,
    );
  }

  /** Null: none. */
  show(variants: ShownVariants | null): void {
    this.#variants = variants;
    this.root.hidden = variants === null;
    if (variants === null) {
      return;
    }
    const { rows, pending, isRunning } = variants;
    this.#copy.disabled = rows.length === 0;
    this.#table.setAttribute("aria-busy", `${isRunning}`);
    const done = `${rows.length} of ${rows.length + pending.length}`;
    setText(this.#status, isRunning ? done : pending.length === 0 ? "" : `${done}: given up`);
    this.#showColumns(variantColumns(rows));
    this.#fill();
    this.#notes.replaceChildren(...variantNotes(rows).map((note) => element("p", {}, note)));
  }

  /** The titles stay as they are while they are the same: one of them may have the focus. */
  #showColumns(columns: readonly VariantColumn[]): void {
    const isSame = columns.map(({ id }) => id).join() === this.#columns.map(({ id }) => id).join();
    this.#columns = columns;
    if (isSame) {
      return;
    }
    const titles = columns.map(({ id, title, help, isText }) => {
      const sort = element("button", { type: "button", class: "sort", title: `${help}. Sort` }, title);
      sort.addEventListener("click", () => this.#sortBy(id, isText));
      return element("th", { scope: "col", class: isText ? "" : "numeric", "data-column": id }, sort);
    });
    this.#head.replaceChildren(element("tr", {}, ...titles, element("td")));
  }

  #sortBy(column: string, isText: boolean): void {
    this.#sort = nextSort(this.#sort, column, isText);
    this.actions.rememberSort(this.#sort);
    this.#fill();
  }

  #order(): readonly number[] {
    return variantOrder(this.#variants!.rows, this.#columns, this.#sort);
  }

  #fill(): void {
    for (const title of this.#head.querySelectorAll<HTMLElement>("th")) {
      title.setAttribute("aria-sort", ariaSort(this.#sort, title.dataset["column"]!));
    }
    const focused = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("#variants [data-row]");
    const { rows, pending, isRunning } = this.#variants!;
    this.#body.replaceChildren(
      ...this.#order().map((row) => this.#row(rows[row]!, row)),
      ...pending.map((title, index) => this.#pendingRow(title, isRunning && index === 0)),
    );
    if (focused !== null && focused !== undefined) {
      this.#body.querySelector<HTMLElement>(`[data-row="${focused.dataset["row"]}"]`)?.focus();
    }
  }

  #row(variant: ShownVariant, row: number): HTMLElement {
    const cells = this.#columns.map((column, index) => {
      const text = column.text(variant);
      return index === 0
        ? element("th", { scope: "row", title: text }, text)
        : element("td", { class: classOf(column, variant), title: column.isText ? text : "" }, text);
    });
    return element(
      "tr",
      { "aria-current": `${variant.isNow}` },
      ...cells,
      element("td", {}, ...this.#use(variant, row)),
    );
  }

  #use({ title, isNow, bytes, recipe, problem }: ShownVariant, row: number): HTMLElement[] {
    if (isNow) {
      return [element("span", { class: "dim", "data-row": `${row}`, tabindex: "-1" }, "In use")];
    }
    // There is no such model, or it is the original once more.
    if (bytes === 0 || (recipe.length === 0 && problem !== null)) {
      return [];
    }
    const button = element(
      "button",
      {
        ...{ type: "button", class: "secondary", "data-row": `${row}`, "aria-label": `Use ${title}` },
        title: "Do this to the file as it was opened, in place of the steps that were done. It can be undone.",
      },
      "Use",
    );
    button.addEventListener("click", () => this.actions.use(row));
    return [button];
  }

  #pendingRow(title: string, isNext: boolean): HTMLElement {
    const cells = this.#columns
      .slice(1)
      .map(({ id }) => element("td", {}, id === "verdict" && isNext ? "running…" : ""));
    return element("tr", { class: "dim" }, element("th", { scope: "row", title }, title), ...cells, element("td"));
  }

  /** As it is sorted. */
  #copyTable(): void {
    const { rows } = this.#variants!;
    const sorted = this.#order().map((row) => rows[row]!);
    this.actions.copy([...variantTable(sorted), ""].join("\n"), "variants");
  }
}

function classOf({ id, isText }: VariantColumn, { problem, results }: ShownVariant): string {
  if (!isText) {
    return "numeric";
  }
  if (id !== "verdict" || problem !== null) {
    return "problem";
  }
  return results?.verdict === "different" ? "bad" : results === null || results.verdict === "close" ? "" : "good";
}
