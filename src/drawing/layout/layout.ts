// Where everything of a graph is drawn. Linear in the size of the drawing, except for sorting within rows.
import { assignX } from "./coordinates";
import { BORDER_WIDTH, frameRoom, frameSides, type Frames } from "./frames";
import { assignRanks } from "./ranks";
import { makeRows } from "./rows";

export interface LayoutInput {
  readonly widths: Float32Array;
  readonly heights: Float32Array;
  /** Pairs of nodes: from, to. */
  readonly edges: Int32Array;
  /** Absent: none. */
  readonly frames?: Frames;
}

/**
 * Edges that cross rows run along their source's trunk, a line with one bend a row that all of its long edges share,
 * and leave it just above their target.
 */
export interface Layout {
  /** Centres of the nodes. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Row of each node, and where each row begins and how high it is. */
  readonly rank: Int32Array;
  readonly rowTop: Float32Array;
  readonly rowHeight: Float32Array;
  /** First bend and number of bends of each node's trunk; bend i is in the (i + 1)th row below the node. */
  readonly trunkStart: Int32Array;
  readonly trunkLength: Int32Array;
  readonly bendX: Float32Array;
  /** By edge, four numbers: x and y where it leaves its source or trunk, x and y where it ends. */
  readonly branches: Float32Array;
  /** By edge: 1 where it closes a loop and so runs upwards. */
  readonly isBack: Uint8Array;
  /** By edge: 1 where it comes from so far that only its end is drawn. */
  readonly isFar: Uint8Array;
  /** By frame, four numbers: left, top, width and height. */
  readonly frames: Float32Array;
}

const NONE: readonly [Float32Array, Float32Array] = [new Float32Array(), new Float32Array()];
/** Between nodes of a row, at least. */
export const COLUMN_GAP = 28;
const ROW_GAP = 40;
const BEND_WIDTH = 10;
/** What is drawn of edges that come from far. */
const STUB = 30;

export function layOut({ widths, heights, edges, frames: wanted }: LayoutInput): Layout {
  const count = widths.length;
  const from = edges.filter((_, index) => index % 2 === 0);
  const to = edges.filter((_, index) => index % 2 === 1);
  const ranks = assignRanks(count, from, to);
  const rows = makeRows(count, from, to, ranks, wanted && wanted.parents.length > 0 ? wanted : null);
  const { frames } = rows;
  const all = new Float32Array(rows.place.length).fill(BEND_WIDTH);
  all.set(widths);
  all.fill(BORDER_WIDTH, frames?.firstBorder ?? all.length);
  const across = assignX(rows, all, COLUMN_GAP);
  const [lefts, rights] = frames === null ? NONE : frameSides(frames, across, all);
  let left = lefts.reduce((least, each) => Math.min(least, each), Infinity);
  let right = rights.reduce((most, each) => Math.max(most, each), -Infinity);
  for (let vertex = 0; vertex < (frames?.firstBorder ?? all.length); vertex++) {
    left = Math.min(left, across[vertex]! - all[vertex]! / 2);
    right = Math.max(right, across[vertex]! + all[vertex]! / 2);
  }
  const x = across.map((each) => each - left);
  const room = frames === null ? null : frameRoom(frames, rows.rows.length);
  const { rowTop, rowHeight, height } = stackRows(rows.rows, heights, count, room);
  const y = Float32Array.from(ranks.rank, (rank) => rowTop[rank]! + rowHeight[rank]! / 2);
  const trunkStart = rows.chain.map((bend) => (bend === -1 ? -1 : bend - count));
  const branches = new Float32Array(from.length * 4);
  for (let edge = 0; edge < from.length; edge++) {
    const back = ranks.isBack[edge] === 1;
    const [high, low] = back ? [to[edge]!, from[edge]!] : [from[edge]!, to[edge]!];
    const above = ranks.rank[low]! - 1;
    const endY = y[low]! - heights[low]! / 2;
    if (rows.isFar[edge] === 1) {
      branches.set([x[low]!, endY - STUB, x[low]!, endY], edge * 4);
      continue;
    }
    const steps = above - ranks.rank[high]!;
    const startX = steps > 0 ? x[rows.chain[high]! + steps - 1]! : x[high]!;
    const startY = steps > 0 ? rowTop[above]! + rowHeight[above]! : y[high]! + heights[high]! / 2;
    branches.set([startX, startY, x[low]!, endY], edge * 4);
  }
  const boxes = new Float32Array(4 * lefts.length);
  frames?.first.forEach((first, frame) => {
    const last = frames.last[frame]!;
    const top = rowTop[first]! - room!.head[frame]!;
    const bottom = rowTop[last]! + rowHeight[last]! + room!.foot[frame]!;
    boxes.set([lefts[frame]! - left, top, rights[frame]! - lefts[frame]!, bottom - top], frame * 4);
  });
  return {
    x: x.slice(0, count),
    y,
    width: count === 0 ? 0 : right - left,
    height,
    rank: ranks.rank,
    rowTop,
    rowHeight,
    trunkStart,
    trunkLength: rows.chainLength,
    bendX: x.slice(count, frames?.firstBorder),
    branches,
    isBack: ranks.isBack,
    isFar: rows.isFar,
    frames: boxes,
  };
}

/** @param room What frames need above and below rows; null: there are none. */
function stackRows(
  rows: readonly Int32Array[],
  heights: Float32Array,
  count: number,
  room: Pick<ReturnType<typeof frameRoom>, "above" | "below"> | null,
) {
  const rowTop = new Float32Array(rows.length);
  const rowHeight = new Float32Array(rows.length);
  let height = 0;
  rows.forEach((row, rank) => {
    let most = 0;
    for (const vertex of row) {
      most = vertex < count ? Math.max(most, heights[vertex]!) : most;
    }
    height += room?.above[rank] ?? 0;
    rowTop[rank] = height;
    rowHeight[rank] = most;
    height += most + (room?.below[rank] ?? 0) + ROW_GAP;
  });
  return { rowTop, rowHeight, height: Math.max(0, height - ROW_GAP) };
}
