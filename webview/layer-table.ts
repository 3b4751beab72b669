// Layers with what they hold, sortable; only the rows in view exist, so that thousands cost nothing.
import type { LayerRow } from "../src/protocol/messages";
import { bytesChange, bytesText, countText, exactCount, shareText } from "../src/protocol/numbers";
import { element } from "./elements";
import { layerName } from "./names";

const ROW_HEIGHT = 22;
/** Rows beyond those in view, so that scrolling shows no gaps. */
const SPARE_ROWS = 10;

type Column = "layer" | "operator" | "parameters" | "bytes" | "share";

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

const COLUMNS: readonly { readonly id: Column; readonly title: string; readonly numeric: boolean }[] = [
  { id: "layer", title: "Layer", numeric: false },
  { id: "operator", title: "Operator", numeric: false },
  { id: "parameters", title: "Params", numeric: true },
  { id: "bytes", title: "Bytes", numeric: true },
  { id: "share", title: "Share", numeric: true },
];

export class LayerTable {
  readonly root = element("div", { id: "layers", tabindex: "-1" });
  readonly #body = element("tbody");
  readonly #heads = new Map<Column, HTMLTableCellElement>();
  #rows: readonly LayerRow[] = [];
  #sorted: LayerRow[] = [];
  #selected: LayerRow | null = null;
  #sort: Sort | null;

  constructor(
    readonly select: (row: LayerRow) => void,
    sort: Sort | null,
    readonly onSort: (sort: Sort | null) => void,
  ) {
    this.#sort = sort;
    const head = element("tr", {}, ...COLUMNS.map((column) => this.#head(column)));
    this.root.append(
      element("table", { role: "grid", "aria-label": "Layers" }, element("thead", {}, head), this.#body),
    );
    this.root.addEventListener("scroll", () => this.#render());
    new ResizeObserver(() => this.#render()).observe(this.root);
    this.#body.addEventListener("click", (event) => {
      const row = this.#rowOf(event.target as HTMLElement);
      if (row !== null) {
        this.select(row);
      }
    });
    this.#body.addEventListener("keydown", (event) => this.#key(event));
  }

  show(rows: readonly LayerRow[]): void {
    this.#rows = rows;
    this.#order();
  }

  /** Marks the layer drawn at a place and brings it into view; null: none. */
  mark(graph: number, node: number | null): void {
    this.#selected = this.#rows.find(({ place }) => place?.graph === graph && place.node === node) ?? null;
    if (this.#selected !== null) {
      const top = this.#sorted.indexOf(this.#selected) * ROW_HEIGHT;
      const head = ROW_HEIGHT + 4;
      if (top < this.root.scrollTop || top + head + ROW_HEIGHT > this.root.scrollTop + this.root.clientHeight) {
        this.root.scrollTop = Math.max(0, top - this.root.clientHeight / 2);
      }
    }
    this.#render();
  }

  #head({ id, title, numeric }: (typeof COLUMNS)[number]): HTMLTableCellElement {
    const button = element("button", { type: "button" }, title);
    button.addEventListener("click", () => {
      // Numbers start with the largest; a third click goes back to the order of the graph.
      const first = this.#sort?.column !== id;
      this.#sort = first
        ? { column: id, descending: numeric }
        : this.#sort!.descending === numeric
          ? { column: id, descending: !numeric }
          : null;
      this.onSort(this.#sort);
      this.#order();
    });
    const cell = element("th", { scope: "col", class: `${id}${numeric ? " numeric" : ""}` }, button);
    this.#heads.set(id, cell);
    return cell;
  }

  #order(): void {
    const { column, descending } = this.#sort ?? { column: null, descending: false };
    this.#sorted = [...this.#rows];
    if (column !== null) {
      const sign = descending ? -1 : 1;
      this.#sorted.sort((a, b) => sign * compare(a, b, column as Column));
    }
    for (const [id, cell] of this.#heads) {
      cell.setAttribute("aria-sort", id !== column ? "none" : descending ? "descending" : "ascending");
    }
    this.#render();
  }

  #render(): void {
    const first = Math.max(0, Math.floor(this.root.scrollTop / ROW_HEIGHT) - SPARE_ROWS);
    const shown = Math.ceil(this.root.clientHeight / ROW_HEIGHT) + 2 * SPARE_ROWS;
    const last = Math.min(this.#sorted.length, first + shown);
    const focused = (document.activeElement as HTMLElement | null)?.dataset["layer"];
    this.#body.replaceChildren(
      spacer(first * ROW_HEIGHT),
      ...this.#sorted.slice(first, last).map((row, index) => this.#row(row, first + index)),
      spacer((this.#sorted.length - last) * ROW_HEIGHT),
    );
    if (focused !== undefined) {
      this.#body.querySelector<HTMLElement>(`tr[data-layer="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  }

  #row(row: LayerRow, index: number): HTMLElement {
    const { name, operator, parameters, bytes, bytesBefore, share, shared, dtype, outputShape } = row;
    const before = bytesBefore ?? bytes;
    const bar = element("span", { class: "share-bar" }, element("i"), element("b"));
    (bar.children[0] as HTMLElement).style.width = `${share * 100}%`;
    (bar.children[1] as HTMLElement).style.width = `${share * 100 * (before === 0 ? 1 : Math.min(1, bytes / before))}%`;
    return element(
      "tr",
      {
        "data-layer": name,
        "aria-rowindex": `${index + 1}`,
        "aria-selected": `${row === this.#selected}`,
        tabindex: row === (this.#selected ?? this.#sorted[0]) ? "0" : "-1",
        title: [name, dtype, outputShape === "" ? "" : `→ ${outputShape}`].filter((part) => part !== ""),
      },
      element("td", { class: "layer" }, element("span", {}, layerName(name, operator))),
      element("td", { class: "operator dim" }, operator),
      element(
        "td",
        { class: "parameters numeric", title: exactCount(parameters) },
        shared && parameters === 0 ? "shared" : countText(parameters),
      ),
      element("td", { class: "numeric" }, before === bytes ? bytesText(bytes) : bytesChange(before, bytes)),
      element("td", { class: "share", title: shareText(share) }, bar),
    );
  }

  #rowOf(target: HTMLElement): LayerRow | null {
    const index = target.closest("tr")?.getAttribute("aria-rowindex") ?? null;
    return index === null ? null : (this.#sorted[Number(index) - 1] ?? null);
  }

  #key(event: KeyboardEvent): void {
    const row = this.#rowOf(event.target as HTMLElement);
    const at = row === null ? -1 : this.#sorted.indexOf(row);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      Home: -Infinity,
      End: Infinity,
      Enter: 0,
    };
    const step = steps[event.key];
    if (at >= 0 && step !== undefined) {
      event.preventDefault();
      const next = this.#sorted[Math.max(0, Math.min(this.#sorted.length - 1, at + step))]!;
      this.select(next);
      this.#body.querySelector<HTMLElement>(`tr[data-layer="${CSS.escape(next.name)}"]`)?.focus();
    }
  }
}

function compare(a: LayerRow, b: LayerRow, column: Column): number {
  switch (column) {
    case "layer":
      return a.name.localeCompare(b.name, undefined, { numeric: true });
    case "operator":
      return a.operator.localeCompare(b.operator);
    case "bytes":
      return a.bytes - b.bytes;
    case "parameters":
    case "share":
      return a.parameters - b.parameters;
  }
}

function spacer(height: number): HTMLElement {
  const cell = element("td", { colspan: `${COLUMNS.length}` });
  cell.style.height = `${height}px`;
  const row = element("tr", { class: "spacer", "aria-hidden": "true" }, cell);
  row.hidden = height === 0;
  return row;
}
