// Puts the vertices of a row in an order by weights, those of each frame together. Frames that reach on from the row
// ordered before, and bends of chains that pass them, keep their order: so they lie beside each other alike in all rows.
import type { FrameRows } from "./frames";

export class RowOrder {
  /** What stands in each frame in the row at hand: vertices, and frames as their complement. */
  readonly #inside: number[][];
  /** Of the weights of vertices, and how many these are. */
  readonly #sums: Float64Array;
  readonly #counts: Int32Array;
  readonly #places: Int32Array;
  /** By frame the turn in which it was met last, its position then, and whether that was in the row before. */
  readonly #turns: Int32Array;
  readonly #positions: Int32Array;
  readonly #reachesOn: Uint8Array;
  #turn = 0;
  /** To the bend of the same chain in the row before. */
  #back: -1 | 1 = -1;

  constructor(
    readonly rows: FrameRows,
    readonly place: Int32Array,
    readonly weight: Float64Array,
  ) {
    const { length } = rows.frames.parents;
    this.#inside = Array.from({ length }, () => []);
    this.#sums = new Float64Array(length);
    this.#counts = new Int32Array(length);
    this.#places = new Int32Array(length);
    this.#turns = new Int32Array(length).fill(-1);
    this.#positions = new Int32Array(length);
    this.#reachesOn = new Uint8Array(length);
  }

  /** The next row is the first of a new pass, or else the last. */
  begin(downwards: boolean): void {
    this.#turn += 2;
    this.#back = downwards ? -1 : 1;
  }

  /** Orders a row in place, and sets the places of its vertices. */
  order(rank: number, row: Int32Array): void {
    this.#turn++;
    const { left, right, first } = this.rows;
    let at = 0;
    const put = (list: number[]): void => {
      for (const each of this.#sorted(list, rank)) {
        if (each >= 0) {
          row[at++] = each;
          continue;
        }
        const frame = ~each;
        const hasBorders = left[frame]! >= 0;
        const down = rank - first[frame]!;
        this.#positions[frame] = at;
        if (hasBorders) {
          row[at++] = left[frame]! + down;
        }
        put(this.#inside[frame]!);
        if (hasBorders) {
          row[at++] = right[frame]! + down;
        }
      }
    };
    put(this.#gather(row));
    for (let index = 0; index < row.length; index++) {
      this.place[row[index]!] = index;
    }
  }

  /** @returns what stands in no frame, and the frames that are in none. */
  #gather(row: Int32Array): number[] {
    const { of, frames, firstBorder } = this.rows;
    const outside: number[] = [];
    for (const vertex of row) {
      const isBorder = vertex >= firstBorder;
      let item: number | null = isBorder ? null : vertex;
      for (let frame = of[vertex]!; frame >= 0; frame = frames.parents[frame]!) {
        const isNew = this.#meet(frame, this.place[vertex]!);
        if (item !== null) {
          this.#inside[frame]!.push(item);
        }
        if (!isBorder) {
          this.#sums[frame]! += this.weight[vertex]!;
          this.#counts[frame]!++;
        }
        item = isNew ? ~frame : null;
      }
      if (item !== null) {
        outside.push(item);
      }
    }
    return outside;
  }

  /** @returns whether it is met for the first time in this row. */
  #meet(frame: number, place: number): boolean {
    if (this.#turns[frame] === this.#turn) {
      this.#places[frame] = Math.min(this.#places[frame]!, place);
      return false;
    }
    this.#reachesOn[frame] = this.#turns[frame] === this.#turn - 1 ? 1 : 0;
    this.#turns[frame] = this.#turn;
    this.#inside[frame]!.length = 0;
    this.#sums[frame] = 0;
    this.#counts[frame] = 0;
    this.#places[frame] = place;
    return true;
  }

  #sorted(list: number[], rank: number): number[] {
    if (list.length < 2) {
      return list;
    }
    const items = list.map((item) => {
      const isFrame = item < 0;
      const before = isFrame ? this.#frameBefore(~item) : this.#bendBefore(item);
      return { item, weight: this.#weightOf(item, rank), place: this.#placeOf(item), before, isFrame };
    });
    items.sort((a, b) => a.place - b.place);
    if (!items.some(({ isFrame, before }) => isFrame && before >= 0)) {
      return items.sort((a, b) => a.weight - b.weight).map(({ item }) => item);
    }
    const fixed = items.filter(({ before }) => before >= 0).sort((a, b) => a.before - b.before);
    let most = -Infinity;
    let next = 0;
    const ordered = items.map((each) => {
      if (each.before < 0) {
        return each;
      }
      const other = fixed[next++]!;
      most = Math.max(most, other.weight);
      return { ...other, weight: most };
    });
    // Sorting is stable: what weighs the same keeps its order.
    return ordered.sort((a, b) => a.weight - b.weight).map(({ item }) => item);
  }

  /** Where a frame stood in the row before; −1: it was not there. */
  #frameBefore(frame: number): number {
    return this.#reachesOn[frame] === 1 ? this.#positions[frame]! : -1;
  }

  /** Where the bend before stood, if that was in the same frame. */
  #bendBefore(vertex: number): number {
    const { firstBend, firstBorder, beginsChain, of } = this.rows;
    const before = vertex + this.#back;
    const isChain = before >= firstBend && before < firstBorder && beginsChain[Math.max(vertex, before)] === 0;
    return vertex >= firstBend && isChain && of[before] === of[vertex] ? this.place[before]! : -1;
  }

  #weightOf(item: number, rank: number): number {
    if (item >= 0) {
      return this.weight[item]!;
    }
    const { left, first } = this.rows;
    const frame = ~item;
    return this.#counts[frame] === 0
      ? this.weight[left[frame]! + rank - first[frame]!]!
      : this.#sums[frame]! / this.#counts[frame]!;
  }

  #placeOf(item: number): number {
    return item >= 0 ? this.place[item]! : this.#places[~item]!;
  }
}
