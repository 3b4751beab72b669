// The graphs on the page of a model: as an editor would show them, without one to ask for more.
import type { GraphFigure, GraphSubject, GraphSubjects } from "../core";
import { counted, exactCount } from "../core/report/numbers";
import { changesColoring } from "./changes-coloring";
import { drawnColoring, type Coloring, type NodeColoring } from "./coloring";
import { folded, unfoldedWithLabels, type Fold } from "./fold";
import { fontOf, type TextStyle } from "./fonts";
import { groupsWithGhosts, withGhosts } from "./ghosts";
import { firstOpen } from "./groups/first-open";
import { GroupTree } from "./groups/group-tree";
import { EVERYTHING, visibleGraph, type Showing, type VisibleGraph } from "./groups/visible-graph";
import { layOut } from "./layout/layout";
import { PAGE_THEME } from "./page-theme";
import { framesOf, labelsOf, makeScene, sizesOf, type Label, type Scene } from "./scene";
import { svgPicture } from "./svg-picture";
import { estimatedWidth } from "./text-widths";

type Drawing = GraphFigure["drawings"][number];

/** A graph of so many nodes is drawn as its groups only. */
const MANY_NODES = 1500;
/** More of what is drawn nobody looks at, and a page should not take megabytes. */
const MOST_DRAWN = 1500;
const MOST_EDGES = 6000;
/** Characters of SVG: long edges take many. */
const LONGEST = 4e6;
/** A drawing that is higher stands in columns, on a page as wide and high. */
const PAGE = { width: 1400, height: 1000 };

export function graphFigure({ first, others, count }: GraphSubjects): GraphFigure {
  const { groups, nodes, coloring } = drawer(first);
  const drawings = [...groups(), ...nodes()];
  const below = othersDrawn(others);
  const isEmpty = first.graph.nodes.length === 0;
  const isDrawn = drawings.length > 0;
  const shown = () =>
    isDrawn ? notDrawn(first.graph.name, count - 1, below.length) : ["The graph is too large to be drawn on a page."];
  const legend = isDrawn ? (coloring?.levels ?? []) : [];
  return {
    drawings,
    others: below,
    notes: isEmpty ? [] : shown(),
    legend: legend.map(({ color, title }) => ({ title, color: PAGE_THEME.shapes[color] })),
  };
}

/** Of each all nodes, or else its groups, as far as the page does not grow too long. */
function othersDrawn(subjects: readonly GraphSubject[]): Drawing[] {
  const below: Drawing[] = [];
  let room = LONGEST;
  for (const subject of subjects) {
    const { groups, nodes } = drawer(subject);
    const drawing = nodes()[0] ?? groups()[0];
    if (drawing !== undefined && drawing.svg.length <= room) {
      room -= drawing.svg.length;
      const operators = subject.graph.nodes.filter(({ kind }) => kind === "operator").length;
      below.push({ ...drawing, title: `${subject.graph.name}, ${counted(operators, "node")}` });
    }
  }
  return below;
}

/** Draws a graph as its groups, or node by node: none where there is nothing to draw, or too much. */
function drawer(subject: GraphSubject): {
  readonly groups: () => Drawing[];
  readonly nodes: () => Drawing[];
  readonly coloring: NodeColoring | null;
} {
  const { changes, index } = subject;
  const ghosts = changes?.ghosts ?? null;
  const graph = withGhosts(subject.graph, ghosts);
  const tree = new GroupTree(graph, groupsWithGhosts(subject.groups, ghosts));
  const coloring = changes === null ? null : changesColoring(graph.nodes, changes.marks, "the file");
  const draw = (title: string, showing: Showing): Drawing[] => {
    const visible = visibleGraph(graph, showing);
    const scene = sceneOf(visible, showing.tree, (all) => labelsOf(all, index, changes?.sizes ?? [], showing.tree));
    if (scene === null) {
      return [];
    }
    const fold = foldOf(scene);
    const prefix = `${title.slice(0, 1)}${index}-`;
    const svg = svgOf(scene, fold, coloring === null ? null : drawnColoring(coloring, visible), prefix);
    return svg.length > LONGEST ? [] : [{ title, svg, width: fold.width }];
  };
  const isLarge = graph.nodes.length >= MANY_NODES;
  // An editor shows all nodes where its groups say little; a page has no room for them.
  const open = firstOpen(tree) ?? (isLarge ? new Uint8Array(tree.length) : null);
  return {
    groups: () => (open === null ? [] : draw("Groups", { tree, open, hidden: null })),
    nodes: () => (isLarge || graph.nodes.length === 0 ? [] : draw("All nodes", EVERYTHING)),
    coloring,
  };
}

/** @param others How many there are besides the one that is shown. @param below How many of these are drawn, too. */
function notDrawn(name: string, others: number, below: number): string[] {
  if (others === 0) {
    return [];
  }
  const graphs = `${counted(others, "more graph")} of the model`;
  const are = others === 1 ? "is" : "are";
  return [
    below === others
      ? `Shown: ${name}; ${graphs} ${are} below.`
      : below === 0
        ? `Shown: ${name}; ${graphs} ${are} not drawn.`
        : `Shown: ${name}; of ${graphs} ${exactCount(below)} ${below === 1 ? "is" : "are"} below.`,
  ];
}

/** Null: that would be too large. */
function sceneOf(
  graph: VisibleGraph,
  tree: GroupTree | null,
  labelled: (graph: VisibleGraph) => Label[],
): Scene | null {
  if (graph.nodes.length > MOST_DRAWN || graph.labels.length > MOST_EDGES) {
    return null;
  }
  const labels = labelled(graph);
  const measure = (text: string, style: TextStyle) => estimatedWidth(text, fontOf(style, PAGE_THEME), PAGE_THEME.mono);
  const sizes = sizesOf(graph, labels, measure);
  const { titles, frames } = framesOf(graph, tree, measure);
  return makeScene(graph, labels, sizes, layOut({ ...sizes, edges: graph.edges, frames }), tree, titles);
}

function foldOf(scene: Scene): Fold {
  const plain = unfoldedWithLabels(scene);
  return plain.height <= PAGE.height ? plain : folded(scene, PAGE, true);
}

/** @param prefix Of names in it: several are on one page. */
function svgOf(scene: Scene, fold: Fold, coloring: Coloring | null, prefix: string): string {
  const measure = (text: string, font: string) => ({ width: estimatedWidth(text, font, PAGE_THEME.mono) });
  const options = {
    coloring,
    measure,
    fold,
    matches: null,
    selected: null,
    theme: PAGE_THEME,
    ratio: 1,
    prefix,
  };
  return svgPicture(scene, options, scene.graph.name);
}
