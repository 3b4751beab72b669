// Values as users name them: by their own name, that of the node that makes them, or either with ":0" behind.
import { ModelError } from "../../ir/errors";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import type { Value } from "../../ir/value";
import { allGraphs } from "../../ir/walk";

export class NamedValues {
  readonly #values = new Map<string, Value>();
  /** Nodes by their names, for where no value is called so. */
  readonly #made = new Map<string, Value>();
  #called: ReadonlySet<Graph> | null = null;

  /** Names that several graphs have mean the first of them: graphs that signatures start come before the others. */
  constructor(readonly model: Model) {
    const started = model.signatures.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]);
    const graphs = new Set([...started.flatMap(({ value }) => value.graph ?? []), ...model.graphs]);
    for (const graph of graphs) {
      for (const value of graph.values) {
        put(this.#values, value.name, value);
      }
      for (const { name, outputs } of graph.nodes) {
        put(this.#made, name, outputs[0] ?? null);
      }
    }
  }

  /** @throws ModelError where there is no such value, or it is none that a caller could give or get. */
  find(name: string, what: string): Value {
    const plain = name.replace(/:0$/, "");
    const maps = [this.#values, this.#made];
    const value = maps.flatMap((map) => map.get(name) ?? map.get(plain) ?? [])[0];
    if (value === undefined) {
      const inside = [...allGraphs(this.model)].some((graph) => [...graph.values].some((each) => each.name === name));
      throw new ModelError("parameter", inside ? unreachable(name, what) : missing(name, what), name);
    }
    if (value.graph !== this.model.graphs[0] && this.#isCalled(value.graph!)) {
      throw new ModelError("parameter", unreachable(name, what), name);
    }
    return value;
  }

  #isCalled(graph: Graph): boolean {
    const calls = this.model.dialect.bodies.calls(this.model);
    this.#called ??= new Set(this.model.graphs.flatMap((each) => [...calls(each)]));
    return this.#called.has(graph);
  }
}

function put(map: Map<string, Value>, name: string, value: Value | null): void {
  if (value !== null && !map.has(name)) {
    map.set(name, value);
  }
}

function missing(name: string, what: string): string {
  return `There is no value "${name}" in the model to be an ${what}.`;
}

function unreachable(name: string, what: string): string {
  return `"${name}" is in a graph that nodes call or hold, so it cannot be an ${what} of the model: name a value of the graph around it.`;
}
