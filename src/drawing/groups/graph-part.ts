import type { GroupTree } from "./group-tree";
import { framesOf, type VisibleGraph } from "./visible-graph";

/** Some of what is visible, in the frames that it is in, with the edges between. @param items Of the graph, each once. */
export function graphPart(graph: VisibleGraph, tree: GroupTree | null, items: readonly number[]): VisibleGraph {
  const placeOf = new Int32Array(graph.nodes.length).fill(-1);
  items.forEach((item, place) => (placeOf[item] = place));
  const [edges, labels, inferred]: [number[], string[], boolean[]] = [[], [], []];
  graph.labels.forEach((label, edge) => {
    const [from, to] = [placeOf[graph.edges[edge * 2]!]!, placeOf[graph.edges[edge * 2 + 1]!]!];
    if (from >= 0 && to >= 0) {
      edges.push(from, to);
      labels.push(label);
      inferred.push(graph.inferred[edge] === true);
    }
  });
  const nodeOf = items.map((item) => graph.nodeOf[item]!);
  const groupOf = items.map((item) => graph.groupOf[item]!);
  return {
    name: graph.name,
    nodes: items.map((item) => graph.nodes[item]!),
    edges: Int32Array.from(edges),
    labels,
    inferred,
    nodeOf: Int32Array.from(nodeOf),
    groupOf: Int32Array.from(groupOf),
    standsFor: graph.standsFor.map((item) => (item < 0 ? -1 : placeOf[item]!)),
    ...framesOf(tree, nodeOf, groupOf),
  };
}
