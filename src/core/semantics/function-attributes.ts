// In a function's body an attribute may stand for one that the function is called with.
import type { Graph } from "../ir/graph";
import type { Node } from "../ir/node";
import { rootOf } from "../ir/walk";

/** Tells nodes of which an attribute is not known before the function is called. */
export function waitsForCall(functions: ReadonlyMap<string, Graph>): (node: Node) => boolean {
  const bodies = new Set(functions.values());
  // Of other nodes no attribute is read for that: they are decoded when they are.
  return (node) =>
    bodies.size > 0 &&
    node.graph !== null &&
    bodies.has(rootOf(node.graph)) &&
    [...node.attributes.values()].some(({ kind }) => kind === "opaque");
}
