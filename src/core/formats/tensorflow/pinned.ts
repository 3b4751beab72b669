// Nodes that a file names besides reading them, and what they make.
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { rootGraphs } from "../../ir/walk";
import { companionsOf } from "./companions";
import { namedNodes } from "./named-nodes";

export function pinned(model: Model): ReadonlyMap<Node | Value, string> {
  const found = new Map<Node | Value, string>();
  for (const graph of rootGraphs(model)) {
    const isMain = model.graphs.includes(graph);
    const { nodes: named } = namedNodes(model, graph);
    const wanted = new Map<string, string>(named);
    // Where functions are placed, nobody minds.
    for (const node of isMain ? graph.nodes : []) {
      companionsOf(node).forEach(
        (name) =>
          name !== node.name && !wanted.has(name) && wanted.set(name, `"${node.name}" has to be placed with it`),
      );
    }
    for (const node of wanted.size === 0 ? [] : graph.nodes) {
      const reason = wanted.get(node.name);
      if (reason !== undefined) {
        found.set(node, reason);
        // What is to be placed with others may make something else in its place.
        const made = named.has(node.name) ? node.outputs : [];
        made.forEach((value) => value !== null && found.set(value, reason));
      }
    }
  }
  return found;
}
