import type { ViewNode } from "../core";
import type { Level, NodeColoring } from "./coloring";

const ADDED = 1;
const CHANGES: readonly Level[] = [
  { color: "yellow", title: "changed" },
  { color: "green", title: "added" },
  { color: "red", title: "removed" },
];

/** What differs from another model. @param marks As `changeMarks` makes them. @returns null: nothing does. */
export function changesColoring(
  nodes: readonly ViewNode[],
  marks: Uint8Array | null,
  other: string,
): NodeColoring | null {
  const hasGhosts = nodes.some(({ isRemoved }) => isRemoved === true);
  if (marks === null && !hasGhosts) {
    return null;
  }
  const levelOf = Uint8Array.from(nodes, ({ isRemoved }, node) => {
    const mark = marks?.[node] ?? 0;
    return isRemoved === true ? 3 : mark === 0 ? 0 : mark === ADDED ? 2 : 1;
  });
  return {
    id: "changes",
    label: "Changes",
    title: `Against ${other}`,
    levels: hasGhosts ? CHANGES : CHANGES.slice(0, 2),
    rest: "the same",
    levelOf,
    text: (node) => CHANGES[levelOf[node]! - 1]?.title ?? "",
  };
}
