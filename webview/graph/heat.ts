// The graph in the colours of noise: what each node makes, against the original.
import { noiseText } from "../../src/protocol/verdict-text";
import type { VisibleGraph, VisibleNode } from "../groups/visible-graph";
import { element } from "../look/elements";
import type { Palette, Theme } from "../look/theme";
import { colorOf } from "./node-color";

/** By what is drawn, in dB of signal to noise; NaN where it was not compared. Of a group it is the least in it. */
export type Heat = Float32Array;

/** @param decibels By node of the graph that is drawn. */
export function heatOf(decibels: Float32Array, { nodes, standsFor }: VisibleGraph): Heat {
  const heat = new Float32Array(nodes.length).fill(NaN);
  standsFor.forEach((item, node) => {
    const own = decibels[node]!;
    if (item >= 0 && !Number.isNaN(own) && !(heat[item]! <= own)) {
      heat[item] = own;
    }
  });
  return heat;
}

/** From the least that each begins with: int8 weights are at about 40 dB, and below 20 answers begin to change. */
const LEVELS: readonly { readonly least: number; readonly color: keyof Palette; readonly title: string }[] = [
  { least: Infinity, color: "blue", title: "same" },
  { least: 40, color: "green", title: "40 dB or more" },
  { least: 20, color: "yellow", title: "20 to 40 dB" },
  { least: -Infinity, color: "red", title: "less than 20 dB" },
];

/** Of a node in a card or block. */
export const HEAT_TINT = 0.25;

/** The colour of a node: of its noise, where that is shown. */
export function nodeColor(view: VisibleNode, node: number, theme: Theme, heat: Heat | null): string {
  if (heat === null || view.kind === "input" || view.kind === "output") {
    return colorOf(view, theme);
  }
  const level = LEVELS.find(({ least }) => heat[node]! >= least);
  return level === undefined ? theme.edge : theme.shapes[level.color];
}

/** For people who do not see colours; "" where it is not known. */
export function heatText(heat: Heat | null, node: number): string {
  const decibels = heat?.[node] ?? NaN;
  return Number.isNaN(decibels) ? "" : `accumulated signal to noise ${noiseText(decibels)}`;
}

/** A button that shows the noise, and what its colours mean. */
export class HeatKey {
  readonly button = element(
    "button",
    {
      type: "button",
      class: "noise",
      title: "Colours by signal to noise against the original",
      "aria-pressed": "true",
    },
    "Noise",
  );
  readonly legend = element(
    "div",
    { class: "legend", role: "note" },
    element("b", {}, "Signal to noise, accumulated"),
    ...LEVELS.map(({ color, title }) => element("span", { "data-color": color }, title)),
    element("span", {}, "not compared"),
  );
  #isThere = false;

  constructor(onChange: () => void) {
    this.button.addEventListener("click", () => {
      this.button.setAttribute("aria-pressed", `${!this.isOn}`);
      this.offer(this.#isThere);
      onChange();
    });
    this.offer(false);
  }

  get isOn(): boolean {
    return this.button.getAttribute("aria-pressed") === "true";
  }

  /** @param isThere Whether there is any noise to show. */
  offer(isThere: boolean): void {
    this.#isThere = isThere;
    this.button.hidden = !isThere;
    this.legend.hidden = !isThere || !this.isOn;
  }
}
