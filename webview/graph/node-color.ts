import type { ViewNode } from "../../src/protocol/messages";
import type { Theme } from "../look/theme";

/** Inputs and outputs have a colour each, operators that of what they do. */
export function colorOf({ kind, role, parameters }: ViewNode, theme: Theme): string {
  if (kind !== "operator") {
    return kind === "input" ? theme.shapes.blue : theme.shapes.orange;
  }
  // A lookup in something computed is no embedding.
  return theme.roles[role === "embedding" && parameters === 0 ? "shape" : role];
}
