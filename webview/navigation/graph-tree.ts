// The graphs of a model as a tree: each below the one that runs it first.
import type { GraphState } from "../../src/protocol/messages";

export interface Branch {
  readonly graph: number;
  readonly depth: number;
}

type Graphs = readonly Pick<GraphState, "caller">[];

/** All graphs, those that run others before these; in the order in which nodes run them. */
export function graphTree(graphs: Graphs): Branch[] {
  const below = graphs.map((): number[] => []);
  const roots: number[] = [];
  graphs.forEach(({ caller }, graph) => (caller === null ? roots : below[caller.graph]!).push(graph));
  below.forEach((inner) => inner.sort((a, b) => graphs[a]!.caller!.node - graphs[b]!.caller!.node || a - b));
  const tree: Branch[] = [];
  const pending = roots.reverse().map((graph): Branch => ({ graph, depth: 0 }));
  for (let branch = pending.pop(); branch !== undefined; branch = pending.pop()) {
    tree.push(branch);
    const { graph, depth } = branch;
    for (let at = below[graph]!.length - 1; at >= 0; at--) {
      pending.push({ graph: below[graph]![at]!, depth: depth + 1 });
    }
  }
  return tree;
}

/** The graphs that lead to one, that one last. */
export function pathTo(graphs: Graphs, graph: number): number[] {
  const path = [graph];
  for (let caller = graphs[graph]?.caller ?? null; caller !== null; caller = graphs[caller.graph]!.caller) {
    path.push(caller.graph);
  }
  return path.reverse();
}

/** Those of a tree whose names hold all words of a text. */
export function filterTree(tree: readonly Branch[], nameOf: (graph: number) => string, text: string): Branch[] {
  const words = text.toLowerCase().split(/\s+/);
  return tree.filter(({ graph }) => words.every((word) => nameOf(graph).toLowerCase().includes(word)));
}
