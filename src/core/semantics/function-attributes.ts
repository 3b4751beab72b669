// In a function's body an attribute may stand for one that the function is called with.
import { Column } from "../ir/columns";
import type { Model } from "../ir/model";
import type { Node } from "../ir/node";
import type { Made } from "../ir/operator";
import { rootOf } from "../ir/walk";

/** What of a node's attributes is not known: nothing, numbers that tell its result's elements but not its shape, or more. */
export type Missing = "nothing" | "numbers" | "more";

/** Numbers that lengths are made of, as in Upsample. */
const OF_LENGTHS = "scale";

/** Tells what is not known of a node's attributes, be it that one is not read or not there before a function is called. */
export function missingAttributes({ functions, lineage }: Model): (node: Node) => Missing {
  const bodies = new Set(functions.values());
  const known = new Column<Node, Missing>(lineage.nodes);
  // Of short nodes outside of functions no attribute is decoded for that.
  return (node) => {
    if (bodies.size === 0 || node.graph === null || !bodies.has(rootOf(node.graph))) {
      return node.hasUnreadAttribute ? "more" : "nothing";
    }
    // Those that were never decoded cannot have changed.
    if (node.isDecoded) {
      return missingIn(node);
    }
    let missing = known.get(node);
    if (missing === undefined) {
      missing = missingIn(node);
      known.set(node, missing);
    }
    return missing;
  };
}

function missingIn({ opaqueAttributes }: Node): Missing {
  if (opaqueAttributes.length === 0) {
    return "nothing";
  }
  const areNumbers = opaqueAttributes.every(([name, { of }]) => of === "float" && !name.endsWith(OF_LENGTHS));
  return areNumbers ? "numbers" : "more";
}

const withoutElements = new WeakMap<Made, Made>();

/** What an operator makes while a number is missing: shapes, but no elements. */
export function withoutNumbers(operator: Made): Made {
  const known = withoutElements.get(operator) ?? { ...operator, computes: false };
  withoutElements.set(operator, known);
  return known;
}
