// The order of a graph's nodes. They come and go anywhere in it in constant time; as a list it is drawn up when asked for.
import type { Node } from "./node";

/** What only this file writes. */
type Kept = { -readonly [K in "previous" | "next" | "place"]: Node[K] };

/** Of nodes that came in between: not known before the list is drawn up again. */
const NO_PLACE = -1;
const LARGEST_PLACE = 2 ** 30;

export class NodeOrder {
  #first: Node | null = null;
  #last: Node | null = null;
  #list: readonly Node[] | null = [];

  get list(): readonly Node[] {
    this.#list ??= this.#drawUp();
    return this.#list;
  }

  get first(): Node | null {
    return this.#first;
  }

  /** @param next The node to stand before; null: at the end. */
  insert(node: Node, next: Node | null): void {
    const previous = next === null ? this.#last : next.previous;
    const kept: Kept = node;
    kept.previous = previous;
    kept.next = next;
    kept.place = placeBetween(previous, next);
    if (previous === null) {
      this.#first = node;
    } else {
      (previous as Kept).next = node;
    }
    if (next === null) {
      this.#last = node;
    } else {
      (next as Kept).previous = node;
    }
    this.#list = null;
  }

  remove(node: Node): void {
    const { previous, next } = node;
    if (previous === null) {
      this.#first = next;
    } else {
      (previous as Kept).next = next;
    }
    if (next === null) {
      this.#last = previous;
    } else {
      (next as Kept).previous = previous;
    }
    const kept: Kept = node;
    kept.previous = null;
    kept.next = null;
    this.#list = null;
  }

  reorder(nodes: readonly Node[]): void {
    this.#first = nodes[0] ?? null;
    this.#last = nodes.at(-1) ?? null;
    nodes.forEach((node: Kept, index) => {
      node.previous = nodes[index - 1] ?? null;
      node.next = nodes[index + 1] ?? null;
    });
    this.#list = null;
    this.#list = this.list;
  }

  /** The one of some nodes of the graph that stands before the others; null of none. */
  firstOf(nodes: Iterable<Node>): Node | null {
    const all = [...nodes];
    if (all.length > 1 && all.some(({ place }) => place === NO_PLACE)) {
      this.#list = this.#drawUp();
    }
    return all.reduce<Node | null>((first, node) => (first === null || node.place < first.place ? node : first), null);
  }

  #drawUp(): readonly Node[] {
    const list: Node[] = [];
    for (let node = this.#first; node !== null; node = node.next) {
      list.push(node);
    }
    const step = Math.max(1, Math.floor(LARGEST_PLACE / (list.length + 1)));
    list.forEach((node: Kept, index) => (node.place = index * step));
    return list;
  }
}

/** A whole number between those of two neighbours, where there is one. */
function placeBetween(previous: Node | null, next: Node | null): number {
  const low = previous === null ? NO_PLACE : previous.place;
  const high = next === null ? (previous === null ? 1 : low + 2) : next.place;
  const isKnown = (previous === null || low !== NO_PLACE) && high !== NO_PLACE;
  return isKnown && high - low > 1 && low < LARGEST_PLACE ? low + Math.floor((high - low) / 2) : NO_PLACE;
}
