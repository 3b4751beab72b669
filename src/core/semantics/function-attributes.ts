// In a function's body an attribute may stand for one that the function is called with.
import type { Graph } from "../ir/graph";
import type { Node } from "../ir/node";
import { rootOf } from "../ir/walk";

/** Tells nodes of which an attribute is not known, be it that it is not read or not there before a function is called. */
export function waitsForAttributes(functions: ReadonlyMap<string, Graph>): (node: Node) => boolean {
  const bodies = new Set(functions.values());
  // Of short nodes outside of functions no attribute is decoded for that.
  return (node) =>
    bodies.size > 0 && node.graph !== null && bodies.has(rootOf(node.graph))
      ? [...node.attributes.values()].some(({ kind }) => kind === "opaque")
      : node.hasUnreadAttribute;
}
