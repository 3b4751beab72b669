// What the graph is coloured by: a choice, and what the colours mean.
import { element } from "../../look/elements";
import type { NodeColoring } from "../../../src/drawing/coloring";

/** What came up last is shown at once: somebody asked for it. */
const SHOWN_AT_ONCE = ["noise", "changes", "profile", "styles"];

export class ColorBy {
  readonly root = element("select", { class: "color-by", title: "Colour by", "aria-label": "Colour by" });
  readonly legend = element("div", { class: "legend", role: "note" });
  #offered: readonly NodeColoring[] = [];
  /** Null: by what nodes do. */
  #chosen: string | null = null;

  constructor(onChange: () => void) {
    this.root.addEventListener("change", () => {
      this.#chosen = this.root.value === "" ? null : this.root.value;
      this.#showLegend();
      onChange();
    });
    this.offer([]);
  }

  /** Null: nodes are in the colours of what they do. */
  get coloring(): NodeColoring | null {
    return this.#offered.find(({ id }) => id === this.#chosen) ?? null;
  }

  offer(offered: readonly NodeColoring[]): void {
    const before = new Set(this.#offered.map(({ id }) => id));
    this.#offered = offered;
    const isNew = ({ id }: NodeColoring) => SHOWN_AT_ONCE.includes(id) && !before.has(id);
    this.#chosen = offered.find(isNew)?.id ?? this.coloring?.id ?? null;
    const options = offered.map(({ id, label }) => element("option", { value: id }, label));
    this.root.replaceChildren(element("option", { value: "" }, "Operator"), ...options);
    this.root.value = this.#chosen ?? "";
    this.root.hidden = offered.length === 0;
    this.#showLegend();
  }

  #showLegend(): void {
    const { coloring } = this;
    this.legend.hidden = coloring === null;
    this.legend.replaceChildren(
      ...(coloring === null
        ? []
        : [
            element("b", {}, coloring.title),
            ...coloring.levels.map(({ color, title }) => element("span", { "data-color": color }, title)),
            element("span", {}, coloring.rest),
          ]),
    );
  }
}
