// Who runs which graph with what, over a whole model.
import type { Bindings } from "./bodies";
import { Column } from "./columns";
import type { Graph } from "./graph";
import type { Model } from "./model";
import type { Node } from "./node";
import { rootGraphs, withNested } from "./walk";

export class Calls {
  /** Main graphs and functions, those that run others before those; on a cycle: somewhere at the end. */
  readonly order: readonly Graph[];
  readonly #bindings: Column<Node, Bindings>;

  constructor(model: Model) {
    this.#bindings = new Column(model.lineage.nodes);
    const bindingsOf = model.dialect.bodies.bindings(model);
    const roots = new Set(rootGraphs(model));
    const callees = new Map<Graph, readonly Graph[]>();
    for (const root of roots) {
      const called = new Set<Graph>();
      for (const graph of withNested(root)) {
        for (const node of graph.nodes) {
          const bindings = bindingsOf(node);
          if (bindings !== null) {
            this.#bindings.set(node, bindings);
            bindings.bodies.forEach(({ body }) => roots.has(body) && called.add(body));
          }
        }
      }
      callees.set(root, [...called]);
    }
    this.order = callersFirst(callees);
  }

  /** Null: the node runs no graph whose inputs are its own. */
  of(node: Node): Bindings | null {
    return this.#bindings.get(node) ?? null;
  }
}

function callersFirst(callees: ReadonlyMap<Graph, readonly Graph[]>): Graph[] {
  const waiting = new Map<Graph, number>([...callees.keys()].map((graph) => [graph, 0]));
  for (const called of callees.values()) {
    called.forEach((graph) => waiting.set(graph, waiting.get(graph)! + 1));
  }
  const order = [...callees.keys()].filter((graph) => waiting.get(graph) === 0);
  for (let index = 0; index < order.length; index++) {
    for (const graph of callees.get(order[index]!)!) {
      const left = waiting.get(graph)! - 1;
      waiting.set(graph, left);
      if (left === 0) {
        order.push(graph);
      }
    }
  }
  return [...order, ...[...callees.keys()].filter((graph) => waiting.get(graph)! > 0)];
}
