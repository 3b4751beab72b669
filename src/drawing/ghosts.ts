// A graph with the nodes that only the model has that it is compared with.
import type { Ghosts, ViewGraph, ViewGroups } from "../core";

/** @param ghosts Null, or of another graph: it stays as it is. */
export function withGhosts(graph: ViewGraph, ghosts: Ghosts | null): ViewGraph {
  if (ghosts?.among !== graph.nodes.length) {
    return graph;
  }
  const edges = new Int32Array(graph.edges.length + ghosts.edges.length);
  edges.set(graph.edges);
  edges.set(ghosts.edges, graph.edges.length);
  const more = ghosts.edges.length / 2;
  return {
    ...graph,
    nodes: [
      ...graph.nodes,
      ...ghosts.nodes.map(({ name, operator, role, parameters, bytes }) => ({
        kind: "operator" as const,
        ...{ name, operator, role, parameters, bytes },
        ...{ type: "", share: 0, shared: false, runsGraphs: false, isRemoved: true },
      })),
    ],
    edges,
    labels: [...graph.labels, ...new Array<string>(more).fill("")],
    inferred: [...graph.inferred, ...new Array<boolean>(more).fill(false)],
  };
}

/** They are in the groups of what they read, or else of what reads them. */
export function groupsWithGhosts(groups: ViewGroups, ghosts: Ghosts | null): ViewGroups {
  if (ghosts?.among !== groups.of.length) {
    return groups;
  }
  const of = new Int32Array(groups.of.length + ghosts.nodes.length).fill(-1);
  of.set(groups.of);
  const isKnown = new Uint8Array(of.length).fill(1, 0, ghosts.among);
  // Ghosts stand in the order of their graph, so that a chain of them follows from its first one, and back from its last.
  const follow = (edge: number, way: 0 | 1) => {
    const [one, other] = [ghosts.edges[edge + way]!, ghosts.edges[edge + 1 - way]!];
    if (isKnown[one] === 1 && isKnown[other] === 0) {
      isKnown[other] = 1;
      of[other] = of[one]!;
    }
  };
  for (let edge = 0; edge < ghosts.edges.length; edge += 2) {
    follow(edge, 0);
  }
  for (let edge = ghosts.edges.length - 2; edge >= 0; edge -= 2) {
    follow(edge, 1);
  }
  return { ...groups, of };
}
