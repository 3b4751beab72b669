// Which row each node stands in: below everything it reads (longest path), inputs just above their first reader.
import { adjacency, type Adjacency } from "./adjacency";

export interface Ranks {
  readonly rank: Int32Array;
  readonly count: number;
  /** By edge: 1 where it runs upwards because it closes a loop. */
  readonly isBack: Uint8Array;
}

export function assignRanks(count: number, from: Int32Array, to: Int32Array): Ranks {
  const isBack = backEdges(count, from, to);
  const forward = [...from.keys()].filter((edge) => isBack[edge] === 0);
  const heads = Int32Array.from(forward, (edge) => from[edge]!);
  const tails = Int32Array.from(forward, (edge) => to[edge]!);
  const down = adjacency(count, heads, tails);
  const rank = new Int32Array(count);
  const order = topological(count, down, tails);
  for (const vertex of order) {
    for (let i = down.start[vertex]!; i < down.start[vertex + 1]!; i++) {
      const target = down.targets[i]!;
      rank[target] = Math.max(rank[target]!, rank[vertex]! + 1);
    }
  }
  const reads = new Uint8Array(count);
  tails.forEach((tail) => (reads[tail] = 1));
  for (let i = order.length - 1; i >= 0; i--) {
    const vertex = order[i]!;
    const [first, end] = [down.start[vertex]!, down.start[vertex + 1]!];
    if (reads[vertex] === 0 && end > first) {
      let nearest = Infinity;
      for (let j = first; j < end; j++) {
        nearest = Math.min(nearest, rank[down.targets[j]!]!);
      }
      rank[vertex] = nearest - 1;
    }
  }
  let most = -1;
  rank.forEach((each) => (most = Math.max(most, each)));
  return { rank, count: most + 1, isBack };
}

function topological(count: number, down: Adjacency, tails: Int32Array): Int32Array {
  const waiting = new Int32Array(count);
  tails.forEach((tail) => waiting[tail]!++);
  const order = new Int32Array(count);
  let length = 0;
  for (let vertex = 0; vertex < count; vertex++) {
    if (waiting[vertex] === 0) {
      order[length++] = vertex;
    }
  }
  for (let next = 0; next < length; next++) {
    const vertex = order[next]!;
    for (let i = down.start[vertex]!; i < down.start[vertex + 1]!; i++) {
      const target = down.targets[i]!;
      waiting[target]!--;
      if (waiting[target] === 0) {
        order[length++] = target;
      }
    }
  }
  return order.subarray(0, length);
}

/** Depth first, without recursion: an edge to a vertex that is still open closes a loop. */
function backEdges(count: number, from: Int32Array, to: Int32Array): Uint8Array {
  const start = new Int32Array(count + 1);
  from.forEach((vertex) => start[vertex + 1]!++);
  for (let vertex = 0; vertex < count; vertex++) {
    start[vertex + 1]! += start[vertex]!;
  }
  const next = start.slice();
  const edges = new Int32Array(from.length);
  from.forEach((vertex, edge) => (edges[next[vertex]!++] = edge));
  const position = start.slice(0, count);
  const state = new Uint8Array(count); // 0 new, 1 open, 2 done
  const isBack = new Uint8Array(from.length);
  const stack = new Int32Array(count);
  for (let root = 0; root < count; root++) {
    if (state[root] !== 0) {
      continue;
    }
    let depth = 0;
    stack[depth++] = root;
    state[root] = 1;
    while (depth > 0) {
      const vertex = stack[depth - 1]!;
      if (position[vertex]! < start[vertex + 1]!) {
        const edge = edges[position[vertex]!++]!;
        const target = to[edge]!;
        if (state[target] === 1) {
          isBack[edge] = 1;
        } else if (state[target] === 0) {
          state[target] = 1;
          stack[depth++] = target;
        }
      } else {
        state[vertex] = 2;
        depth--;
      }
    }
  }
  return isBack;
}
