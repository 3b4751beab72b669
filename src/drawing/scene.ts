// A graph with everything needed to draw it and to find what is where: sizes, places, and rows to look things up by.
import type { Place } from "../core";
import { bytesChange, bytesText, countText, exactCount, shareText } from "../core/report/numbers";
import type { GroupTree } from "./groups/group-tree";
import type { VisibleGraph, VisibleNode } from "./groups/visible-graph";
import { rowsOf, type Frames } from "./layout/frames";
import type { Layout } from "./layout/layout";
import type { TextStyle } from "./fonts";
import { layerName, tail, withoutMiddle } from "./names";
import { ReadableNames } from "./readable-names";
import { shortShape } from "./shapes";

/** Of a layer where it is drawn, and its bytes in the file; null: neither. */
export interface SizeBefore {
  readonly place: Place | null;
  readonly bytesBefore: number | null;
}

/** What is written on a node. */
export interface Label {
  readonly title: string;
  readonly detail: string;
  /** Of groups one more line. */
  readonly more: string;
  /** "5.13 → 1.29 MB", or "shared" where they are counted elsewhere; empty for nodes without parameters. */
  readonly bytes: string;
  /** What is left of its bytes, 0 to 1. */
  readonly left: number;
}

export interface Scene {
  readonly graph: VisibleGraph;
  /** By edge what is written on it. */
  readonly edgeLabels: readonly string[];
  /** Null: there are no groups, or they are not shown. */
  readonly tree: GroupTree | null;
  readonly labels: readonly Label[];
  readonly widths: Float32Array;
  readonly heights: Float32Array;
  readonly layout: Layout;
  /** Nodes of each row, from left to right. */
  readonly rows: readonly (readonly number[])[];
  /** By frame what is written on it. */
  readonly frameTitles: readonly string[];
  /** By frame how many others it is in, itself included. */
  readonly frameDepths: Int32Array;
  /** By frame the first of its rows, and the last. */
  readonly frameRows: readonly [Int32Array, Int32Array];
  /** The width of the widest node. */
  readonly widest: number;
  /** Edges by the row of their lower end. */
  readonly edgesByRow: readonly (readonly number[])[];
  readonly readers: readonly (readonly number[])[];
  readonly makers: readonly (readonly number[])[];
}

export const CARD_HEIGHT = 60;
export const GROUP_HEIGHT = 78;
/** From the left edge of a group to its title: behind the mark that it can be opened. */
export const GROUP_TITLE = 30;
/** The height of what can be pressed at the top of a frame. */
export const FRAME_TITLE = 26;
/** Characters of a group's title. */
const GROUP_NAME = 36;
/** All cards are as wide as the widest needs, for calm columns, unless that is out of the common. */
const SMALLEST_CARD = 216;
/** Characters of the name on a card. */
const CARD_NAME = 30;
const LARGEST_CARD = 320;
/** Characters of shapes on edges, and of types in inputs and outputs. */
const EDGE_SHAPE = 30;
const ENDPOINT_TYPE = 42;
/** The bar that shows a node's share of all parameters. */
export const SHARE_BAR = 84;
/** From the left edge of an input or output to its name: behind "IN" or "OUT". */
export const ENDPOINT_NAME = { input: 34, output: 46 } as const;
/** Left and right of what is written, and the least between two texts of a line. */
const PADDING = 14;
const LEAST_FRAME = 96;
const PILL_HEIGHT = 28;
const ENDPOINT_HEIGHT = 32;

/** @param index Of the graph that all of this is part of. */
export function labelsOf(
  graph: VisibleGraph,
  index: number,
  layers: readonly SizeBefore[],
  tree: GroupTree | null = null,
): Label[] {
  const before = new Map<number, number>();
  for (const { place, bytesBefore } of layers) {
    if (place?.graph === index && bytesBefore !== null) {
      before.set(place.node, bytesBefore);
    }
  }
  const cards = graph.nodes.filter((node) => node.kind === "operator" && isCard(node));
  const names = new ReadableNames(cards.map(({ name, operator }) => layerName(name, operator))).in(CARD_NAME);
  const details = new Map(cards.map((node, at) => [node, names[at]!]));
  const bytesBefore = (node: number) => before.get(node);
  const groupsBefore =
    tree === null || before.size === 0
      ? null
      : tree.addedUp((node) => bytesBefore(node) ?? tree.graph.nodes[node]!.bytes);
  const { ins, outs } = neighbourCounts(graph);
  return graph.nodes.map((node, at) => {
    const group = graph.groupOf[at]!;
    return group >= 0
      ? groupLabel(tree!, group, groupsBefore?.[group] ?? node.bytes, ins[at]!, outs[at]!)
      : labelOf(node, details.get(node) ?? "", bytesBefore(graph.nodeOf[at]!) ?? node.bytes);
  });
}

function neighbourCounts({ nodes, edges }: VisibleGraph) {
  const [ins, outs] = [new Int32Array(nodes.length), new Int32Array(nodes.length)];
  edges.forEach((node, index) => (index % 2 === 0 ? outs : ins)[node]!++);
  return { ins, outs };
}

function groupLabel(tree: GroupTree, group: number, before: number, ins: number, outs: number): Label {
  const { nodes, parameters, bytes, macs, unknownMacs } = tree.sums(group);
  const alike = tree.alike[group]!;
  const listed = (...parts: readonly string[]) => parts.filter((part) => part !== "").join(" · ");
  return {
    title: withoutMiddle(tree.title(group), GROUP_NAME),
    detail: listed(
      `${exactCount(nodes)} nodes`,
      parameters === 0 ? "" : `${countText(parameters)} params`,
      alike > 1 ? `${exactCount(alike)} alike` : "",
    ),
    more: listed(
      macs > 0 ? `${unknownMacs > 0 ? "≥ " : ""}${countText(macs)} MACs` : "",
      `${exactCount(ins)} in`,
      `${exactCount(outs)} out`,
    ),
    bytes: sizeText(bytes, before),
    left: before === 0 ? 1 : Math.min(1, bytes / before),
  };
}

function sizeText(bytes: number, before: number): string {
  return bytes === 0 && before === 0 ? "" : before === bytes ? bytesText(bytes) : bytesChange(before, bytes);
}

function labelOf(node: VisibleNode, detail: string, before: number): Label {
  if (node.kind !== "operator") {
    return { title: tail(node.name, 34), detail: shortShape(node.type, ENDPOINT_TYPE), more: "", bytes: "", left: 1 };
  }
  return {
    title: node.runsGraphs ? `${node.operator} ›` : node.operator,
    detail,
    more: "",
    bytes: sizeText(node.bytes, before) || (node.shared ? "shared" : ""),
    left: before === 0 ? 1 : Math.min(1, node.bytes / before),
  };
}

/** Shapes as they are written on edges. */
export function edgeLabelsOf({ labels }: VisibleGraph): string[] {
  return labels.map((label) => shortShape(label, EDGE_SHAPE));
}

/** Whether a node is drawn with its name and bytes, or as a small pill with its operator. */
export function isCard(node: VisibleNode): boolean {
  return (
    node.kind === "group" ||
    (node.kind === "operator" && (node.parameters > 0 || node.shared || node.isRemoved === true))
  );
}

export function sizesOf(
  graph: VisibleGraph,
  labels: readonly Label[],
  measure: (text: string, style: TextStyle) => number,
): { widths: Float32Array; heights: Float32Array } {
  const widths = new Float32Array(graph.nodes.length);
  const heights = new Float32Array(graph.nodes.length);
  graph.nodes.forEach((node, position) => {
    const { title, detail, more, bytes } = labels[position]!;
    if (node.kind === "group") {
      const head = GROUP_TITLE - PADDING + measure(title, "cardTitle") + measure(shareText(node.share), "cardNumber");
      const lines = Math.max(measure(detail, "cardDetail"), measure(more, "cardDetail"));
      const foot = SHARE_BAR + measure(bytes, "cardNumber");
      widths[position] = Math.ceil(Math.max(head + PADDING, lines, foot + PADDING)) + 2 * PADDING;
      heights[position] = GROUP_HEIGHT;
    } else if (node.kind !== "operator") {
      const texts = measure(title, "endpointName") + measure(detail, "endpointType");
      widths[position] = Math.max(120, ENDPOINT_NAME[node.kind] + texts + 2 * PADDING);
      heights[position] = ENDPOINT_HEIGHT;
    } else if (isCard(node)) {
      const head = measure(title, "cardTitle") + measure(shareText(node.share), "cardNumber");
      const foot = SHARE_BAR + measure(bytes, "cardNumber");
      const inner = Math.max(head + PADDING, measure(detail, "cardDetail"), foot + PADDING);
      widths[position] = Math.ceil(inner) + 2 * PADDING;
      heights[position] = CARD_HEIGHT;
    } else {
      widths[position] = Math.max(64, measure(title, "pill") + 32);
      heights[position] = PILL_HEIGHT;
    }
  });
  const cards = graph.nodes.flatMap((node, position) => (isCard(node) ? [position] : []));
  const widest = cards.reduce((width, position) => Math.max(width, widths[position]!), SMALLEST_CARD);
  cards.forEach((position) => (widths[position] = Math.max(widths[position]!, Math.min(widest, LARGEST_CARD))));
  return { widths, heights };
}

/** What is written on frames, and how they lie in each other. */
export function framesOf(
  graph: VisibleGraph,
  tree: GroupTree | null,
  measure: (text: string, style: TextStyle) => number,
): { readonly titles: readonly string[]; readonly frames: Frames } {
  const titles = Array.from(graph.frames, (group) => withoutMiddle(tree!.title(group), GROUP_NAME));
  const widths = Float32Array.from(titles, (title) =>
    Math.max(LEAST_FRAME, measure(title, "cardTitle") + GROUP_TITLE + PADDING),
  );
  return { titles, frames: { of: graph.frameOf, parents: graph.frameParents, widths } };
}

export function makeScene(
  graph: VisibleGraph,
  labels: readonly Label[],
  sizes: { widths: Float32Array; heights: Float32Array },
  layout: Layout,
  tree: GroupTree | null = null,
  frameTitles: readonly string[] = [],
): Scene {
  const rows: number[][] = Array.from(layout.rowTop, () => []);
  layout.rank.forEach((rank, node) => rows[rank]!.push(node));
  rows.forEach((row) => row.sort((a, b) => layout.x[a]! - layout.x[b]!));
  const edgesByRow: number[][] = rows.map(() => []);
  const readers: number[][] = graph.nodes.map(() => []);
  const makers: number[][] = graph.nodes.map(() => []);
  for (let edge = 0; edge * 2 < graph.edges.length; edge++) {
    const [from, to] = [graph.edges[edge * 2]!, graph.edges[edge * 2 + 1]!];
    readers[from]!.push(to);
    makers[to]!.push(from);
    edgesByRow[Math.max(layout.rank[from]!, layout.rank[to]!)]!.push(edge);
  }
  const widest = sizes.widths.reduce((most, width) => Math.max(most, width), 0);
  const frameDepths = new Int32Array(graph.frames.length);
  graph.frameParents.forEach((parent, frame) => (frameDepths[frame] = parent < 0 ? 1 : frameDepths[parent]! + 1));
  const frameRows = rowsOf({ of: graph.frameOf, parents: graph.frameParents }, layout);
  return {
    graph,
    edgeLabels: edgeLabelsOf(graph),
    tree,
    labels,
    ...sizes,
    layout,
    rows,
    frameTitles,
    frameDepths,
    frameRows,
    widest,
    edgesByRow,
    readers,
    makers,
  };
}

/** First and last row between two heights of the drawing; last is before first where there is none. */
export function rowsBetween({ layout }: Scene, top: number, bottom: number): [number, number] {
  const { rowTop, rowHeight } = layout;
  const first = firstOf(rowTop.length, (row) => rowTop[row]! + rowHeight[row]! >= top);
  return [first, firstOf(rowTop.length, (row) => rowTop[row]! > bottom) - 1];
}

/** The nodes of a row between two sides of the drawing. */
export function nodesBetween(scene: Scene, row: number, left: number, right: number): readonly number[] {
  const { rows, layout, widest } = scene;
  const nodes = rows[row]!;
  const near = nodes.slice(
    firstOf(nodes.length, (at) => layout.x[nodes[at]!]! >= left - widest / 2),
    firstOf(nodes.length, (at) => layout.x[nodes[at]!]! > right + widest / 2),
  );
  return near.filter((node) => {
    const { x, width } = boxOf(scene, node);
    return x <= right && x + width >= left;
  });
}

/** The first of several places in order for which something holds; behind them where it holds for none. */
function firstOf(count: number, holds: (place: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** The node at a place of the drawing. */
export function nodeAt(scene: Scene, x: number, y: number): number | null {
  const [first, last] = rowsBetween(scene, y, y);
  for (let row = first; row <= last; row++) {
    for (const node of nodesBetween(scene, row, x, x)) {
      const { layout, heights } = scene;
      if (Math.abs(layout.y[node]! - y) <= heights[node]! / 2) {
        return node;
      }
    }
  }
  return null;
}

export function boxOf({ layout, widths, heights }: Scene, node: number) {
  const [width, height] = [widths[node]!, heights[node]!];
  return { x: layout.x[node]! - width / 2, y: layout.y[node]! - height / 2, width, height };
}

export function frameBox({ layout: { frames } }: Scene, frame: number) {
  const at = frame * 4;
  return { x: frames[at]!, y: frames[at + 1]!, width: frames[at + 2]!, height: frames[at + 3]! };
}

/** The frame whose title is at a place of the drawing. */
export function frameTitleAt(scene: Scene, x: number, y: number): number | null {
  // Inner ones come last, and lie over the others.
  for (let frame = scene.frameTitles.length - 1; frame >= 0; frame--) {
    const box = frameBox(scene, frame);
    if (x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + FRAME_TITLE) {
      return frame;
    }
  }
  return null;
}
