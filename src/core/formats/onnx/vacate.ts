import type { Graph } from "../../ir/graph";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { firstReader } from "../../ir/walk";

/** Makes a constant a value that a node can make. @returns what made it, and the node its maker has to stand before. */
export function vacate(graph: Graph, value: Value): { readonly maker: Node | null; readonly before: Node | null } {
  const { producer } = value;
  const before = firstReader(graph, value);
  if (producer !== null) {
    graph.detach(producer);
  }
  graph.removeInput(value);
  value.constant = null;
  return { maker: producer, before };
}
