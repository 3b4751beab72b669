// What is drawn of a graph with groups: nodes, closed groups as one thing each, and frames around what is in open ones.
import type { ViewGraph, ViewNode } from "../../core";
import type { GroupTree } from "./group-tree";
import { THROUGH } from "./plumbing";

/** A node, or a group that is closed. */
export interface VisibleNode extends Omit<ViewNode, "kind"> {
  readonly kind: ViewNode["kind"] | "group";
}

/** A graph of what is visible; its edges lead between positions of that. */
export interface VisibleGraph extends Omit<ViewGraph, "nodes"> {
  readonly nodes: readonly VisibleNode[];
  /** By what is visible: the graph's node; −1 for groups. */
  readonly nodeOf: Int32Array;
  /** By what is visible: the closed group; −1 for nodes. */
  readonly groupOf: Int32Array;
  /** By node of the graph: what stands for it, itself or a group; −1: it is hidden. */
  readonly standsFor: Int32Array;
  /** The open groups in which something is visible, outer ones first. */
  readonly frames: Int32Array;
  readonly frameParents: Int32Array;
  /** By what is visible the innermost frame, by place in `frames`; −1: none. */
  readonly frameOf: Int32Array;
}

/** Which groups are open, and which nodes are not shown. */
export interface Showing {
  readonly tree: GroupTree | null;
  /** By group: 1 where it is open. One in a closed group is not seen, open or not. */
  readonly open: Uint8Array;
  /** By node how it is hidden, as `plumbingIn` says; null: all are shown. */
  readonly hidden: Uint8Array | null;
}

export const EVERYTHING: Showing = { tree: null, open: new Uint8Array(), hidden: null };

/** Linear in nodes, edges and groups. */
export function visibleGraph(graph: ViewGraph, { tree, open, hidden }: Showing): VisibleGraph {
  const closed = tree === null ? new Int32Array() : outermostClosed(tree.parents, open);
  const nodes: VisibleNode[] = [];
  const nodeOf: number[] = [];
  const groupOf: number[] = [];
  const placeOf = new Map<number, number>();
  const add = (made: VisibleNode, node: number, group: number) => {
    nodeOf.push(node);
    groupOf.push(group);
    return nodes.push(made) - 1;
  };
  const standsFor = Int32Array.from(graph.nodes, (node, position) => {
    if (hidden !== null && hidden[position] !== 0) {
      return -1;
    }
    const inner = tree === null ? -1 : tree.of[position]!;
    const group = inner < 0 ? -1 : closed[inner]!;
    if (group < 0) {
      return add(node, position, -1);
    }
    let place = placeOf.get(group);
    if (place === undefined) {
      place = add(groupNode(tree!, group), -1, group);
      placeOf.set(group, place);
    }
    return place;
  });
  const framed = framesOf(tree, nodeOf, groupOf);
  return {
    name: graph.name,
    nodes,
    ...edgesBetween(graph, standsFor, hidden),
    nodeOf: Int32Array.from(nodeOf),
    groupOf: Int32Array.from(groupOf),
    standsFor,
    ...framed,
  };
}

/** For each group the outermost closed one that is or holds it; −1: it is open, and so are all around it. */
function outermostClosed(parents: Int32Array, open: Uint8Array): Int32Array {
  const closed = new Int32Array(parents.length);
  parents.forEach((parent, group) => {
    const outer = parent < 0 ? -1 : closed[parent]!;
    closed[group] = outer >= 0 ? outer : open[group] === 1 ? -1 : group;
  });
  return closed;
}

function groupNode(tree: GroupTree, group: number): VisibleNode {
  const { parameters, bytes, share } = tree.sums(group);
  return {
    kind: "group",
    name: tree.title(group),
    operator: "",
    role: tree.roles[group]!,
    type: "",
    parameters,
    bytes,
    share,
    shared: false,
    runsGraphs: false,
  };
}

/** The frames of open groups. @param nodeOf By what is visible, as `groupOf`. */
export function framesOf(
  tree: GroupTree | null,
  nodeOf: readonly number[],
  groupOf: readonly number[],
): Pick<VisibleGraph, "frames" | "frameParents" | "frameOf"> {
  if (tree === null) {
    return {
      frames: new Int32Array(),
      frameParents: new Int32Array(),
      frameOf: new Int32Array(nodeOf.length).fill(-1),
    };
  }
  const around = nodeOf.map((node, place) => (node < 0 ? tree.parents[groupOf[place]!]! : tree.of[node]!));
  const isUsed = new Uint8Array(tree.length);
  for (const group of around) {
    for (let each = group; each >= 0 && isUsed[each] === 0; each = tree.parents[each]!) {
      isUsed[each] = 1;
    }
  }
  const frames = Int32Array.from([...isUsed.keys()].filter((group) => isUsed[group] === 1));
  const places = new Int32Array(tree.length).fill(-1);
  frames.forEach((group, place) => (places[group] = place));
  const placeOf = (group: number) => (group < 0 ? -1 : places[group]!);
  return {
    frames,
    frameParents: frames.map((group) => placeOf(tree.parents[group]!)),
    frameOf: Int32Array.from(around, placeOf),
  };
}

/** One edge for all between two visible things; a label where all of these have the same. */
function edgesBetween(
  graph: ViewGraph,
  standsFor: Int32Array,
  hidden: Uint8Array | null,
): Pick<ViewGraph, "edges" | "labels" | "inferred"> {
  const edges: number[] = [];
  const labels: string[] = [];
  const inferred: boolean[] = [];
  const known = new Map<number, number>();
  const connect = (from: number, to: number, label: string, isInferred: boolean) => {
    if (from === to) {
      return;
    }
    const key = from * standsFor.length + to;
    const place = known.get(key);
    if (place === undefined) {
      known.set(key, labels.length);
      edges.push(from, to);
      labels.push(label);
      inferred.push(isInferred);
    } else if (labels[place] !== label) {
      labels[place] = "";
    }
  };
  const sources = sourcesOf(graph, standsFor, hidden);
  for (let edge = 0; edge * 2 < graph.edges.length; edge++) {
    const from = sources[graph.edges[edge * 2]!]!;
    const to = standsFor[graph.edges[edge * 2 + 1]!]!;
    if (from >= 0 && to >= 0) {
      connect(from, to, graph.labels[edge]!, graph.inferred[edge] === true);
    }
  }
  return { edges: Int32Array.from(edges), labels, inferred };
}

/** By node what its readers read in what is visible: what stands for it, or, through hidden ones, for what it reads. */
function sourcesOf(graph: ViewGraph, standsFor: Int32Array, hidden: Uint8Array | null): Int32Array {
  const sources = standsFor.slice();
  if (hidden === null) {
    return sources;
  }
  const maker = new Int32Array(standsFor.length).fill(-1);
  for (let edge = 0; edge < graph.edges.length; edge += 2) {
    maker[graph.edges[edge + 1]!] = graph.edges[edge]!;
  }
  const isDone = Uint8Array.from(hidden, (each) => (each === THROUGH ? 0 : 1));
  const path: number[] = [];
  for (let node = 0; node < hidden.length; node++) {
    let at = node;
    for (; at >= 0 && isDone[at] === 0; at = maker[at]!) {
      isDone[at] = 1;
      path.push(at);
    }
    const source = at < 0 ? -1 : sources[at]!;
    for (let each = path.pop(); each !== undefined; each = path.pop()) {
      sources[each] = source;
    }
  }
  return sources;
}
