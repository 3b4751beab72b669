// What was found, as a list: the nodes of the graph that is shown, and how many there are in others.
import type { Found, ViewGraph } from "../../src/protocol/messages";
import { exactCount } from "../../src/protocol/numbers";
import { element } from "../look/elements";
import { shortName, withoutMiddle } from "../../src/drawing/names";
import { shortShape } from "../../src/drawing/shapes";

const ROW_HEIGHT = 22;
const SPARE_ROWS = 6;
/** Rows in view before it has to be scrolled. */
const MOST_ROWS = 8;
/** Characters of a name and of a type in a list that is so many pixels wide. */
const nameRoom = (width: number) => Math.max(12, Math.floor((width * 0.44) / 7));
const typeRoom = (width: number) => Math.max(12, Math.floor((width * 0.36) / 7));

/** A match, by its place among all, or a graph with matches. */
type Item = { readonly match: number } | { readonly graph: number; readonly count: number };

export class FindResults {
  readonly root = element("div", {
    id: "find-results",
    role: "listbox",
    "aria-label": "Found",
    tabindex: "0",
    hidden: "",
  });
  #items: readonly Item[] = [];
  #found: Found | null = null;
  #graph: ViewGraph | null = null;
  #graphs: readonly { readonly name: string }[] = [];
  #current = -1;

  /** @param go to a match, by its place among all. */
  constructor(readonly go: (match: number) => void) {
    this.root.addEventListener("scroll", () => this.#render());
    this.root.addEventListener("click", (event) => {
      const row = (event.target as HTMLElement).closest<HTMLElement>("[data-item]");
      if (row !== null) {
        this.#choose(Number(row.dataset["item"]));
      }
    });
    this.root.addEventListener("keydown", (event) => this.#key(event));
  }

  /**
   * @param found Null: nothing is looked for.
   * @param graphIndex The graph that is shown, all of which are in `graphs`.
   */
  show(
    found: Found | null,
    graphIndex: number,
    graph: ViewGraph | null,
    graphs: readonly { readonly name: string }[],
  ): void {
    this.#found = found;
    this.#graph = graph;
    this.#graphs = graphs;
    this.#items = found === null || graph === null ? [] : itemsOf(found, graphIndex);
    this.root.hidden = this.#items.length === 0;
    this.root.style.height = `${Math.min(MOST_ROWS, this.#items.length) * ROW_HEIGHT}px`;
    this.root.scrollTop = 0;
    this.#render();
  }

  /** Shows which match is the current one; -1: none. */
  mark(match: number): void {
    this.#current = match;
    const at = this.#currentItem();
    if (at >= 0) {
      const top = at * ROW_HEIGHT;
      const { scrollTop, clientHeight } = this.root;
      if (top < scrollTop) {
        this.root.scrollTop = top;
      } else if (top + ROW_HEIGHT > scrollTop + clientHeight) {
        this.root.scrollTop = top + ROW_HEIGHT - clientHeight;
      }
    }
    this.#render();
  }

  #currentItem(): number {
    return this.#items.findIndex((item) => "match" in item && item.match === this.#current);
  }

  #choose(at: number): void {
    const item = this.#items[at];
    if (item !== undefined) {
      this.go("match" in item ? item.match : this.#found!.starts[item.graph]!);
    }
  }

  #key(event: KeyboardEvent): void {
    const last = this.#items.length - 1;
    const at = this.#currentItem();
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(last, at + 1),
      ArrowUp: Math.max(0, at - 1),
      Home: 0,
      End: last,
    };
    const next = targets[event.key];
    if (next !== undefined) {
      event.preventDefault();
      this.#choose(next);
    }
  }

  #render(): void {
    const first = Math.max(0, Math.floor(this.root.scrollTop / ROW_HEIGHT) - SPARE_ROWS);
    const width = this.root.clientWidth;
    const last = Math.min(this.#items.length, first + MOST_ROWS + 2 * SPARE_ROWS);
    this.root.replaceChildren(
      spacer(first * ROW_HEIGHT),
      ...this.#items.slice(first, last).map((item, index) => this.#row(item, first + index, width)),
      spacer((this.#items.length - last) * ROW_HEIGHT),
    );
    this.root.setAttribute("aria-activedescendant", this.#currentItem() < 0 ? "" : "found-current");
  }

  #row(item: Item, at: number, width: number): HTMLElement {
    const isCurrent = "match" in item && item.match === this.#current;
    const attributes = {
      role: "option",
      "data-item": `${at}`,
      "aria-selected": `${isCurrent}`,
      "aria-setsize": `${this.#items.length}`,
      "aria-posinset": `${at + 1}`,
      ...(isCurrent ? { id: "found-current" } : {}),
    };
    if (!("match" in item)) {
      const { name } = this.#graphs[item.graph]!;
      return element(
        "div",
        { ...attributes, class: "found elsewhere", title: name },
        element("span", {}, name),
        element("span", { class: "dim" }, exactCount(item.count)),
      );
    }
    const { name, operator, kind, type } = this.#graph!.nodes[this.#found!.nodes[item.match]!]!;
    return element(
      "div",
      { ...attributes, class: "found", title: [name, type].filter((part) => part !== "") },
      element("span", {}, withoutMiddle(shortName(name), nameRoom(width))),
      element("span", { class: "dim" }, kind === "operator" ? operator : kind),
      element("span", { class: "dim type" }, typeIn(type, typeRoom(width))),
    );
  }
}

/** Without room for both, of type and shape the shape is left. */
function typeIn(type: string, room: number): string {
  return type.length <= room ? type : shortShape(type.replace(/^\w+ /u, ""), room);
}

function itemsOf({ starts }: Found, graphIndex: number): Item[] {
  const items: Item[] = [];
  for (let match = starts[graphIndex]!; match < starts[graphIndex + 1]!; match++) {
    items.push({ match });
  }
  for (let graph = 0; graph + 1 < starts.length; graph++) {
    const count = starts[graph + 1]! - starts[graph]!;
    if (graph !== graphIndex && count > 0) {
      items.push({ graph, count });
    }
  }
  return items;
}

function spacer(height: number): HTMLElement {
  const made = element("div", { role: "presentation" });
  made.style.height = `${height}px`;
  return made;
}
