import type { ViewNode } from "../core";
import type { VisibleNode } from "./groups/visible-graph";
import type { Theme } from "./theme";

/** Inputs and outputs have a colour each, operators that of what they do, and groups that of what most in them does. */
export function colorOf(node: VisibleNode, theme: Theme): string {
  return node.kind === "input"
    ? theme.shapes.blue
    : node.kind === "output"
      ? theme.shapes.orange
      : theme.roles[node.kind === "group" ? node.role : colorRole(node)];
}

/** A lookup in something computed is no embedding. */
export function colorRole({ role, parameters }: Pick<ViewNode, "role" | "parameters">): ViewNode["role"] {
  return role === "embedding" && parameters === 0 ? "shape" : role;
}
