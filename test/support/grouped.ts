// Graphs with groups, as the page gets them.
import type { ViewGraph, ViewGroups, ViewNode } from "../../src/protocol/messages";
import { GroupTree } from "../../src/drawing/groups/group-tree";

type Edge = readonly [from: number, to: number];

export function viewGraph(nodes: readonly Partial<ViewNode>[], edges: readonly Edge[]): ViewGraph {
  return {
    name: "main graph",
    nodes: nodes.map((node, index) => ({
      kind: "operator",
      name: `node${index}`,
      operator: "Relu",
      role: "activation",
      type: "",
      parameters: 0,
      bytes: 0,
      share: 0,
      shared: false,
      runsGraphs: false,
      ...node,
    })),
    edges: Int32Array.from(edges.flat()),
    labels: edges.map(([from]) => `value${from}`),
    inferred: edges.map(() => false),
  };
}

/** Of each node a parameter, four bytes and ten multiply-accumulates. @param of By node. @param parents By group. */
export function viewGroups(of: readonly number[], parents: readonly number[], alike?: readonly number[]): ViewGroups {
  const counts = new Int32Array(parents.length);
  of.forEach((group) => group >= 0 && counts[group]!++);
  for (let group = parents.length - 1; group >= 0; group--) {
    if (parents[group]! >= 0) {
      counts[parents[group]!]! += counts[group]!;
    }
  }
  const times = (amount: number) => Float64Array.from(counts, (count) => count * amount);
  return {
    of: Int32Array.from(of),
    parents: Int32Array.from(parents),
    titles: parents.map((_, group) => `group${group}`),
    counts,
    alike: Int32Array.from(alike ?? parents.map((_, group) => group)),
    parameters: times(1),
    bytes: times(4),
    macs: times(10),
    unknownMacs: times(0),
    activationBytes: times(4),
    unknownActivations: times(0),
  };
}

/** A chain of nodes that begins with an input and ends with an output, with groups. @param of By node. */
export function chainTree(of: readonly number[], parents: readonly number[], alike?: readonly number[]): GroupTree {
  const nodes = of.map((_, index): Partial<ViewNode> => {
    const kind = index === 0 ? "input" : index === of.length - 1 ? "output" : "operator";
    return kind === "operator" ? { kind, parameters: 1, bytes: 4, share: 1 / (of.length - 2) } : { kind };
  });
  const graph = viewGraph(
    nodes,
    of.slice(1).map((_, index): Edge => [index, index + 1]),
  );
  return new GroupTree(graph, viewGroups(of, parents, alike));
}
