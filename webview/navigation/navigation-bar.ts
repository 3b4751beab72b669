// Where one is among the graphs of a model, the way back, and the way to any other graph.
import type { GraphState } from "../../src/protocol/messages";
import { element, icon } from "../look/elements";
import { GraphPicker } from "./graph-picker";
import { pathTo } from "./graph-tree";

/** Of a deep path the first graph and the last ones are shown. */
const MOST_PARTS = 4;

export interface NavigationActions {
  chooseGraph(graph: number): void;
  /** -1: back; 1: forward. */
  go(by: -1 | 1): void;
}

export class NavigationBar {
  readonly root = element("nav", { "aria-label": "Graphs" });
  readonly #picker: GraphPicker;
  readonly #path = element("ol", { class: "path" });
  readonly #back: HTMLButtonElement;
  readonly #forward: HTMLButtonElement;

  constructor(readonly actions: NavigationActions) {
    const button = (name: "back" | "forward", label: string, by: -1 | 1) => {
      const made = element(
        "button",
        { type: "button", title: label, "aria-label": label, "aria-disabled": "true" },
        icon(name),
      );
      made.addEventListener("click", () => actions.go(by));
      return made;
    };
    this.#back = button("back", "Back (Alt+Left)", -1);
    this.#forward = button("forward", "Forward (Alt+Right)", 1);
    this.#picker = new GraphPicker((graph) => actions.chooseGraph(graph));
    this.root.append(this.#back, this.#forward, this.#picker.root, this.#path);
  }

  show(graphs: readonly GraphState[], graph: number): void {
    this.#picker.show(graphs);
    const path = pathTo(graphs, graph);
    const parts = path.length <= MOST_PARTS ? path : [path[0]!, null, ...path.slice(1 - MOST_PARTS)];
    this.#path.hidden = graphs.length < 2;
    this.#path.replaceChildren(...parts.map((part) => this.#part(graphs, part, graph)));
  }

  showWays(canGoBack: boolean, canGoForward: boolean): void {
    this.#back.setAttribute("aria-disabled", `${!canGoBack}`);
    this.#forward.setAttribute("aria-disabled", `${!canGoForward}`);
  }

  #part(graphs: readonly GraphState[], part: number | null, current: number): HTMLElement {
    if (part === null) {
      return element("li", {}, "…");
    }
    const { name } = graphs[part]!;
    if (part === current) {
      return element("li", { "aria-current": "page", title: name }, element("span", {}, name));
    }
    const link = element("button", { type: "button", class: "link", title: name }, name);
    link.addEventListener("click", () => this.actions.chooseGraph(part));
    return element("li", {}, link);
  }
}
