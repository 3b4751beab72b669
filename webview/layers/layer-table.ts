// Layers with what they hold, sortable; only the rows in view exist, so that thousands cost nothing.
import { isChanged, isMeasured, isText } from "../../src/protocol/layer-list";
import type {
  Found,
  LayerColumn,
  LayerRow,
  MeasuredColumn,
  NodeRows,
  NoiseState,
  ProfileState,
  ShownLayers,
  TableLook,
} from "../../src/protocol/messages";
import { inGraphOrder, unpackNodeRows } from "../../src/protocol/node-rows";
import { fontOf, rulerOf } from "../look/ruler";
import { element, setText } from "../look/elements";
import { visibleText } from "../../src/protocol/visible-text";
import { layerName, withoutMiddle } from "../../src/drawing/names";
import { ReadableNames } from "../../src/drawing/readable-names";
import { nextSort, type Sort } from "../look/sort";
import { ColumnMenu, type ColumnChoice } from "./column-menu";
import { columnsOf, leastWidth, NO_LOOK, offered, resized, toggled, widthOf } from "./columns";
import type { CellValues } from "./layer-cells";
import { rowElement, spacer } from "./layer-row";
import { Measures } from "./measures";
import { compareRows } from "./row-order";
import { foundRows } from "./found-rows";
import { TableHead } from "./table-head";

const ROW_HEIGHT = 22;
/** Rows beyond those in view, so that scrolling shows no gaps. */
const SPARE_ROWS = 10;
/** What lies beside a text in its column, in pixels. */
const CELL_PADDING = 20;
/** Names up to here have room beside all usual columns, in pixels. */
const SHORT_NAME = 86;
/** Characters of what all names begin with. */
const LONGEST_COMMON = 60;

export interface TablePorts {
  select(row: LayerRow): void;
  nodeRows(): Promise<NodeRows>;
  measured(column: MeasuredColumn, withNodes: boolean): Promise<Float64Array>;
  rememberSort(sort: Sort | null): void;
  rememberLook(look: TableLook): void;
  rememberNodes(withNodes: boolean): void;
}

export class LayerTable {
  readonly #scroller = element("div", { id: "layers", tabindex: "-1" });
  readonly #body = element("tbody");
  readonly #table = element("table", { role: "grid", "aria-label": "Layers" });
  readonly #head = new TableHead({
    sort: (column) => this.#sortBy(column),
    resize: (column, width, isDone) => this.#resize(column, width, isDone),
  });
  readonly #menu = new ColumnMenu({
    toggle: (column) => this.#look(toggled(this.#lookNow, column, this.#seen())),
    toggleNodes: () => void this.showNodes(!this.#withNodes),
    reset: () => this.#look(NO_LOOK),
  });
  /** What all names begin with. */
  readonly #common = element("p", { class: "common-name dim", hidden: "" });
  readonly root = element("div", { class: "layer-table" }, this.#menu.root, this.#common, this.#scroller);
  readonly #measures: Measures;
  #lookNow: TableLook = NO_LOOK;
  #tensorsOnly = false;
  #layers: readonly LayerRow[] = [];
  /** Nodes without parameters, while they are listed; null: not asked for yet. */
  #nodes: readonly LayerRow[] | null = null;
  #withNodes: boolean;
  #rows: readonly LayerRow[] = [];
  #sorted: LayerRow[] = [];
  #names = new ReadableNames([]);
  /** The names as they were shown last. */
  #fitted: { readonly room: number; readonly font: string; readonly names: readonly string[] } | null = null;
  /** Where the name of each row is among them. */
  #namePlaces = new Map<LayerRow, number>();
  /** Null: it was not compared with the original. */
  #noise: NoiseState | null = null;
  #profile: ProfileState | null = null;
  /** What was found; null: nothing is looked for. */
  #found: Found | null = null;
  #selected: LayerRow | null = null;
  #place: { readonly graph: number; readonly node: number } | null = null;
  #sort: Sort | null;
  /** Whether what is drawn is not what is known. */
  #isStale = false;

  constructor(
    readonly ports: TablePorts,
    sort: Sort | null,
    withNodes: boolean,
  ) {
    this.#sort = sort;
    this.#withNodes = withNodes;
    this.#measures = new Measures(
      (column, nodes) => ports.measured(column, nodes),
      () => this.#order(),
    );
    this.#table.append(this.#head.root, this.#body);
    this.#scroller.append(this.#table);
    this.#scroller.addEventListener("scroll", () => this.#render());
    new ResizeObserver(() => this.#render()).observe(this.#scroller);
    this.#body.addEventListener("click", (event) => {
      const row = this.#rowOf(event.target as HTMLElement);
      if (row !== null) {
        this.ports.select(row);
      }
    });
    this.#body.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Whether nodes without parameters are listed, too. */
  get withNodes(): boolean {
    return this.#withNodes;
  }

  /** @param tensorsOnly Whether they are tensors by themselves. */
  show(rows: readonly LayerRow[], tensorsOnly: boolean): void {
    this.#tensorsOnly = tensorsOnly;
    this.#scroller.classList.toggle("tensors-only", tensorsOnly);
    this.#layers = rows;
    this.#nodes = null;
    this.#found = null;
    this.#showColumns();
    this.#showRows(false);
    if (this.#withNodes && !tensorsOnly) {
      void this.#loadNodes();
    }
  }

  showLook(look: TableLook): void {
    this.#lookNow = look;
    this.#showColumns();
    this.#order();
  }

  /** Lists nodes without parameters, too, or no longer. */
  async showNodes(withNodes: boolean): Promise<void> {
    this.#withNodes = withNodes;
    this.ports.rememberNodes(withNodes);
    if (withNodes && this.#nodes === null && !this.#tensorsOnly) {
      await this.#loadNodes();
    } else {
      this.#showRows(true);
    }
  }

  async #loadNodes(): Promise<void> {
    const layers = this.#layers;
    const packed = await this.ports.nodeRows();
    if (this.#layers === layers) {
      this.#nodes = unpackNodeRows(packed);
      this.#showRows(true);
    }
  }

  #showRows(isSameModel: boolean): void {
    const nodes = this.#withNodes ? (this.#nodes ?? []) : [];
    const all = [...this.#layers, ...nodes];
    this.#rows = inGraphOrder(this.#layers, nodes);
    this.#names = new ReadableNames(all.map(({ name, operator }) => layerName(name, operator)));
    this.#namePlaces = new Map(all.map((row, index) => [row, index]));
    this.#fitted = null;
    this.#scroller.classList.toggle("changed", this.#layers.some(isChanged));
    const { common, isCommonTelling } = this.#names;
    this.#common.hidden = !isCommonTelling;
    this.#common.title = visibleText(`The names of all begin with ${common}`);
    setText(this.#common, `All begin with ${withoutMiddle(common, LONGEST_COMMON)}`);
    this.#measures.show(all, nodes.length > 0, isSameModel);
    this.#findSelected();
    this.#order();
    this.#updateMenu();
  }

  /** @param macs of the layers that are shown. */
  showCost(macs: readonly (number | null)[]): void {
    this.#measures.tell(
      "macs",
      Float64Array.from(macs, (each) => each ?? NaN),
    );
    this.#order();
  }

  /** Against the original; null: not known. */
  showNoise(noise: NoiseState | null): void {
    this.#noise = noise;
    this.#scroller.classList.toggle("verified", noise !== null);
    this.#order();
  }

  /** Null: none. */
  showProfile(profile: ProfileState | null): void {
    this.#profile = profile;
    this.#scroller.classList.toggle("profiled", profile !== null);
    this.#order();
  }

  /** Leaves the rows that were found; null: all of them. */
  filter(found: Found | null): void {
    this.#found = found;
    this.#order();
  }

  /** Marks the layer drawn at a place and brings it into view; null: none. */
  mark(graph: number, node: number | null): void {
    this.#place = node === null ? null : { graph, node };
    this.#findSelected();
    if (this.#selected !== null) {
      // As high as what is known now, else it cannot be scrolled as far.
      this.#renderStale();
      const top = this.#sorted.indexOf(this.#selected) * ROW_HEIGHT;
      const head = ROW_HEIGHT + 4;
      if (
        top < this.#scroller.scrollTop ||
        top + head + ROW_HEIGHT > this.#scroller.scrollTop + this.#scroller.clientHeight
      ) {
        this.#scroller.scrollTop = Math.max(0, top - this.#scroller.clientHeight / 2);
      }
    }
    this.#render();
  }

  /** What it lists, row by row and column by column. */
  get shown(): ShownLayers {
    const places = new Map([...this.#layers, ...(this.#nodes ?? [])].map((row, at) => [row, at]));
    return { columns: this.#seen(), rows: Int32Array.from(this.#sorted, (row) => places.get(row)!) };
  }

  /** Shows which columns there can be. */
  chooseColumns(): void {
    this.#menu.open(this.#choice());
  }

  #choice(): ColumnChoice {
    const [tensorsOnly, withNodes] = [this.#tensorsOnly, this.#withNodes];
    return { offered: offered(tensorsOnly), shown: this.#seen(), tensorsOnly, withNodes };
  }

  #updateMenu(): void {
    if (this.#menu.isOpen) {
      this.#menu.show(this.#choice());
    }
  }

  /** Chosen ones are all there; of the usual ones those that fit. */
  #seen(): LayerColumn[] {
    return this.#lookNow.columns === null ? this.#head.seen : columnsOf(this.#lookNow, this.#tensorsOnly);
  }

  #look(look: TableLook): void {
    this.showLook(look);
    this.ports.rememberLook(look);
    this.#updateMenu();
  }

  #resize(column: LayerColumn, width: number, isDone: boolean): void {
    this.#lookNow = resized(this.#lookNow, column, width);
    this.#showWidths();
    this.#render();
    if (isDone) {
      this.ports.rememberLook(this.#lookNow);
    }
  }

  #showColumns(): void {
    this.#scroller.classList.toggle("chosen", this.#lookNow.columns !== null);
    this.#head.show(columnsOf(this.#lookNow, this.#tensorsOnly), this.#tensorsOnly);
    this.#showWidths();
  }

  #showWidths(): void {
    const columns = columnsOf(this.#lookNow, this.#tensorsOnly);
    columns.forEach((column) => this.#head.setWidth(column, widthOf(column, this.#lookNow)));
    this.#table.style.minWidth = `${leastWidth(columns, this.#lookNow)}px`;
  }

  #sortBy(column: LayerColumn): void {
    this.#sort = nextSort(this.#sort, column, isText(column));
    this.ports.rememberSort(this.#sort);
    this.#order();
  }

  readonly #values: CellValues = {
    measureOf: (row, column) => this.#measures.of(row, column),
    isPending: (column) => isMeasured(column) && this.#measures.isPending(column),
    noise: null,
    profile: null,
  };

  #valuesNow(): CellValues {
    return { ...this.#values, noise: this.#noise, profile: this.#profile };
  }

  #order(): void {
    const columns = columnsOf(this.#lookNow, this.#tensorsOnly);
    // The usual column comes with the rest of what running costs.
    columns
      .filter(isMeasured)
      .filter((column) => column !== "macs" || (this.#withNodes && this.#nodes !== null))
      .forEach((column) => this.#measures.want(column));
    this.#sorted = foundRows(this.#rows, this.#layers, this.#found);
    if (this.#sort !== null && columns.includes(this.#sort.column as LayerColumn)) {
      const sign = this.#sort.descending ? -1 : 1;
      const [column, values] = [this.#sort.column as LayerColumn, this.#valuesNow()];
      this.#sorted.sort((a, b) => sign * compareRows(a, b, column, values));
    }
    this.#head.markSorted(this.#sort);
    this.#render();
  }

  #findSelected(): void {
    const at = this.#place;
    this.#selected =
      at === null
        ? null
        : (this.#rows.find(({ place }) => place?.graph === at.graph && place.node === at.node) ?? null);
  }

  /** Once for all that changes at the same time. */
  #render(): void {
    if (!this.#isStale) {
      this.#isStale = true;
      queueMicrotask(() => this.#renderStale());
    }
  }

  #renderStale(): void {
    if (!this.#isStale) {
      return;
    }
    this.#isStale = false;
    const first = Math.max(0, Math.floor(this.#scroller.scrollTop / ROW_HEIGHT) - SPARE_ROWS);
    const shown = Math.ceil(this.#scroller.clientHeight / ROW_HEIGHT) + 2 * SPARE_ROWS;
    const last = Math.min(this.#sorted.length, first + shown);
    const font = fontOf(this.#table);
    const widthOf = rulerOf(font);
    if (this.#fitted?.font !== font) {
      this.#scroller.classList.toggle("long", this.#names.widest(widthOf) > SHORT_NAME);
    }
    const roomIn = (column: LayerColumn) => this.#head.widthOf(column) - CELL_PADDING;
    const names = this.#namesIn(roomIn("layer"), font, widthOf);
    const nameOf = (row: LayerRow) => names[this.#namePlaces.get(row)!]!;
    const shapeRoom = Math.floor(roomIn("shape") / widthOf("0"));
    const selected = this.#selected !== null && this.#sorted.includes(this.#selected) ? this.#selected : null;
    const entry = selected ?? this.#sorted[0];
    const focused = (document.activeElement as HTMLElement | null)?.dataset["layer"];
    const [columns, values] = [columnsOf(this.#lookNow, this.#tensorsOnly), this.#valuesNow()];
    this.#body.replaceChildren(
      spacer(first * ROW_HEIGHT),
      ...this.#sorted.slice(first, last).map((row, at) =>
        rowElement(
          row,
          {
            index: first + at,
            name: nameOf(row),
            shapeRoom,
            isSelected: row === this.#selected,
            isEntry: row === entry,
            columns,
          },
          values,
        ),
      ),
      spacer((this.#sorted.length - last) * ROW_HEIGHT),
    );
    if (focused !== undefined) {
      this.#body.querySelector<HTMLElement>(`tr[data-layer="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  }

  #namesIn(room: number, font: string, widthOf: (text: string) => number): readonly string[] {
    if (this.#fitted?.room !== room || this.#fitted.font !== font) {
      this.#fitted = { room, font, names: this.#names.within(room, widthOf) };
    }
    return this.#fitted.names;
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
      this.ports.select(next);
      this.#renderStale();
      this.#body.querySelector<HTMLElement>(`tr[data-layer="${CSS.escape(next.name)}"]`)?.focus();
    }
  }
}
