// The graph in other colours than those of what nodes do: by what they hold, cost, became, or what went wrong in them.
import type { Palette, Theme } from "./theme";
import type { VisibleGraph, VisibleNode } from "./groups/visible-graph";
import { colorOf } from "./node-color";

export interface Level {
  readonly color: keyof Palette;
  readonly title: string;
}

/** Colours for the nodes of a graph. */
export interface NodeColoring {
  readonly id: string;
  /** Among others to choose from. */
  readonly label: string;
  /** Over the legend. */
  readonly title: string;
  /** What tells most last: a group has the level of the one of its nodes that tells most. */
  readonly levels: readonly Level[];
  /** What the legend says of nodes without a level. */
  readonly rest: string;
  /** By node: one more than its level; 0: none. */
  readonly levelOf: Uint8Array;
  /** For people who do not see colours; "" where there is nothing to say. */
  readonly text: (node: number) => string;
}

/** The same for what is drawn. */
export interface Coloring extends Pick<NodeColoring, "levels"> {
  readonly levelOf: Uint8Array;
  readonly text: (item: number) => string;
}

/** Of a node in a card or block. */
export const TINT = 0.25;

/** Linear in the nodes. */
export function drawnColoring({ levels, levelOf, text }: NodeColoring, { nodes, standsFor }: VisibleGraph): Coloring {
  const drawn = new Uint8Array(nodes.length);
  const from = new Int32Array(nodes.length).fill(-1);
  standsFor.forEach((item, node) => {
    if (item >= 0 && (from[item] === -1 || levelOf[node]! > drawn[item]!)) {
      drawn[item] = levelOf[node]!;
      from[item] = node;
    }
  });
  return { levels, levelOf: drawn, text: (item) => ((from[item] ?? -1) < 0 ? "" : text(from[item]!)) };
}

/** Of some of what is drawn. */
export function partOfColoring({ levels, levelOf, text }: Coloring, items: readonly number[]): Coloring {
  return { levels, levelOf: Uint8Array.from(items, (item) => levelOf[item]!), text: (at) => text(items[at]!) };
}

/** The colour of what is drawn: of its level, where levels are shown. */
export function nodeColor(view: VisibleNode, item: number, theme: Theme, coloring: Coloring | null): string {
  if (coloring === null || view.kind === "input" || view.kind === "output") {
    return colorOf(view, theme);
  }
  const level = coloring.levels[coloring.levelOf[item]! - 1];
  return level === undefined ? theme.edge : theme.shapes[level.color];
}
