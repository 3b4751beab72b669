import type { Role } from "../../ir/dialect";
import type { Node } from "../../ir/node";

const CONVOLUTIONS: ReadonlySet<Role> = new Set(["conv", "depthwiseConv", "transposedConv"]);

/** What a part of a graph is called, in the singular. */
export function blockTitle(nodes: readonly Node[], roleOf: (node: Node) => Role): string {
  const operators = new Set(nodes.map(({ op }) => op.name));
  const [first, second] = operators;
  if (nodes.length === 1) {
    return first!;
  }
  const roles = nodes.map(roleOf);
  const names = [...operators];
  const products = roles.filter((role) => role === "dense").length;
  if (names.some((name) => /attention/i.test(name)) || (products > 2 && names.some((name) => /softmax/i.test(name)))) {
    return "transformer layer";
  }
  if (roles.some((role) => CONVOLUTIONS.has(role))) {
    return "convolution block";
  }
  if (roles.includes("recurrent")) {
    return "recurrent block";
  }
  return products > 0 ? "dense block" : `${first!}${second === undefined ? "" : ` and ${second}`} block`;
}
