// Nodes row by row, with a chain of bends for edges that cross rows. All edges of one source share its chain: a value
// that every layer reads would else need a bend for each reader in each row. Where the chains would still have many
// more bends than the graph has nodes, as where the last node reads all others, the longest edges get none.
import { adjacency, type Adjacency } from "./adjacency";
import { FrameTree, followChain, needBorders, rowsOf, type FrameRows, type Frames } from "./frames";
import type { Ranks } from "./ranks";
import { RowOrder } from "./row-order";

/** Vertices are the nodes, then the bends, then the borders of frames. */
export interface Rows {
  readonly rows: readonly Int32Array[];
  /** Place of each vertex in its row. */
  readonly place: Int32Array;
  readonly rank: Int32Array;
  readonly nodeCount: number;
  readonly up: Adjacency;
  readonly down: Adjacency;
  /** The first bend of each node's chain; bends of a chain are numbered on, one for each row below the node. */
  readonly chain: Int32Array;
  readonly chainLength: Int32Array;
  /** By edge: 1 where it crosses so many rows that it has no bends. */
  readonly isFar: Uint8Array;
  /** Null: there are none. */
  readonly frames: FrameRows | null;
}

/** For each node and edge, and in any case. */
const BENDS = 4;
const FREE_BENDS = 200_000;

export function makeRows(
  count: number,
  from: Int32Array,
  to: Int32Array,
  { rank, count: rankCount, isBack }: Ranks,
  frames: Frames | null = null,
): Rows {
  const bends = FREE_BENDS + BENDS * (count + from.length);
  const most = longestChain(farthest(from, to, rank, isBack, Infinity), rank, bends);
  const reach = farthest(from, to, rank, isBack, most);
  const isFar = Uint8Array.from(from, (_, edge) => (bendsOf(rank, ...ends(from, to, isBack, edge)) > most ? 1 : 0));
  const chain = new Int32Array(count).fill(-1);
  const ranks: number[] = Array.from(rank);
  const heads: number[] = [];
  const tails: number[] = [];
  for (let node = 0; node < count; node++) {
    for (let row = rank[node]! + 1; row <= reach[node]!; row++) {
      const bend = ranks.push(row) - 1;
      if (chain[node] === -1) {
        chain[node] = bend;
      }
      heads.push(row === rank[node]! + 1 ? node : bend - 1);
      tails.push(bend);
    }
  }
  const seen = new Set<number>();
  for (let edge = 0; edge < from.length; edge++) {
    const [high, low] = ends(from, to, isBack, edge);
    const steps = rank[low]! - rank[high]!;
    const last = steps <= 1 ? high : chain[high]! + steps - 2;
    const key = last * count + low;
    if (steps >= 1 && isFar[edge] === 0 && !seen.has(key)) {
      seen.add(key);
      heads.push(last);
      tails.push(low);
    }
  }
  const chainLength = reach.map((row, node) => row - rank[node]!);
  const framed =
    frames === null
      ? null
      : frameRows(frames, { rank, ranks, rankCount, chain, chainLength, from, to, isBack, isFar, heads, tails });
  const total = ranks.length;
  const rows = Array.from({ length: rankCount }, () => [] as number[]);
  ranks.forEach((row, vertex) => rows[row]!.push(vertex));
  const up = adjacency(total, heads, tails, true);
  const down = adjacency(total, heads, tails);
  const place = new Int32Array(total);
  const made = {
    rows: rows.map((row) => Int32Array.from(row)),
    place,
    rank: Int32Array.from(ranks),
    nodeCount: count,
    up,
    down,
    chain,
    chainLength,
    isFar,
    frames: framed,
  };
  orderRows(made);
  return made;
}

interface Chains {
  readonly rank: Int32Array;
  readonly rankCount: number;
  readonly chain: Int32Array;
  readonly chainLength: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly isBack: Uint8Array;
  readonly isFar: Uint8Array;
  /** Rows of all vertices, and edges between these; borders are added. */
  readonly ranks: number[];
  readonly heads: number[];
  readonly tails: number[];
}

/** The rows and vertices of frames. */
function frameRows(frames: Frames, chains: Chains): FrameRows {
  const { rankCount, ranks, heads, tails } = chains;
  const tree = new FrameTree(frames.parents);
  const reach = rowsOf(frames, chains);
  const inside = framesOfBends(tree, frames, reach, chains);
  const needs = needBorders(tree, reach, ranks, inside, rankCount);
  const [first, last] = reach;
  const firstBorder = ranks.length;
  const border = (frame: number) => {
    if (needs[frame] === 0) {
      return -1;
    }
    const start = ranks.length;
    for (let row = first[frame]!; row <= last[frame]!; row++) {
      const vertex = ranks.push(row) - 1;
      inside.push(frame);
      if (vertex > start) {
        heads.push(vertex - 1);
        tails.push(vertex);
      }
    }
    return start;
  };
  const left = Int32Array.from(frames.parents, (_, frame) => border(frame));
  const right = Int32Array.from(frames.parents, (_, frame) => border(frame));
  const beginsChain = new Uint8Array(firstBorder);
  chains.chain.forEach((start) => start >= 0 && (beginsChain[start] = 1));
  const of = Int32Array.from(inside);
  return { frames, tree, first, last, of, left, right, firstBend: chains.rank.length, firstBorder, beginsChain };
}

/** The innermost frame of all nodes and bends. */
function framesOfBends(
  tree: FrameTree,
  { of }: Frames,
  reach: readonly [Int32Array, Int32Array],
  { rank, ranks, chain, chainLength, from, to, isBack, isFar }: Chains,
): number[] {
  const inside = Array.from(ranks, (_, vertex) => of[vertex] ?? -1);
  /** By vertex the frame around all that its chain leads to from there on; null: nothing yet. */
  const ahead = new Array<number | null>(ranks.length).fill(null);
  const add = (bend: number, frame: number) =>
    (ahead[bend] = ahead[bend] == null ? frame : tree.common(ahead[bend], frame));
  for (let edge = 0; edge < from.length; edge++) {
    const [high, low] = ends(from, to, isBack, edge);
    const steps = rank[low]! - rank[high]!;
    if (steps > 1 && isFar[edge] === 0) {
      add(chain[high]! + steps - 2, of[low]!);
    }
  }
  chain.forEach((start, node) => {
    const length = chainLength[node]!;
    for (let bend = start + length - 1; length > 0 && bend > start; bend--) {
      add(bend - 1, ahead[bend]!);
    }
    followChain(
      tree,
      reach,
      { start: of[node]!, row: rank[node]!, length },
      (bend) => ahead[start + bend]!,
      (bend, frame) => (inside[start + bend] = frame),
    );
  });
  return inside;
}

/** The last row that each node's chain reaches, for edges with at most a number of bends. */
function farthest(from: Int32Array, to: Int32Array, rank: Int32Array, isBack: Uint8Array, most: number): Int32Array {
  const reach = rank.slice();
  for (let edge = 0; edge < from.length; edge++) {
    const [high, low] = ends(from, to, isBack, edge);
    if (bendsOf(rank, high, low) <= most) {
      reach[high] = Math.max(reach[high]!, rank[low]! - 1);
    }
  }
  return reach;
}

function bendsOf(rank: Int32Array, high: number, low: number): number {
  return rank[low]! - rank[high]! - 1;
}

/** How many bends a chain may have so that all chains together have no more than a number of them. */
function longestChain(reach: Int32Array, rank: Int32Array, bends: number): number {
  const ofLength = new Int32Array(rank.length + 1);
  reach.forEach((row, node) => ofLength[row - rank[node]!]!++);
  let length = 0;
  let longer = rank.length - ofLength[0]!;
  for (let total = longer; longer > 0 && total <= bends; total += longer) {
    length++;
    longer -= ofLength[length]!;
  }
  return longer === 0 ? Infinity : length;
}

/** The upper and the lower end of an edge, whichever way it runs. */
function ends(from: Int32Array, to: Int32Array, isBack: Uint8Array, edge: number): [number, number] {
  return isBack[edge] === 1 ? [to[edge]!, from[edge]!] : [from[edge]!, to[edge]!];
}

const SWEEPS = 8;

/** Barycentre sweeps: each vertex goes to the mean place of its neighbours in the row before, down and up in turn. */
function orderRows({ rows, place, up, down, frames }: Rows): void {
  startDepthFirst(rows, down, up, place);
  const weight = new Float64Array(place.length);
  const order: Order = frames === null ? byWeight(place, weight) : new RowOrder(frames, place, weight);
  if (frames !== null) {
    weight.set(place);
    order.begin(true);
    rows.forEach((row, rank) => order.order(rank, row));
  }
  let best = rows.map((row) => row.slice());
  let fewest = crossings(rows, place, down);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const downwards = sweep % 2 === 0;
    const neighbours = downwards ? up : down;
    order.begin(downwards);
    // The first row of a pass stays as it is.
    for (let i = frames === null ? 1 : 0; i < rows.length; i++) {
      const rank = downwards ? i : rows.length - 1 - i;
      const row = rows[rank]!;
      for (const vertex of row) {
        weight[vertex] = i === 0 ? place[vertex]! : barycentre(vertex, neighbours, place);
      }
      order.order(rank, row);
    }
    const now = crossings(rows, place, down);
    if (now < fewest) {
      fewest = now;
      best = rows.map((row) => row.slice());
    }
  }
  rows.forEach((row, index) => {
    row.set(best[index]!);
    row.forEach((vertex, position) => (place[vertex] = position));
  });
}

interface Order {
  /** A pass over the rows begins. */
  begin(downwards: boolean): void;
  /** Orders the next row, and sets the places of what is in it. */
  order(rank: number, row: Int32Array): void;
}

function byWeight(place: Int32Array, weight: Float64Array): Order {
  return {
    begin: () => {},
    order: (_rank, row) => {
      row.sort((a, b) => weight[a]! - weight[b]! || place[a]! - place[b]!);
      row.forEach((vertex, index) => (place[vertex] = index));
    },
  };
}

function barycentre(vertex: number, { start, targets }: Adjacency, place: Int32Array): number {
  const [first, end] = [start[vertex]!, start[vertex + 1]!];
  if (first === end) {
    return place[vertex]!;
  }
  let sum = 0;
  for (let i = first; i < end; i++) {
    sum += place[targets[i]!]!;
  }
  return sum / (end - first);
}

/** A first order in which what hangs together lies together. */
function startDepthFirst(rows: readonly Int32Array[], down: Adjacency, up: Adjacency, place: Int32Array): void {
  const seen = new Uint8Array(place.length);
  const order: number[] = [];
  const stack: number[] = [];
  for (const row of rows) {
    for (const root of row) {
      if (up.start[root] === up.start[root + 1]) {
        stack.push(root);
        while (stack.length > 0) {
          const vertex = stack.pop()!;
          if (seen[vertex] === 0) {
            seen[vertex] = 1;
            for (let i = down.start[vertex + 1]! - 1; i >= down.start[vertex]!; i--) {
              stack.push(down.targets[i]!);
            }
            order.push(vertex);
          }
        }
      }
    }
  }
  const filled = new Int32Array(rows.length);
  const rankOf = new Int32Array(place.length);
  rows.forEach((row, rank) => row.forEach((vertex) => (rankOf[vertex] = rank)));
  const sorted = rows.map((row) => new Int32Array(row.length));
  for (const vertex of order) {
    const rank = rankOf[vertex]!;
    sorted[rank]![filled[rank]!++] = vertex;
  }
  rows.forEach((row, rank) => {
    // Vertices on loops alone were not reached: they keep the places that are left.
    for (const vertex of row) {
      if (seen[vertex] === 0) {
        sorted[rank]![filled[rank]!++] = vertex;
      }
    }
  });
  rows.forEach((row, rank) => {
    row.set(sorted[rank]!);
    row.forEach((vertex, position) => (place[vertex] = position));
  });
}
/** Edges that cross, counted with a Fenwick tree (Barth, Mutzel and Jünger 2004). */
function crossings(rows: readonly Int32Array[], place: Int32Array, down: Adjacency): number {
  let total = 0;
  for (let rank = 0; rank + 1 < rows.length; rank++) {
    const width = rows[rank + 1]!.length;
    if (rows[rank]!.length < 2 || width < 2) {
      continue;
    }
    const tree = new Int32Array(width + 1);
    let inserted = 0;
    for (const vertex of rows[rank]!) {
      const targets = Array.from(
        down.targets.subarray(down.start[vertex], down.start[vertex + 1]),
        (each) => place[each]!,
      );
      targets.sort((a, b) => a - b);
      for (const target of targets) {
        let before = 0;
        for (let i = target + 1; i > 0; i -= i & -i) {
          before += tree[i]!;
        }
        total += inserted - before;
      }
      for (const target of targets) {
        for (let i = target + 1; i <= width; i += i & -i) {
          tree[i]!++;
        }
        inserted++;
      }
    }
  }
  return total;
}
