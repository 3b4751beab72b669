import type { Attribute, Node } from "./node";

/** An attribute, and what is known of it besides what the node says. */
export interface NotedAttribute {
  readonly name: string;
  /** What the node has, or what holds where it has none: in words where that depends on more than the operator. */
  readonly value: Attribute | string;
  /** Whether the node leaves it out. */
  readonly isDefault: boolean;
  /** What it says, in one line; null where that is not known. */
  readonly note: string | null;
}

/** A node's attributes in the order of its file, then those that it leaves out. */
export type AttributeManual = (node: Node) => readonly NotedAttribute[];
