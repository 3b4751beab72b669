// Nodes that others want to be placed with: their attribute _class holds "loc:@" and the name.
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import { subMessage } from "../../wire/protobuf-reader";
import { findAttribute } from "./attributes";
import { extrasOf, type NodeExtras } from "./extras";
import { ATTR } from "./schema";

const PREFIX = "loc:@";

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

function companionsOf(node: Node): string[] {
  const field = extrasOf<NodeExtras>(node)?.field ?? null;
  const stated = field === null ? null : findAttribute(subMessage(field, "NodeDef"), "_class");
  const list = stated?.single(ATTR.list, "ListValue")?.strings(ATTR.s) ?? [];
  return list.filter((each) => each.startsWith(PREFIX)).map((each) => each.slice(PREFIX.length));
}
