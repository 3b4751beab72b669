import type { Graph } from "../../ir/graph";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { firstReader } from "../../ir/walk";

/** Makes a constant a value that a node can make. @returns the node its maker has to stand before. */
export function vacate(graph: Graph, value: Value): Node | null {
  const { producer } = value;
  const before = firstReader(graph, value);
  if (producer !== null) {
    graph.detach(producer);
  }
  graph.removeInput(value);
  value.constant = null;
  return before;
}
