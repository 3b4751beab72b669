// The titles of the table's columns: they sort, and their edges are dragged.
import { columnTitle, isText } from "../../src/protocol/layer-list";
import type { LayerColumn } from "../../src/protocol/messages";
import { TABLE_CONTEXT } from "../look/context";
import { element, icon } from "../look/elements";
import { ariaSort, type Sort } from "../look/sort";

export interface HeadActions {
  sort(column: LayerColumn): void;
  /** @param isDone Whether nobody goes on dragging. */
  resize(column: LayerColumn, width: number, isDone: boolean): void;
}

/** Of one press of a key, in pixels. */
const STEP = 16;

export class TableHead {
  readonly root = element("thead", { "data-vscode-context": TABLE_CONTEXT });
  readonly #cells = new Map<LayerColumn, HTMLTableCellElement>();

  constructor(readonly actions: HeadActions) {}

  show(columns: readonly LayerColumn[], tensorsOnly: boolean): void {
    const focused = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("thead th")?.dataset["column"];
    this.#cells.clear();
    const cells = columns.map((column) => this.#cell(column, columnTitle(column, tensorsOnly)));
    this.root.replaceChildren(element("tr", {}, ...cells));
    if (focused !== undefined) {
      this.#cells
        .get(focused as LayerColumn)
        ?.querySelector<HTMLElement>(".sort")
        ?.focus();
    }
  }

  markSorted(sort: Sort | null): void {
    for (const [id, cell] of this.#cells) {
      cell.setAttribute("aria-sort", ariaSort(sort, id));
    }
  }

  /** @param width In pixels; null: by itself. */
  setWidth(column: LayerColumn, width: number | null): void {
    const cell = this.#cells.get(column);
    if (cell !== undefined) {
      cell.style.width = width === null ? "" : `${width}px`;
    }
  }

  /** In pixels; 0 where it cannot be seen. */
  widthOf(column: LayerColumn): number {
    return this.#cells.get(column)?.clientWidth ?? 0;
  }

  /** Those that can be seen: in a narrow panel some have no room. */
  get seen(): LayerColumn[] {
    return [...this.#cells].filter(([, cell]) => getComputedStyle(cell).display !== "none").map(([id]) => id);
  }

  #cell(column: LayerColumn, title: string): HTMLTableCellElement {
    const sort = element(
      "button",
      { type: "button", class: "sort", title: "Sort; Shift+Left and Shift+Right change the width" },
      title,
    );
    sort.addEventListener("click", () => this.actions.sort(column));
    sort.addEventListener("keydown", (event) => {
      const by = event.key === "ArrowLeft" ? -STEP : event.key === "ArrowRight" ? STEP : 0;
      if (event.shiftKey && by !== 0) {
        event.preventDefault();
        event.stopPropagation();
        this.actions.resize(column, this.widthOf(column) + by, true);
      }
    });
    const numeric = isText(column) ? "" : " numeric";
    const cell = element("th", { scope: "col", class: column + numeric, "data-column": column }, sort);
    if (column === "layer") {
      cell.append(menuButton());
    }
    cell.append(this.#edge(column));
    this.#cells.set(column, cell);
    return cell;
  }

  #edge(column: LayerColumn): HTMLElement {
    const edge = element("span", { class: "column-edge", "aria-hidden": "true" });
    edge.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) {
        return;
      }
      event.preventDefault();
      edge.setPointerCapture(event.pointerId);
      const [from, width] = [event.clientX, this.widthOf(column)];
      const move = ({ clientX }: PointerEvent) => this.actions.resize(column, width + clientX - from, false);
      const end = ({ clientX }: PointerEvent) => {
        edge.removeEventListener("pointermove", move);
        this.actions.resize(column, width + clientX - from, true);
      };
      edge.addEventListener("pointermove", move);
      edge.addEventListener("lostpointercapture", end as EventListener, { once: true });
    });
    return edge;
  }
}

/** Opens the menu of the table, as a right click on its head does. */
function menuButton(): HTMLButtonElement {
  const title = "Columns; copy or save this table";
  const button = element("button", { type: "button", class: "table-menu", title, "aria-label": title }, icon("more"));
  button.addEventListener("click", () => {
    const { left, bottom } = button.getBoundingClientRect();
    button.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, clientX: left, clientY: bottom }));
  });
  return button;
}
