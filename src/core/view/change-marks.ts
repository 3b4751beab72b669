import type { Node } from "../ir/node";
import type { NodeComparison } from "../report/compare";
import type { Links } from "./links";

const ADDED = 1;
const CHANGED = 2;

/** By graph that is drawn, by node: 1 where it was added, 2 where it changed; null: neither anywhere. */
export function changeMarks(
  { added, changed }: Pick<NodeComparison, "added" | "changed">,
  links: Links,
): (Uint8Array | null)[] {
  const marks: (Uint8Array | null)[] = links.views.map(() => null);
  const mark = (node: Node, kind: number) => {
    const place = links.placeOf(node);
    if (place !== null) {
      marks[place.graph] ??= new Uint8Array(links.views[place.graph]!.graph.nodes.length);
      marks[place.graph]![place.node] = kind;
    }
  };
  added.forEach((node) => mark(node, ADDED));
  changed.forEach(({ after }) => mark(after, CHANGED));
  return marks;
}
