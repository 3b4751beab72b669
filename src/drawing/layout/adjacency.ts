/** Neighbours of each vertex in one array: those of v are targets[start[v]] to targets[start[v + 1] − 1]. */
export interface Adjacency {
  readonly start: Int32Array;
  readonly targets: Int32Array;
}

/** @param from, to The ends of each edge; `reverse` lists for each vertex where edges come from instead. */
export function adjacency(count: number, from: ArrayLike<number>, to: ArrayLike<number>, reverse = false): Adjacency {
  const [heads, tails] = reverse ? [to, from] : [from, to];
  const start = new Int32Array(count + 1);
  for (let edge = 0; edge < heads.length; edge++) {
    start[heads[edge]! + 1]!++;
  }
  for (let vertex = 0; vertex < count; vertex++) {
    start[vertex + 1]! += start[vertex]!;
  }
  const next = start.slice();
  const targets = new Int32Array(heads.length);
  for (let edge = 0; edge < heads.length; edge++) {
    targets[next[heads[edge]!]!++] = tails[edge]!;
  }
  return { start, targets };
}
