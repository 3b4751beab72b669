import type { Graph } from "./graph";
import type { Model } from "./model";
import { allGraphs } from "./walk";

const taken = new WeakMap<Model, Set<string>>();

/** A name like `base` that no value and no node of the model has; it is taken from then on. */
export function uniqueName(model: Model, base: string): string {
  let names = taken.get(model);
  if (names === undefined) {
    names = new Set();
    for (const graph of allGraphs(model)) {
      for (const value of graph.values) {
        names.add(value.name);
      }
      for (const node of graph.nodes) {
        names.add(node.name);
      }
    }
    taken.set(model, names);
  }
  let name = base;
  for (let count = 1; names.has(name); count++) {
    name = `${base}_${count}`;
  }
  names.add(name);
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
