// Nodes that change no values: identities, and what only works out shapes.
import type { ViewGraph } from "../../core";

/** How a node is hidden: the one that it reads from flows on to what reads it, or what it reads ends there. */
export const THROUGH = 1;
export const ENDS = 2;

/** What tells the shape of something. */
const SHAPES: ReadonlySet<string> = new Set(["Shape", "ShapeN", "Size", "Rank", "SHAPE", "RANK"]);

/**
 * By node how it can be hidden, 0: not at all. Shape arithmetic is what reads shapes and nothing else, up to what uses them;
 * what makes an output stays. Linear in the graph. @returns null where there is nothing to hide.
 */
export function plumbingIn({ nodes, edges }: ViewGraph): Uint8Array | null {
  const plumbing = new Uint8Array(nodes.length);
  const makers = new Int32Array(nodes.length);
  const firstReader = new Int32Array(nodes.length + 1);
  const stays = new Uint8Array(nodes.length);
  for (let edge = 0; edge < edges.length; edge += 2) {
    const [from, to] = [edges[edge]!, edges[edge + 1]!];
    makers[to]!++;
    firstReader[from + 1]!++;
    stays[from]! |= nodes[to]!.kind === "output" ? 1 : 0;
  }
  nodes.forEach(({ kind, runsGraphs }, node) => (stays[node]! |= kind !== "operator" || runsGraphs ? 1 : 0));
  for (let node = 0; node < nodes.length; node++) {
    firstReader[node + 1]! += firstReader[node]!;
  }
  const next = firstReader.slice();
  const readers = new Int32Array(edges.length / 2);
  for (let edge = 0; edge < edges.length; edge += 2) {
    readers[next[edges[edge]!]!++] = edges[edge + 1]!;
  }
  const pending: number[] = [];
  nodes.forEach(({ operator, role }, node) => {
    if (stays[node] === 0 && SHAPES.has(operator)) {
      plumbing[node] = ENDS;
      pending.push(node);
    } else if (stays[node] === 0 && role === "identity" && makers[node] === 1) {
      plumbing[node] = THROUGH;
    }
  });
  const fromShapes = new Int32Array(nodes.length);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (let at = firstReader[node]!; at < firstReader[node + 1]!; at++) {
      const reader = readers[at]!;
      fromShapes[reader]!++;
      if (fromShapes[reader] === makers[reader] && stays[reader] === 0 && plumbing[reader] !== ENDS) {
        plumbing[reader] = ENDS;
        pending.push(reader);
      }
    }
  }
  return plumbing.some((each) => each !== 0) ? plumbing : null;
}
