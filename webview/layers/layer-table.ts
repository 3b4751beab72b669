// Layers with what they hold, sortable; only the rows in view exist, so that thousands cost nothing.
import { columnTitle, noiseOf } from "../../src/protocol/layer-list";
import type { LayerColumn, LayerRow, NoiseState, ShownLayers } from "../../src/protocol/messages";
import { bytesChange, bytesText, countText, exactCount, shareText } from "../../src/protocol/numbers";
import { noiseText } from "../../src/protocol/verdict-text";
import { contextOf, TABLE_CONTEXT } from "../look/context";
import { element, icon, setText } from "../look/elements";
import { commonBeginning, layerName, shortened, tellingNames } from "../look/names";

const ROW_HEIGHT = 22;
/** Rows beyond those in view, so that scrolling shows no gaps. */
const SPARE_ROWS = 10;
/** Of a character of a name on average, and what lies beside the name in its column, in pixels. */
const CHARACTER_WIDTH = 7;
const CELL_PADDING = 20;

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

const COLUMNS: readonly { readonly id: LayerColumn; readonly numeric: boolean }[] = [
  { id: "layer", numeric: false },
  { id: "operator", numeric: false },
  { id: "parameters", numeric: true },
  { id: "bytes", numeric: true },
  { id: "macs", numeric: true },
  { id: "noise", numeric: true },
  { id: "share", numeric: true },
];

export class LayerTable {
  readonly root = element("div", { id: "layers", tabindex: "-1" });
  readonly #body = element("tbody");
  readonly #heads = new Map<LayerColumn, HTMLTableCellElement>();
  #rows: readonly LayerRow[] = [];
  #sorted: LayerRow[] = [];
  /** What each row is called here, and what many of these names begin with. */
  #names = new Map<LayerRow, string>();
  /** Multiply-accumulates; null: not known. They come later than the rows. */
  #macs = new Map<LayerRow, number | null>();
  /** Null: it was not compared with the original. */
  #noise: NoiseState | null = null;
  #beginning = "";
  /** The rows that are shown; null: all. */
  #shown: ReadonlySet<LayerRow> | null = null;
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
      element(
        "table",
        { role: "grid", "aria-label": "Layers" },
        element("thead", { "data-vscode-context": TABLE_CONTEXT }, head),
        this.#body,
      ),
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

  /** @param tensorsOnly Whether they are tensors by themselves. */
  show(rows: readonly LayerRow[], tensorsOnly: boolean): void {
    for (const { id } of COLUMNS) {
      setText(this.#heads.get(id)!.firstElementChild!, columnTitle(id, tensorsOnly));
    }
    this.root.classList.toggle("tensors-only", tensorsOnly);
    this.#rows = rows;
    this.#shown = null;
    const names = tellingNames(rows.map(({ name, operator }) => layerName(name, operator)));
    this.#names = new Map(rows.map((row, index) => [row, names[index]!]));
    this.#beginning = commonBeginning(names);
    this.#macs = new Map();
    this.#order();
  }

  /** @param macs of the rows that are shown. */
  showCost(macs: readonly (number | null)[]): void {
    this.#macs = new Map(this.#rows.map((row, index) => [row, macs[index] ?? null]));
    this.#order();
  }

  /** Against the original; null: not known. */
  showNoise(noise: NoiseState | null): void {
    this.#noise = noise;
    this.root.classList.toggle("verified", noise !== null);
    this.#order();
  }

  /** Leaves some of the rows, by their positions among all; null: all of them. */
  filter(rows: Int32Array | null): void {
    this.#shown = rows === null ? null : new Set(Array.from(rows, (at) => this.#rows[at]!));
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

  /** What it lists, row by row and column by column. */
  get shown(): ShownLayers {
    const places = new Map(this.#rows.map((row, at) => [row, at]));
    return {
      columns: COLUMNS.map(({ id }) => id).filter((id) => getComputedStyle(this.#heads.get(id)!).display !== "none"),
      rows: Int32Array.from(this.#sorted, (row) => places.get(row)!),
    };
  }

  #head({ id, numeric }: (typeof COLUMNS)[number]): HTMLTableCellElement {
    const button = element("button", { type: "button", class: "sort" }, columnTitle(id, false));
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
    if (id === "layer") {
      cell.append(menuButton());
    }
    this.#heads.set(id, cell);
    return cell;
  }

  #order(): void {
    const { column, descending } = this.#sort ?? { column: null, descending: false };
    const shown = this.#shown;
    this.#sorted = shown === null ? [...this.#rows] : this.#rows.filter((row) => shown.has(row));
    if (column !== null) {
      const sign = descending ? -1 : 1;
      this.#sorted.sort((a, b) => sign * this.#compare(a, b, column as LayerColumn));
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
    const room = Math.floor((this.#heads.get("layer")!.clientWidth - CELL_PADDING) / CHARACTER_WIDTH);
    const selected = this.#selected !== null && this.#sorted.includes(this.#selected) ? this.#selected : null;
    const entry = selected ?? this.#sorted[0];
    const focused = (document.activeElement as HTMLElement | null)?.dataset["layer"];
    this.#body.replaceChildren(
      spacer(first * ROW_HEIGHT),
      ...this.#sorted.slice(first, last).map((row, index) => this.#row(row, first + index, room, row === entry)),
      spacer((this.#sorted.length - last) * ROW_HEIGHT),
    );
    if (focused !== undefined) {
      this.#body.querySelector<HTMLElement>(`tr[data-layer="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  }

  /** @param room characters for its name. @param isEntry Whether Tab leads to it. */
  #row(row: LayerRow, index: number, room: number, isEntry: boolean): HTMLElement {
    const { name, operator, parameters, bytes, bytesBefore, share, shared, dtype, outputShape, place } = row;
    const before = bytesBefore ?? bytes;
    return element(
      "tr",
      {
        "data-layer": name,
        "data-vscode-context": contextOf(place?.graph ?? 0, place?.node ?? null),
        "aria-rowindex": `${index + 1}`,
        "aria-selected": `${row === this.#selected}`,
        tabindex: isEntry ? "0" : "-1",
        title: [name, dtype, outputShape === "" ? "" : `→ ${outputShape}`].filter((part) => part !== ""),
      },
      element("td", { class: "layer" }, shortened(this.#names.get(row)!, room, this.#beginning)),
      element("td", { class: "operator dim" }, operator),
      element(
        "td",
        { class: "parameters numeric", title: exactCount(parameters) },
        shared && parameters === 0 ? "shared" : countText(parameters),
      ),
      element("td", { class: "numeric" }, before === bytes ? bytesText(bytes) : bytesChange(before, bytes)),
      this.#macsCell(row),
      this.#noiseCell(row),
      element("td", { class: "share", title: shareText(share) }, shareBar(share, bytes, before)),
    );
  }

  #macsCell(row: LayerRow): HTMLElement {
    const macs = this.#macs.get(row);
    const [text, title] =
      macs === undefined
        ? ["", ""]
        : macs === null
          ? ["?", "Not all shapes are known"]
          : [countText(macs), `${exactCount(macs)} multiply-accumulates`];
    return element("td", { class: "macs numeric", title }, text);
  }

  #noiseCell(row: LayerRow): HTMLElement {
    const decibels = this.#noiseOf(row);
    const [text, title] =
      decibels === null ? ["", ""] : [noiseText(decibels), "Signal to noise, with all that went wrong before"];
    return element("td", { class: "noise numeric", title }, text);
  }

  #noiseOf(row: LayerRow): number | null {
    return noiseOf(row, this.#noise);
  }

  /** What is not known comes before nothing. */
  #compare(a: LayerRow, b: LayerRow, column: LayerColumn): number {
    const macs = (row: LayerRow) => this.#macs.get(row) ?? -1;
    if (column === "noise") {
      // Infinite ones are as far apart as they are from what is not known: no difference of both is a number.
      const noise = (row: LayerRow) => Math.min(Number.MAX_VALUE, this.#noiseOf(row) ?? -Number.MAX_VALUE);
      return Math.sign(noise(a) - noise(b));
    }
    return column === "macs" ? macs(a) - macs(b) : compare(a, b, column);
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

/** Opens the menu of the table, as a right click on its head does. */
function menuButton(): HTMLButtonElement {
  const title = "Copy or save this table";
  const button = element("button", { type: "button", class: "table-menu", title, "aria-label": title }, icon("more"));
  button.addEventListener("click", () => {
    const { left, bottom } = button.getBoundingClientRect();
    button.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, clientX: left, clientY: bottom }));
  });
  return button;
}

/** A layer's share of all parameters, and how much of it is left of its bytes; nothing of nothing is not drawn. */
function shareBar(share: number, bytes: number, before: number): HTMLElement {
  const left = before === 0 ? 1 : Math.min(1, bytes / before);
  const part = (name: "i" | "b", width: number) => {
    const made = element(name);
    made.style.width = `${width * 100}%`;
    return made;
  };
  const whole = share === 0 || before + bytes === 0 ? [] : [part("i", share)];
  return element(
    "span",
    { class: "share-bar" },
    ...whole,
    ...(bytes === 0 ? [] : whole.map(() => part("b", share * left))),
  );
}

function compare(a: LayerRow, b: LayerRow, column: Exclude<LayerColumn, "macs" | "noise">): number {
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
  // One that spans columns would keep room for those that are not shown.
  const cell = element("td");
  cell.style.height = `${height}px`;
  const row = element("tr", { class: "spacer", "aria-hidden": "true" }, cell);
  row.hidden = height === 0;
  return row;
}
