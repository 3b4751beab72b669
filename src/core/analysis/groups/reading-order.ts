import type { NodeList } from "./node-list";

/**
 * The positions of nodes, each behind those that it reads from: as they stand where they stand so, and else as following
 * what is read leads to them. Of nodes in a circle, one comes before what it reads.
 */
export function readingOrder({ nodes, makers, starts }: NodeList): Int32Array {
  const order = new Int32Array(nodes.length);
  const reached = new Uint8Array(nodes.length);
  const next = starts.slice();
  /** Nodes that wait for what they read. */
  const waiting: number[] = [];
  let done = 0;
  for (let first = 0; first < nodes.length; first++) {
    if (reached[first] === 0) {
      reached[first] = 1;
      waiting.push(first);
    }
    while (waiting.length > 0) {
      const node = waiting[waiting.length - 1]!;
      const at = next[node]!++;
      if (at >= starts[node + 1]!) {
        order[done++] = node;
        waiting.pop();
      } else if (reached[makers[at]!] === 0) {
        reached[makers[at]!] = 1;
        waiting.push(makers[at]!);
      }
    }
  }
  return order;
}
