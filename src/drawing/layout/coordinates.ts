// Horizontal places: U. Brandes and B. Köpf, Fast and Simple Horizontal Coordinate Assignment (2001). Vertices are
// aligned in blocks with the median of their neighbours, from above and below, leftmost and rightmost; blocks are
// packed, and each vertex takes the median of its four places. Long edges become straight lines.
import type { Adjacency } from "./adjacency";
import { BESIDE_BORDER } from "./frames";
import type { Rows } from "./rows";

/** @param widths Of all vertices; bends have their own, small one. @param gap Between neighbours in a row. */
export function assignX(rows: Rows, widths: Float32Array, gap: number): Float32Array {
  const conflicts = markConflicts(rows);
  const results: Float32Array[] = [];
  for (const downwards of [true, false]) {
    for (const leftmost of [true, false]) {
      results.push(oneAlignment(rows, widths, gap, conflicts, downwards, leftmost));
    }
  }
  return balance(results, widths);
}

/** Crossings of an inner segment (bend to bend) with another edge: the other edge gives way. */
function markConflicts({ rows, place, nodeCount, up, frames }: Rows): Set<number> {
  const conflicts = new Set<number>();
  const total = place.length;
  if (frames !== null) {
    markBorderConflicts({ rows, place, up }, frames.firstBorder, conflicts);
  }
  for (let rank = 1; rank < rows.length; rank++) {
    const row = rows[rank]!;
    const width = rows[rank - 1]!.length;
    let left = 0;
    let scanned = 0;
    for (let index = 0; index < row.length; index++) {
      const above = innerNeighbour(row[index]!, nodeCount, up);
      const inner = above >= 0 && conflicts.has(above * total + row[index]!) ? -1 : above;
      if (inner === -1 && index < row.length - 1) {
        continue;
      }
      const right = inner === -1 ? width - 1 : place[inner]!;
      for (; scanned <= index; scanned++) {
        const vertex = row[scanned]!;
        for (let i = up.start[vertex]!; i < up.start[vertex + 1]!; i++) {
          const neighbour = up.targets[i]!;
          const at = place[neighbour]!;
          const isInner = vertex >= nodeCount && neighbour >= nodeCount;
          if ((at < left || at > right) && !isInner) {
            conflicts.add(neighbour * total + vertex);
          }
        }
      }
      left = right;
    }
  }
  return conflicts;
}

/** Crossings of a border with anything else: that gives way, so that borders are straight. */
function markBorderConflicts(
  { rows, place, up }: Pick<Rows, "rows" | "place" | "up">,
  firstBorder: number,
  conflicts: Set<number>,
): void {
  for (let rank = 1; rank < rows.length; rank++) {
    const [above, row] = [rows[rank - 1]!, rows[rank]!];
    /** By place, how many borders that go from one row to the other are left of it. */
    const left = new Int32Array(above.length + 1);
    for (const vertex of row) {
      if (vertex >= firstBorder && up.start[vertex]! < up.start[vertex + 1]!) {
        left[place[up.targets[up.start[vertex]!]!]! + 1]!++;
      }
    }
    for (let at = 0; at < above.length; at++) {
      left[at + 1]! += left[at]!;
    }
    let passed = 0;
    for (const vertex of row) {
      const [first, end] = [up.start[vertex]!, up.start[vertex + 1]!];
      if (vertex >= firstBorder) {
        passed += end - first;
        continue;
      }
      for (let i = first; i < end; i++) {
        const neighbour = up.targets[i]!;
        if (left[place[neighbour]!] !== passed) {
          conflicts.add(neighbour * place.length + vertex);
        }
      }
    }
  }
}

/** The bend above a bend; −1 for other vertices. */
function innerNeighbour(vertex: number, nodeCount: number, { start, targets }: Adjacency): number {
  if (vertex < nodeCount) {
    return -1;
  }
  for (let i = start[vertex]!; i < start[vertex + 1]!; i++) {
    if (targets[i]! >= nodeCount) {
      return targets[i]!;
    }
  }
  return -1;
}

function oneAlignment(
  rows: Rows,
  widths: Float32Array,
  gap: number,
  conflicts: ReadonlySet<number>,
  downwards: boolean,
  leftmost: boolean,
): Float32Array {
  const root = alignBlocks(rows, conflicts, downwards, leftmost);
  const x = packBlocks(rows, root, widths, gap, leftmost);
  const places = new Float32Array(root.length);
  for (let vertex = 0; vertex < root.length; vertex++) {
    places[vertex] = leftmost ? x[root[vertex]!]! : -x[root[vertex]!]!;
  }
  return places;
}

function alignBlocks(
  { rows, place, nodeCount, up, down }: Rows,
  conflicts: ReadonlySet<number>,
  downwards: boolean,
  leftmost: boolean,
): Int32Array {
  const total = place.length;
  const root = Int32Array.from({ length: total }, (_, vertex) => vertex);
  const next = root.slice();
  const [neighbours, opposite] = downwards ? [up, down] : [down, up];
  const meetsNode = haveNodes(opposite, total, nodeCount);
  const sorted: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[downwards ? i : rows.length - 1 - i]!;
    let bound = leftmost ? -1 : Infinity;
    for (let j = 0; j < row.length; j++) {
      const vertex = row[leftmost ? j : row.length - 1 - j]!;
      const [first, end] = [neighbours.start[vertex]!, neighbours.start[vertex + 1]!];
      if (first === end) {
        continue;
      }
      sorted.length = 0;
      let hasNode = false;
      for (let k = first; k < end; k++) {
        hasNode ||= neighbours.targets[k]! < nodeCount;
      }
      // Nodes line up with nodes where they can: the main path is straight, and skips bend around it.
      for (let k = first; k < end; k++) {
        const neighbour = neighbours.targets[k]!;
        const allowed =
          vertex < nodeCount ? !hasNode || neighbour < nodeCount : neighbour >= nodeCount || meetsNode[neighbour] === 0;
        if (allowed) {
          sorted.push(neighbour);
        }
      }
      if (sorted.length === 0) {
        continue;
      }
      if (sorted.length > 1) {
        sorted.sort((a, b) => place[a]! - place[b]!);
      }
      const low = (sorted.length - 1) >> 1;
      const high = sorted.length >> 1;
      for (let median = 0; median < 2; median++) {
        const neighbour = sorted[(median === 0) === leftmost ? low : high]!;
        const key = downwards ? neighbour * total + vertex : vertex * total + neighbour;
        const fits = leftmost ? bound < place[neighbour]! : bound > place[neighbour]!;
        if (next[vertex] === vertex && fits && !conflicts.has(key)) {
          next[neighbour] = vertex;
          root[vertex] = root[neighbour]!;
          next[vertex] = root[vertex];
          bound = place[neighbour]!;
        }
      }
    }
  }
  return root;
}

/** By vertex: 1 where it has a node among its neighbours on one side. */
function haveNodes({ start, targets }: Adjacency, total: number, nodeCount: number): Uint8Array {
  const found = new Uint8Array(total);
  for (let vertex = 0; vertex < total; vertex++) {
    for (let i = start[vertex]!; i < start[vertex + 1]! && found[vertex] === 0; i++) {
      found[vertex] = targets[i]! < nodeCount ? 1 : 0;
    }
  }
  return found;
}

/** Blocks as far to one side as their neighbours allow, then pulled back to where nothing is gained by being there. */
function packBlocks(
  { rows, frames }: Rows,
  root: Int32Array,
  widths: Float32Array,
  gap: number,
  leftmost: boolean,
): Float64Array {
  const total = root.length;
  const from: number[] = [];
  const to: number[] = [];
  const distance: number[] = [];
  for (const row of rows) {
    for (let i = 1; i < row.length; i++) {
      const [a, b] = leftmost ? [row[i - 1]!, row[i]!] : [row[row.length - i]!, row[row.length - 1 - i]!];
      from.push(root[a]!);
      to.push(root[b]!);
      distance.push((widths[a]! + widths[b]!) / 2 + gap);
    }
  }
  frames?.left.forEach((left, frame) => {
    const right = frames.right[frame]!;
    if (left >= 0) {
      from.push(root[leftmost ? left : right]!);
      to.push(root[leftmost ? right : left]!);
      distance.push(frames.frames.widths[frame]! + BESIDE_BORDER * 2);
    }
  });
  const waiting = new Int32Array(total);
  to.forEach((block) => waiting[block]!++);
  const start = new Int32Array(total + 1);
  from.forEach((block) => start[block + 1]!++);
  for (let block = 0; block < total; block++) {
    start[block + 1]! += start[block]!;
  }
  const next = start.slice();
  const edges = new Int32Array(from.length);
  from.forEach((block, edge) => (edges[next[block]!++] = edge));
  const x = new Float64Array(total);
  const order: number[] = [];
  for (let block = 0; block < total; block++) {
    if (root[block] === block && waiting[block] === 0) {
      order.push(block);
    }
  }
  for (const block of order) {
    for (let i = start[block]!; i < start[block + 1]!; i++) {
      const edge = edges[i]!;
      const target = to[edge]!;
      x[target] = Math.max(x[target]!, x[block]! + distance[edge]!);
      waiting[target]!--;
      if (waiting[target] === 0) {
        order.push(target);
      }
    }
  }
  for (let i = order.length - 1; i >= 0; i--) {
    const block = order[i]!;
    let most = Infinity;
    for (let j = start[block]!; j < start[block + 1]!; j++) {
      const edge = edges[j]!;
      most = Math.min(most, x[to[edge]!]! - distance[edge]!);
    }
    if (most < Infinity) {
      x[block] = Math.max(x[block]!, most);
    }
  }
  return x;
}

/** All four moved onto the narrowest, then the mean of the two in the middle for each vertex. */
function balance(results: readonly Float32Array[], widths: Float32Array): Float32Array {
  const extents = results.map((places) => extentOf(places, widths));
  const narrowest = extents.reduce((best, each) => (each.right - each.left < best.right - best.left ? each : best));
  results.forEach((places, index) => {
    const leftmost = index % 2 === 0;
    const { left, right } = extents[index]!;
    const shift = leftmost ? narrowest.left - left : narrowest.right - right;
    for (let vertex = 0; vertex < places.length; vertex++) {
      places[vertex]! += shift;
    }
  });
  const [a, b, c, d] = results as [Float32Array, Float32Array, Float32Array, Float32Array];
  return Float32Array.from(a, (_, vertex) => {
    const [p, q, r, s] = [a[vertex]!, b[vertex]!, c[vertex]!, d[vertex]!];
    const second = Math.max(Math.min(p, q), Math.min(r, s));
    const third = Math.min(Math.max(p, q), Math.max(r, s));
    return (second + third) / 2;
  });
}

function extentOf(places: Float32Array, widths: Float32Array): { left: number; right: number } {
  let left = Infinity;
  let right = -Infinity;
  for (let vertex = 0; vertex < places.length; vertex++) {
    left = Math.min(left, places[vertex]! - widths[vertex]! / 2);
    right = Math.max(right, places[vertex]! + widths[vertex]! / 2);
  }
  return { left, right };
}
