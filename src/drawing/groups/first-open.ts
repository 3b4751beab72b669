// How a graph is shown at first: a large one as its groups, if these say what it is.
import type { GroupTree } from "./group-tree";

/** A graph of so few nodes can be seen as a whole. */
const FEW_NODES = 200;
/** Things that are seen at first: fewer say too little, more are no overview. */
const FEWEST = 5;
const MOST = 60;
/** Of a very large graph they may be more, as long as most of it is in groups. */
const MOST_SHARE = 0.1;
/** A group with so much of all nodes says less than what is in it. */
const LARGE_SHARE = 0.5;

/** @returns by group, 1 where it is open at first; null: all nodes are shown, and no groups. */
export function firstOpen(tree: GroupTree): Uint8Array | null {
  const count = tree.graph.nodes.length;
  if (count < FEW_NODES) {
    return null;
  }
  const open = new Uint8Array(tree.length);
  const most = Math.max(MOST, count * MOST_SHARE);
  let closed = tree.inside(-1);
  let seen = tree.of.reduce((sum, group) => sum + (group < 0 ? 1 : 0), closed.length);
  for (;;) {
    const parts = (group: number) => tree.partCounts[group]!;
    const fitting = closed.filter((group) => seen - 1 + parts(group) <= most);
    const nodes = (group: number) => tree.nodeCounts[group] ?? 0;
    const largest = fitting.reduce((best, group) => (nodes(group) > nodes(best) ? group : best), -1);
    if (largest < 0 || (seen >= FEWEST && nodes(largest) < count * LARGE_SHARE)) {
      return seen >= FEWEST && seen <= most ? open : null;
    }
    open[largest] = 1;
    closed = [...closed.filter((group) => group !== largest), ...tree.inside(largest)];
    seen += parts(largest) - 1;
  }
}
