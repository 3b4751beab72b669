// The line to find nodes with: what is looked for, how much of it there is, and a way through it.
import type { QueryText } from "../../src/protocol/messages";
import { exactCount } from "../../src/protocol/numbers";
import { element, icon, setText } from "../look/elements";

const HELP =
  'Words, a shape as ?x224x224x3 or *x512, group>1, op:Conv, op=Conv, dtype:int8, in:x, out:y, parameters>1M, "a b"';
const PATTERN_HELP = "A regular expression for a name, an operator, a type or a shape: ^conv.*/weights$";

export interface FindActions {
  /** Something else is looked for. */
  look(query: QueryText): void;
  /** To the next one of what was found, or to the one before. */
  go(by: number): void;
  close(): void;
  /** Whether the layer table is to list nodes without parameters, too. */
  listNodes(withNodes: boolean): void;
}

export class FindBar {
  readonly root = element("search", { id: "find", "aria-label": "Find", hidden: "" });
  readonly input = element("input", {
    id: "find-text",
    type: "text",
    placeholder: "Find",
    "aria-label": "Find in model",
    "aria-describedby": "find-help",
    autocomplete: "off",
    spellcheck: "false",
  });
  readonly #pattern = toggle(".*", "Use Regular Expression (Alt+R)");
  readonly #nodes = toggle("All nodes", "List Nodes without Parameters, Too, in the Layer Table");
  readonly #count = element("span", { id: "find-count", role: "status" });
  readonly #help = element("span", { id: "find-help", class: "dim" }, HELP);
  readonly #steps: readonly HTMLButtonElement[];
  /** What had the focus before. */
  #before: HTMLElement | null = null;

  constructor(readonly actions: FindActions) {
    const button = (name: "up" | "down" | "remove", label: string, run: () => void) => {
      const made = element("button", { type: "button", title: label, "aria-label": label }, icon(name));
      made.addEventListener("click", run);
      return made;
    };
    this.#steps = [
      button("up", "Previous Match (Shift+Enter)", () => actions.go(-1)),
      button("down", "Next Match (Enter)", () => actions.go(1)),
    ];
    this.root.append(
      element("div", { class: "find-box" }, this.input, this.#pattern),
      this.#count,
      this.#nodes,
      ...this.#steps,
      button("remove", "Close (Escape)", () => this.close()),
      this.#help,
    );
    this.input.addEventListener("input", () => actions.look(this.query));
    this.#pattern.addEventListener("click", () => this.#togglePattern());
    this.#nodes.addEventListener("click", () =>
      this.actions.listNodes(this.#nodes.getAttribute("aria-pressed") !== "true"),
    );
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.showCount(null, -1);
  }

  get query(): QueryText {
    return { text: this.input.value, isPattern: this.#pattern.getAttribute("aria-pressed") === "true" };
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  /** @param query What to look for; absent: as before. */
  open(query?: QueryText): void {
    if (!this.isOpen) {
      const { activeElement } = document;
      this.#before = activeElement instanceof HTMLElement && activeElement !== document.body ? activeElement : null;
      this.root.hidden = false;
    }
    if (query !== undefined) {
      this.input.value = query.text;
      this.#setPattern(query.isPattern);
    }
    this.input.focus();
    this.input.select();
    this.actions.look(this.query);
  }

  close(): void {
    this.root.hidden = true;
    this.actions.close();
    if (this.#before !== null) {
      standIn(this.#before)?.focus({ preventScroll: true });
    }
    this.#before = null;
  }

  /** @param count Of what was found; null: nothing is looked for. @param current Which one is shown, from 0. */
  showCount(count: number | null, current: number): void {
    this.input.removeAttribute("aria-invalid");
    this.#count.classList.remove("bad");
    setText(
      this.#count,
      count === null
        ? ""
        : count === 0
          ? "No results"
          : current < 0
            ? exactCount(count)
            : `${exactCount(current + 1)} of ${exactCount(count)}`,
    );
    this.#steps.forEach((each) => (each.disabled = count === null || count === 0));
  }

  /** Whether nodes without parameters are listed in the layer table. */
  showNodes(withNodes: boolean): void {
    this.#nodes.setAttribute("aria-pressed", `${withNodes}`);
  }

  showProblem(text: string): void {
    this.showCount(null, -1);
    this.input.setAttribute("aria-invalid", "true");
    this.#count.classList.add("bad");
    setText(this.#count, text);
  }

  #togglePattern(): void {
    this.#setPattern(!this.query.isPattern);
    this.actions.look(this.query);
  }

  #setPattern(isPattern: boolean): void {
    this.#pattern.setAttribute("aria-pressed", `${isPattern}`);
    setText(this.#help, isPattern ? PATTERN_HELP : HELP);
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      this.close();
    } else if (event.key === "Enter" && event.target === this.input) {
      this.actions.go(event.shiftKey ? -1 : 1);
    } else if (event.key === "r" && event.altKey) {
      this.#togglePattern();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

function toggle(text: string, label: string): HTMLButtonElement {
  return element(
    "button",
    { type: "button", class: "toggle", title: label, "aria-label": label, "aria-pressed": "false" },
    text,
  );
}

/** An element, or the one for the same layer or node where that was made anew, or else the node that is selected. */
function standIn(before: HTMLElement): HTMLElement | null {
  if (before.isConnected) {
    return before;
  }
  const { layer } = before.dataset;
  const same =
    layer === undefined ? null : document.querySelector<HTMLElement>(`tr[data-layer="${CSS.escape(layer)}"]`);
  return same ?? document.querySelector<HTMLElement>('.graph-node[aria-selected="true"]');
}
