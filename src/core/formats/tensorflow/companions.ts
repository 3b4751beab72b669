// Nodes that a node wants to be placed with: its attribute _class holds "loc:@" and their names. TensorFlow refuses
// graphs in which such a node is missing.
import type { Attribute, Node } from "../../ir/node";
import { subMessage } from "../../wire/protobuf-reader";
import { findAttribute } from "./attributes";
import { extrasOf, type NodeExtras } from "./extras";
import { ATTR } from "./schema";

export const COMPANIONS = "_class";
const PREFIX = "loc:@";

/** Their names, as the file states them. */
export function companionsOf(node: Node): string[] {
  return classOf(node)
    .filter((each) => each.startsWith(PREFIX))
    .map((each) => each.slice(PREFIX.length));
}

/** What is left of the attribute without nodes that are gone; null where that is nothing. */
export function companionsWithout(node: Node, gone: ReadonlySet<string>): Attribute | null {
  const value = classOf(node).filter((each) => !each.startsWith(PREFIX) || !gone.has(each.slice(PREFIX.length)));
  return value.length === 0 ? null : { kind: "list", of: "string", value };
}

/** Without decoding attributes that nobody has asked for. */
function classOf(node: Node): readonly string[] {
  if (node.isDecoded) {
    const attribute = node.attributes.get(COMPANIONS);
    return attribute?.kind === "list" && attribute.of === "string" ? (attribute.value as string[]) : [];
  }
  const field = extrasOf<NodeExtras>(node)?.field ?? null;
  const stated = field === null ? null : findAttribute(subMessage(field, "NodeDef"), COMPANIONS);
  return stated?.single(ATTR.list, "ListValue")?.strings(ATTR.s) ?? [];
}
