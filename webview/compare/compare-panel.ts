// What differs between this model and another one: nodes that came, went or changed, to be filtered and copied.
import type { ComparisonState, DifferenceRow, Ghosts, Place } from "../../src/protocol/messages";
import { bytesChange, counted, deltaText, exactCount } from "../../src/protocol/numbers";
import { element, setText } from "../look/elements";

export interface CompareActions {
  compareWith(): void;
  compareWithOriginal(): void;
  compareVariants(): void;
  /** To a node of this model, or one that is drawn in it. */
  goTo(place: Place): void;
  /** Nodes that only the other model has are to be drawn, or no longer. */
  redraw(): void;
  /** Shows the other model beside this one; null: as it is. */
  showOther(place: Place | null): void;
  copy(text: string, what: string): void;
}

/** Rows that are there at once; a filter finds the others. */
const MOST_SHOWN = 300;

const SIGNS = { added: "+", removed: "−", changed: "~" } as const;
const SPOKEN = { added: "Added", removed: "Removed", changed: "Changed" } as const;

export class ComparePanel {
  readonly root = element("div", { id: "compare" });
  readonly #summary = element("p", { role: "status" });
  readonly #filter = element("input", {
    type: "text",
    placeholder: "Filter",
    "aria-label": "Filter differences",
    spellcheck: "false",
    autocomplete: "off",
  });
  readonly #kinds = new Map(
    (["changed", "added", "removed"] as const).map((kind) => [
      kind,
      element("button", { type: "button", class: "toggle", "aria-pressed": "true" }),
    ]),
  );
  readonly #list = element("ul", { "aria-label": "Differences" });
  readonly #more = element("p", { class: "dim" });
  readonly #found: HTMLElement;
  readonly #beside: HTMLButtonElement;
  readonly #original: HTMLButtonElement;
  readonly #markdown: HTMLButtonElement;
  readonly #removed = element(
    "button",
    { type: "button", class: "toggle", "aria-pressed": "true" },
    "Removed in graph",
  );
  #comparison: ComparisonState | null = null;

  constructor(readonly actions: CompareActions) {
    const button = (text: string, run: () => void) => {
      const made = element("button", { type: "button", class: "secondary" }, text);
      made.addEventListener("click", run);
      return made;
    };
    this.#original = button("Compare With Original", () => actions.compareWithOriginal());
    this.#markdown = button("Copy as Markdown", () => this.#copy());
    this.#beside = button("Show Beside", () => actions.showOther(null));
    this.#filter.addEventListener("input", () => this.#fill());
    this.#removed.title = "Draw nodes that only the other model has where they were";
    this.#removed.addEventListener("click", () => {
      this.#removed.setAttribute("aria-pressed", `${!this.showsRemoved}`);
      actions.redraw();
    });
    for (const each of this.#kinds.values()) {
      each.addEventListener("click", () => {
        each.setAttribute("aria-pressed", `${each.getAttribute("aria-pressed") !== "true"}`);
        this.#fill();
      });
    }
    this.#found = element(
      "section",
      {},
      element("div", { class: "compare-filter" }, this.#filter, ...this.#kinds.values(), this.#removed),
      this.#list,
      this.#more,
    );
    this.root.append(
      element(
        "div",
        { class: "compare-actions" },
        button("Compare With...", () => actions.compareWith()),
        this.#original,
        button("Compare Variants", () => actions.compareVariants()),
        this.#beside,
        this.#markdown,
      ),
      this.#summary,
      this.#found,
    );
    this.show(null);
  }

  /** Whether nodes that only the other model has are drawn. */
  get showsRemoved(): boolean {
    return this.#removed.getAttribute("aria-pressed") === "true";
  }

  /** The nodes that only the other model has, to be drawn in a graph; null: none are. */
  ghostsIn(graph: number): Ghosts | null {
    return this.showsRemoved ? (this.#comparison?.ghosts[graph] ?? null) : null;
  }

  /** @param hasSteps Whether the model is not as it was opened. */
  offer(hasSteps: boolean): void {
    this.#original.disabled = !hasSteps;
  }

  show(comparison: ComparisonState | null): void {
    this.#comparison = comparison;
    const differs = comparison !== null && comparison.added + comparison.removed + comparison.changed > 0;
    this.#found.hidden = !differs;
    this.#beside.hidden = comparison?.isFile !== true;
    this.#markdown.hidden = !differs;
    this.#removed.hidden = comparison?.ghosts.every((each) => each === null) !== false;
    setText(this.#summary, comparison === null ? NOTHING : summaryOf(comparison));
    for (const [kind, button] of this.#kinds) {
      const count = comparison?.[kind] ?? 0;
      setText(button, `${SIGNS[kind]} ${exactCount(count)}`);
      button.setAttribute("aria-label", `${SPOKEN[kind]}: ${exactCount(count)}`);
      button.title = SPOKEN[kind];
    }
    this.#fill();
  }

  #rows(): readonly DifferenceRow[] {
    const words = this.#filter.value
      .toLowerCase()
      .split(/\s+/u)
      .filter((word) => word !== "");
    return (this.#comparison?.rows ?? []).filter(({ kind, name, operator, what }) => {
      const text = `${name} ${operator} ${what.join(" ")}`.toLowerCase();
      return (
        this.#kinds.get(kind)!.getAttribute("aria-pressed") === "true" && words.every((word) => text.includes(word))
      );
    });
  }

  #fill(): void {
    const rows = this.#rows();
    this.#list.replaceChildren(...rows.slice(0, MOST_SHOWN).map((row) => this.#row(row)));
    const { added = 0, removed = 0, changed = 0, rows: all = [] } = this.#comparison ?? {};
    const hidden = rows.length - Math.min(rows.length, MOST_SHOWN);
    const unsent = added + removed + changed - all.length;
    const parts = [
      hidden > 0 ? `${counted(hidden, "more difference")}: filter to see others.` : "",
      unsent > 0 ? `${exactCount(unsent)} of all are not listed here; model-bonsai diff prints them.` : "",
      rows.length === 0 && this.#comparison !== null ? "Nothing of that kind." : "",
    ];
    setText(this.#more, parts.filter((part) => part !== "").join(" "));
  }

  #row({ kind, name, operator, what, before, after }: DifferenceRow): HTMLElement {
    const head = element(
      "button",
      { type: "button", "aria-label": `${SPOKEN[kind]}: ${name}, ${operator}` },
      element("i", { class: kind, "aria-hidden": "true" }, SIGNS[kind]),
      element("span", { class: "name", title: name }, name),
      element("span", { class: "dim" }, operator),
    );
    head.disabled = after === null && before === null;
    head.addEventListener("click", () => {
      const place = after ?? (before && this.#drawnAt(before));
      if (place !== null) {
        this.actions.goTo(place);
      }
      if (before !== null && this.#comparison?.isFile === true) {
        this.actions.showOther(before);
      }
    });
    return element("li", {}, head, ...what.map((each) => element("p", {}, each)));
  }

  /** Where a node is drawn that only the other model has; null: it is not. */
  #drawnAt(before: Place): Place | null {
    for (const graph of this.#comparison?.ghosts.keys() ?? []) {
      const ghosts = this.ghostsIn(graph);
      const at = ghosts?.nodes.findIndex(
        (each) => each.before.graph === before.graph && each.before.node === before.node,
      );
      if (ghosts !== null && at !== undefined && at >= 0) {
        return { graph, node: ghosts.among + at };
      }
    }
    return null;
  }

  #copy(): void {
    const cell = (text: string) => text.replace(/[\\|]/gu, "\\$&").replace(/[\r\n]+/gu, " ");
    const lines = this.#rows().map(
      ({ kind, name, operator, what }) =>
        `| ${SPOKEN[kind]} | ${cell(name)} | ${cell(operator)} | ${cell(what.join("; "))} |`,
    );
    const head = ["| | Node | Operator | What changed |", "| --- | --- | --- | --- |"];
    this.actions.copy([...head, ...lines, ""].join("\n"), "differences");
  }
}

const NOTHING = "Nothing is compared. Compare this model with another file, or with the one that was opened.";

function summaryOf({ other, bytesBefore, bytes, added, removed, changed }: ComparisonState): string {
  const sizes = `${bytesChange(bytesBefore, bytes)} (${deltaText(bytesBefore, bytes)})`;
  return added + removed + changed === 0
    ? `No node differs from ${other}. ${sizes}`
    : `Against ${other}: ${sizes}; ${counted(added, "node")} added, ${exactCount(removed)} removed, ${exactCount(changed)} changed.`;
}
