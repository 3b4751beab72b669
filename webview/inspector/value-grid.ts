// The elements of a tensor in rows and columns, of which only those in sight are there.
import type { Window } from "../../src/protocol/messages";
import { element, setText } from "../look/elements";

const ROW = 18;
const COLUMN = 88;
const HEAD = 56;
const ROWS_IN_SIGHT = 14;
/** Browsers draw nothing taller or wider; what lies beyond is reached by other slices. */
const LONGEST = 8_000_000;

export type Fetch = (window: Window) => Promise<readonly (readonly string[])[]>;

export class ValueGrid {
  readonly root = element("div", { class: "value-grid", "aria-live": "off" });
  readonly #choices = element("div", { class: "choices" });
  readonly #scroller = element("div", { class: "cells", tabindex: "0", role: "region" });
  readonly #space = element("div", { class: "space" });
  readonly #table = element("table", {});
  readonly #at: number[];
  #rowAxis: number | null;
  #columnAxis: number | null;
  #asked = 0;

  constructor(
    readonly name: string,
    readonly shape: readonly number[],
    readonly fetch: Fetch,
  ) {
    const rank = shape.length;
    this.#at = shape.map(() => 0);
    this.#columnAxis = rank === 0 ? null : rank - 1;
    this.#rowAxis = rank < 2 ? null : rank - 2;
    this.#scroller.setAttribute("aria-label", `Values of ${name}`);
    this.#space.append(this.#table);
    this.#scroller.append(this.#space);
    this.#scroller.addEventListener("scroll", () => void this.#show());
    this.root.append(this.#choices, this.#scroller);
    this.#lay();
  }

  /** What can be chosen, and room for all rows and columns. */
  #lay(): void {
    const axes = [...this.shape.keys()];
    const chosen = (label: string, current: number | null, other: number | null, choose: (axis: number) => void) => {
      const select = element(
        "select",
        { "aria-label": label },
        ...axes.filter((axis) => axis !== other).map((axis) => element("option", { value: `${axis}` }, `axis ${axis}`)),
      );
      select.value = `${current}`;
      select.addEventListener("change", () => {
        choose(Number(select.value));
        this.#lay();
      });
      return element("label", {}, `${label} `, select);
    };
    const rest = axes.filter((axis) => axis !== this.#rowAxis && axis !== this.#columnAxis);
    this.#choices.replaceChildren(
      ...(axes.length < 3
        ? []
        : [
            chosen("Rows", this.#rowAxis, this.#columnAxis, (axis) => (this.#rowAxis = axis)),
            chosen("Columns", this.#columnAxis, this.#rowAxis, (axis) => (this.#columnAxis = axis)),
          ]),
      ...rest.map((axis) => this.#index(axis)),
    );
    const [rows, columns] = [this.#count(this.#rowAxis), this.#count(this.#columnAxis)];
    this.#space.style.height = `${Math.min(LONGEST, (rows + 1) * ROW)}px`;
    this.#space.style.width = `${Math.min(LONGEST, HEAD + columns * COLUMN)}px`;
    this.#scroller.style.height = `${(Math.min(rows, ROWS_IN_SIGHT) + 1) * ROW + 16}px`;
    this.#scroller.scrollTo(0, 0);
    void this.#show();
  }

  /** Which slice is shown, along an axis that is neither rows nor columns. */
  #index(axis: number): HTMLElement {
    const most = this.shape[axis]! - 1;
    const input = element("input", {
      type: "number",
      min: "0",
      max: `${most}`,
      "aria-label": `Index along axis ${axis}, at most ${most}`,
    });
    input.value = `${this.#at[axis]}`;
    input.addEventListener("change", () => {
      this.#at[axis] = Math.max(0, Math.min(most, Math.floor(Number(input.value)) || 0));
      input.value = `${this.#at[axis]}`;
      void this.#show();
    });
    return element("label", {}, `axis ${axis} `, input);
  }

  #count(axis: number | null): number {
    return axis === null ? 1 : this.shape[axis]!;
  }

  async #show(): Promise<void> {
    const asked = ++this.#asked;
    const row = Math.floor(this.#scroller.scrollTop / ROW);
    const column = Math.floor(this.#scroller.scrollLeft / COLUMN);
    const rows = ROWS_IN_SIGHT + 1;
    const columns = Math.ceil(this.#scroller.clientWidth / COLUMN) + 1;
    const at = [...this.#at];
    if (this.#rowAxis !== null) {
      at[this.#rowAxis] = row;
    }
    if (this.#columnAxis !== null) {
      at[this.#columnAxis] = column;
    }
    try {
      const texts = await this.fetch({ rowAxis: this.#rowAxis, columnAxis: this.#columnAxis, at, rows, columns });
      if (asked === this.#asked) {
        this.#draw(texts, row, column);
      }
    } catch (error) {
      setText(this.#choices, (error as Error).message);
    }
  }

  #draw(texts: readonly (readonly string[])[], row: number, column: number): void {
    const heads = (texts[0] ?? []).map((_, i) => element("th", { scope: "col" }, `${column + i}`));
    this.#table.replaceChildren(
      element("thead", {}, element("tr", {}, element("td", {}), ...heads)),
      element(
        "tbody",
        {},
        ...texts.map((cells, i) =>
          element(
            "tr",
            {},
            element("th", { scope: "row" }, this.#rowAxis === null ? "" : `${row + i}`),
            ...cells.map((text) => element("td", { title: text }, text)),
          ),
        ),
      ),
    );
    this.#table.style.transform = `translate(${column * COLUMN}px, ${row * ROW}px)`;
  }
}
