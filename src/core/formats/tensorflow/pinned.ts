// Nodes that others want to be placed with.
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import { companionsOf } from "./companions";

export function pinned(model: Model): ReadonlyMap<Node, string> {
  const found = new Map<Node, string>();
  for (const graph of model.graphs) {
    const wanted = new Map<string, Node>();
    for (const node of graph.nodes) {
      companionsOf(node).forEach((name) => name !== node.name && wanted.set(name, node));
    }
    for (const node of wanted.size === 0 ? [] : graph.nodes) {
      const other = wanted.get(node.name);
      if (other !== undefined) {
        found.set(node, `"${other.name}" has to be placed with it`);
      }
    }
  }
  return found;
}
