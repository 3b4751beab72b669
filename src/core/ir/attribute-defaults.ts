import type { Attributes, Node } from "./node";

/** The attributes that a node's operator takes where they are left out; null where the operator is not known. */
export type AttributeDefaults = (node: Node) => Attributes | null;
