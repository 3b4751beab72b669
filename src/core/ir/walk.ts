import { allNodes, type Graph } from "./graph";
import { rootGraphs, type Model } from "./model";
import type { Node } from "./node";
import type { Value } from "./value";

export { allNodes, rootGraphs };

/** Every graph of the model: main graphs, function bodies, and the graphs nested in their nodes. */
export function* allGraphs(model: Model): Generator<Graph> {
  for (const root of rootGraphs(model)) {
    yield* withNested(root);
  }
}

export function* withNested(root: Graph): Generator<Graph> {
  const pending: Graph[] = [root];
  for (let graph = pending.pop(); graph !== undefined; graph = pending.pop()) {
    yield graph;
    for (const node of graph.nodes) {
      pending.push(...node.nested);
    }
  }
}

/**
 * The first node of `graph` that reads `value`, itself or in a graph nested in it, so that what makes the value can
 * stand before it; undefined where nothing in this graph reads it.
 */
export function firstReader(graph: Graph, value: Value): Node | undefined {
  const users = value.uses;
  return graph.nodes.find(
    (node) => users.has(node) || node.nested.some((inner) => [...allNodes(inner)].some((each) => users.has(each))),
  );
}
