// Frames around nodes: what is in one stands together in each row, between two borders that run straight through all
// rows of the frame. So frames beside each other do not overlap, and one in another lies inside of it.
import type { Ranks } from "./ranks";

/** Frames, one in another, each behind the one that it is in; in each is a node or more. */
export interface Frames {
  /** For each node the innermost frame that it is in; −1: none. */
  readonly of: Int32Array;
  /** For each frame the one that it is in; −1: none. */
  readonly parents: Int32Array;
  /** The least width of each, as its title needs. */
  readonly widths: Float32Array;
}

/** The width of a border, which brings it nearer to what is inside and outside than nodes are to each other. */
export const BORDER_WIDTH = -16;
/** From a frame's border to where it is drawn. */
export const BESIDE_BORDER = 8;
/** Left and right of what is in a frame, and below. */
const FRAME_PADDING = 12;
/** Above it: a title, and room for an edge's label. */
export const FRAME_HEAD = 40;

/** From which row to which each frame reaches, and the frame of each vertex. */
export interface FrameRows {
  readonly frames: Frames;
  readonly tree: FrameTree;
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** By vertex the innermost frame; −1: none. */
  readonly of: Int32Array;
  /** The borders in each frame's first row, those in the next rows follow; −1 where it has none. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Vertices from here on are bends, and then borders. */
  readonly firstBend: number;
  readonly firstBorder: number;
  /** By vertex: 1 for the first bend of a chain. */
  readonly beginsChain: Uint8Array;
}

/** The rows of all nodes in each frame. @returns first and last. */
export function rowsOf(
  { of, parents }: Pick<Frames, "of" | "parents">,
  { rank }: Pick<Ranks, "rank">,
): [Int32Array, Int32Array] {
  const first = new Int32Array(parents.length).fill(rank.length);
  const last = new Int32Array(parents.length).fill(-1);
  const add = (frame: number, from: number, to: number) => {
    if (frame >= 0) {
      first[frame] = Math.min(first[frame]!, from);
      last[frame] = Math.max(last[frame]!, to);
    }
  };
  of.forEach((frame, node) => add(frame, rank[node]!, rank[node]!));
  for (let frame = parents.length - 1; frame >= 0; frame--) {
    add(parents[frame]!, first[frame]!, last[frame]!);
  }
  return [first, last];
}

/** What parents say of how two frames lie in each other. */
export class FrameTree {
  readonly depths: Int32Array;

  constructor(readonly parents: Int32Array) {
    this.depths = new Int32Array(parents.length);
    parents.forEach((parent, frame) => (this.depths[frame] = parent < 0 ? 1 : this.depths[parent]! + 1));
  }

  depth(frame: number): number {
    return frame < 0 ? 0 : this.depths[frame]!;
  }

  /** The innermost frame around both; −1: none. */
  common(one: number, other: number): number {
    let [a, b] = [one, other];
    while (a !== b) {
      if (this.depth(a) >= this.depth(b)) {
        a = this.parents[a]!;
      } else {
        b = this.parents[b]!;
      }
    }
    return a;
  }

  /** The frame directly inside `outer` that is or holds `inner`; −1 where `inner` is not inside of it. */
  towards(outer: number, inner: number): number {
    let at = inner;
    while (this.depth(at) > this.depth(outer) + 1) {
      at = this.parents[at]!;
    }
    return at >= 0 && this.depth(at) === this.depth(outer) + 1 && this.parents[at] === outer ? at : -1;
  }
}

/**
 * The frames of the bends of one chain, from its top. It leaves a frame where this ends, and goes into one where that
 * begins if all that still lies ahead is in there; else it passes beside it.
 * @param start The frame of the node where it begins.
 * @param ahead For each bend the innermost frame around all that its chain still leads to.
 * @param set Takes the frame of each bend.
 */
export function followChain(
  tree: FrameTree,
  [first, last]: readonly [Int32Array, Int32Array],
  chain: { readonly start: number; readonly row: number; readonly length: number },
  ahead: (bend: number) => number,
  set: (bend: number, frame: number) => void,
): void {
  let frame = chain.start;
  for (let bend = 0; bend < chain.length; bend++) {
    const row = chain.row + 1 + bend;
    while (frame >= 0 && row > last[frame]!) {
      frame = tree.parents[frame]!;
    }
    const goal = ahead(bend);
    for (let inner = tree.towards(frame, goal); inner >= 0 && first[inner] === row; inner = tree.towards(frame, goal)) {
      frame = inner;
    }
    set(bend, frame);
  }
}

/** Frames that need borders: all but those with rows of their own, in which nothing else stands and no frame reaches. */
export function needBorders(
  { parents, depths }: FrameTree,
  [first, last]: readonly [Int32Array, Int32Array],
  ranks: ArrayLike<number>,
  of: ArrayLike<number>,
  rowCount: number,
): Uint8Array {
  /** Before each row: vertices, and frames, counted in each of their rows. */
  const vertices = new Float64Array(rowCount + 1);
  const reaching = new Float64Array(rowCount + 2);
  const inside = new Float64Array(parents.length);
  const spans = last.map((row, frame) => row + 1 - first[frame]!);
  for (let vertex = 0; vertex < ranks.length; vertex++) {
    vertices[ranks[vertex]! + 1]!++;
    if (of[vertex]! >= 0) {
      inside[of[vertex]!]!++;
    }
  }
  const inner = Float64Array.from(spans);
  for (let frame = parents.length - 1; frame >= 0; frame--) {
    reaching[first[frame]! + 1]!++;
    reaching[last[frame]! + 2]!--;
    const parent = parents[frame]!;
    if (parent >= 0) {
      inside[parent]! += inside[frame]!;
      inner[parent]! += inner[frame]!;
    }
  }
  for (let time = 0; time < 2; time++) {
    addUp(reaching);
  }
  addUp(vertices);
  const needs = new Uint8Array(parents.length);
  parents.forEach((parent, frame) => {
    const [from, to] = [first[frame]!, last[frame]! + 1];
    const others = vertices[to]! - vertices[from]! - inside[frame]!;
    const around = (depths[frame]! - 1) * spans[frame]!;
    const beside = reaching[to]! - reaching[from]! - inner[frame]! - around;
    const isAlone = others === 0 && beside === 0;
    needs[frame] = !isAlone || (parent >= 0 && needs[parent] === 1) ? 1 : 0;
  });
  return needs;
}

function addUp(counts: Float64Array): void {
  for (let at = 1; at < counts.length; at++) {
    counts[at]! += counts[at - 1]!;
  }
}

/** How much room frames need above each row, and below it, and each of them from the row where it begins or ends. */
export function frameRoom({ frames: { parents }, first, last }: FrameRows, rowCount: number) {
  const above = new Float32Array(rowCount);
  const below = new Float32Array(rowCount);
  const head = new Float32Array(parents.length).fill(FRAME_HEAD);
  const foot = new Float32Array(parents.length).fill(FRAME_PADDING);
  for (let frame = parents.length - 1; frame >= 0; frame--) {
    const [top, bottom, parent] = [first[frame]!, last[frame]!, parents[frame]!];
    above[top] = Math.max(above[top]!, head[frame]!);
    below[bottom] = Math.max(below[bottom]!, foot[frame]!);
    if (parent >= 0 && first[parent] === top) {
      head[parent] = Math.max(head[parent]!, head[frame]! + FRAME_HEAD);
    }
    if (parent >= 0 && last[parent] === bottom) {
      foot[parent] = Math.max(foot[parent]!, foot[frame]! + FRAME_PADDING);
    }
  }
  return { above, below, head, foot };
}

/** Left and right sides of frames: around all that is in them, and as wide as their titles need. @param x Of vertices. */
export function frameSides(
  { frames: { parents, widths }, of, left, right, firstBorder }: FrameRows,
  x: Float32Array,
  vertexWidths: Float32Array,
): [Float32Array, Float32Array] {
  const lefts = new Float32Array(parents.length).fill(Infinity);
  const rights = new Float32Array(parents.length).fill(-Infinity);
  const widen = (frame: number, from: number, to: number) => {
    if (frame >= 0) {
      lefts[frame] = Math.min(lefts[frame]!, from);
      rights[frame] = Math.max(rights[frame]!, to);
    }
  };
  for (let vertex = 0; vertex < firstBorder; vertex++) {
    const half = vertexWidths[vertex]! / 2;
    widen(of[vertex]!, x[vertex]! - half - FRAME_PADDING, x[vertex]! + half + FRAME_PADDING);
  }
  for (let frame = parents.length - 1; frame >= 0; frame--) {
    const more = widths[frame]! - (rights[frame]! - lefts[frame]!);
    if (more > 0) {
      const hasBorders = left[frame]! >= 0;
      const least = hasBorders ? x[left[frame]!]! + BESIDE_BORDER : -Infinity;
      const most = hasBorders ? x[right[frame]!]! - BESIDE_BORDER - widths[frame]! : Infinity;
      lefts[frame] = Math.max(least, Math.min(most, lefts[frame]! - more / 2));
      rights[frame] = lefts[frame]! + widths[frame]!;
    }
    widen(parents[frame]!, lefts[frame]! - FRAME_PADDING, rights[frame]! + FRAME_PADDING);
  }
  return [lefts, rights];
}
