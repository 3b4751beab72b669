// A list of a model's graphs that can be searched, shown when it is asked for.
import type { GraphState } from "../../src/protocol/messages";
import { counted } from "../../src/protocol/numbers";
import { element, setText } from "../look/elements";
import { filterTree, graphTree, type Branch } from "./graph-tree";

/** More at a time nobody reads; the others are found by name. */
const MOST_SHOWN = 300;
const MOST_INDENTED = 8;

export class GraphPicker {
  readonly root = element("div", { class: "picker" });
  readonly #button = element("button", {
    type: "button",
    id: "graphs",
    "aria-haspopup": "dialog",
    "aria-expanded": "false",
  });
  readonly #input = element("input", {
    type: "text",
    role: "combobox",
    placeholder: "Go to graph",
    "aria-label": "Go to graph",
    "aria-controls": "graph-list",
    "aria-expanded": "true",
    autocomplete: "off",
    spellcheck: "false",
  });
  readonly #list = element("div", { id: "graph-list", role: "listbox", "aria-label": "Graphs", tabindex: "-1" });
  readonly #popup = element(
    "div",
    { class: "popup", role: "dialog", "aria-label": "Graphs", hidden: "" },
    this.#input,
    this.#list,
  );
  #graphs: readonly GraphState[] = [];
  #tree: readonly Branch[] = [];
  #shown: readonly Branch[] = [];
  #active = 0;

  constructor(readonly choose: (graph: number) => void) {
    this.root.append(this.#button, this.#popup);
    this.#button.addEventListener("click", () => (this.#popup.hidden ? this.#open() : this.#close()));
    this.#input.addEventListener("input", () => this.#filter());
    this.#popup.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("click", (event) => {
      const row = (event.target as HTMLElement).closest<HTMLElement>("[data-graph]");
      if (row !== null) {
        this.#pick(Number(row.dataset["graph"]));
      }
    });
    this.root.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.root.contains(relatedTarget)) {
        this.#popup.hidden = true;
        this.#button.setAttribute("aria-expanded", "false");
      }
    });
  }

  show(graphs: readonly GraphState[]): void {
    this.root.hidden = graphs.length < 2;
    setText(this.#button, counted(graphs.length, "graph"));
    if (graphs !== this.#graphs) {
      this.#graphs = graphs;
      this.#tree = graphTree(graphs);
      this.#filter();
    }
  }

  #open(): void {
    this.#popup.hidden = false;
    this.#button.setAttribute("aria-expanded", "true");
    this.#input.value = "";
    this.#filter();
    this.#input.focus();
  }

  #close(): void {
    this.#popup.hidden = true;
    this.#button.setAttribute("aria-expanded", "false");
    this.#button.focus();
  }

  #pick(graph: number): void {
    this.#close();
    this.choose(graph);
  }

  #filter(): void {
    const found = filterTree(this.#tree, (graph) => this.#graphs[graph]!.name, this.#input.value);
    this.#shown = found.slice(0, MOST_SHOWN);
    this.#active = 0;
    const rest = found.length - this.#shown.length;
    this.#list.replaceChildren(
      ...this.#shown.map((branch) => this.#row(branch)),
      ...(rest === 0
        ? []
        : [element("div", { class: "dim", role: "presentation" }, `and ${counted(rest, "graph")} more`)]),
    );
    this.#mark();
  }

  #row({ graph, depth }: Branch): HTMLElement {
    const { name, nodes } = this.#graphs[graph]!;
    const row = element(
      "div",
      { id: `graph-${graph}`, role: "option", "data-graph": `${graph}`, title: name },
      element("span", {}, name),
      element("span", { class: "dim" }, counted(nodes, "node")),
    );
    row.style.paddingInlineStart = `${10 + 12 * Math.min(depth, MOST_INDENTED)}px`;
    return row;
  }

  #mark(): void {
    this.#shown.forEach(({ graph }, at) => {
      const row = this.#list.children[at]!;
      row.setAttribute("aria-selected", `${at === this.#active}`);
      if (at === this.#active) {
        this.#input.setAttribute("aria-activedescendant", `graph-${graph}`);
        row.scrollIntoView({ block: "nearest" });
      }
    });
  }

  #key(event: KeyboardEvent): void {
    const last = this.#shown.length - 1;
    const move = (to: number) => {
      this.#active = Math.max(0, Math.min(last, to));
      this.#mark();
    };
    const keys: Readonly<Record<string, () => void>> = {
      Escape: () => this.#close(),
      ArrowDown: () => move(this.#active + 1),
      ArrowUp: () => move(this.#active - 1),
      PageDown: () => move(this.#active + 10),
      PageUp: () => move(this.#active - 10),
      Enter: () => last >= 0 && this.#pick(this.#shown[this.#active]!.graph),
    };
    const run = keys[event.key];
    if (run !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      run();
    }
  }
}
