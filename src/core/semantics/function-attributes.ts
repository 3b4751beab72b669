// In a function's body an attribute may stand for one that the function is called with.
import { Column } from "../ir/columns";
import type { Model } from "../ir/model";
import type { Node } from "../ir/node";
import { rootOf } from "../ir/walk";

/** Tells nodes of which an attribute is not known, be it that it is not read or not there before a function is called. */
export function waitsForAttributes({ functions, lineage }: Model): (node: Node) => boolean {
  const bodies = new Set(functions.values());
  const known = new Column<Node, boolean>(lineage.nodes);
  // Of short nodes outside of functions no attribute is decoded for that.
  return (node) => {
    if (bodies.size === 0 || node.graph === null || !bodies.has(rootOf(node.graph))) {
      return node.hasUnreadAttribute;
    }
    // Those that were never decoded cannot have changed.
    if (node.isDecoded) {
      return node.hasOpaqueAttribute;
    }
    let isWaiting = known.get(node);
    if (isWaiting === undefined) {
      isWaiting = node.hasOpaqueAttribute;
      known.set(node, isWaiting);
    }
    return isWaiting;
  };
}
