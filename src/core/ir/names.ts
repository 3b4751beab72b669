import type { Graph } from "./graph";
import type { Model } from "./model";
import { allGraphs } from "./walk";

/** The names of a model, each with the number up to which those made from it are known to be taken. */
const taken = new WeakMap<Model, Map<string, number>>();

/** A name like `base` that no value and no node of the model has; it is taken from then on. */
export function uniqueName(model: Model, base: string): string {
  let names = taken.get(model);
  if (names === undefined) {
    names = new Map();
    for (const graph of allGraphs(model)) {
      for (const value of graph.values) {
        names.set(value.name, 0);
      }
      for (const node of graph.nodes) {
        names.set(node.name, 0);
      }
    }
    taken.set(model, names);
  }
  let name = base;
  let count = names.get(base);
  if (count !== undefined) {
    do {
      name = `${base}_${++count}`;
    } while (names.has(name));
    names.set(base, count);
  }
  names.set(name, 0);
  return name;
}

/** Names that several values of a graph share. Where nodes name what they read, they may mean either. */
export function repeatedNames(graph: Graph): Set<string> {
  const names = new Set<string>();
  const repeated = new Set<string>();
  for (const { name } of graph.values) {
    (names.has(name) ? repeated : names).add(name);
  }
  return repeated;
}

/** Puts what a file has under one name several times into a map: the later ones get a number. */
export class NamedApart<T> {
  readonly #counts = new Map<string, number>();
  readonly #items = new Map<string, T>();

  get items(): Map<string, T> {
    return this.#items;
  }

  /** @returns whether the name was new. */
  add(name: string, item: T): boolean {
    let count = this.#counts.get(name) ?? 1;
    let apart = name;
    for (; this.#items.has(apart); apart = `${name} (${count})`) {
      count++;
    }
    this.#counts.set(name, count);
    this.#items.set(apart, item);
    return apart === name;
  }
}
