import type { Graph } from "./graph";
import type { Value } from "./value";

/** Values, each once, in the order in which they came. */
export interface Values extends Iterable<Value> {
  readonly size: number;
  has(value: Value): boolean;
  forEach(visit: (value: Value) => void): void;
}

/**
 * The values of one graph, which they name themselves: a list of them takes a fifth of the memory of a set. While it is
 * gone through, values may go; of those that come it is not said whether they are passed.
 */
export class GraphValues implements Values {
  #list: Value[] = [];
  /** How many in the list have left the graph. */
  #gone = 0;

  constructor(readonly graph: Graph) {}

  get size(): number {
    return this.#list.length - this.#gone;
  }

  has(value: Value): boolean {
    return value.graph === this.graph;
  }

  /** @param value Of this graph since now. */
  add(value: Value): void {
    this.#list.push(value);
  }

  /** To be told of each value that has left the graph. */
  countGone(): void {
    this.#gone++;
  }

  forEach(visit: (value: Value) => void): void {
    const list = this.#present();
    for (let index = 0; index < list.length; index++) {
      const value = list[index]!;
      if (this.has(value)) {
        visit(value);
      }
    }
  }

  /** Most of them are in the graph. */
  #present(): readonly Value[] {
    if (this.#gone > this.#list.length / 2) {
      this.#list = this.#list.filter((value) => this.has(value));
      this.#gone = 0;
    }
    return this.#list;
  }

  *[Symbol.iterator](): Generator<Value> {
    const list = this.#present();
    for (let index = 0; index < list.length; index++) {
      const value = list[index]!;
      if (this.has(value)) {
        yield value;
      }
    }
  }
}
