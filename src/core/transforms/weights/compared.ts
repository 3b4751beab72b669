// Thresholds, as of decision trees that are spelled out: what is only compared decides, and rounded decides otherwise.
import type { Meaning } from "../../ir/dialect";
import type { Node } from "../../ir/node";

/** As ONNX, TFLite and TensorFlow call them. */
const COMPARISON = /^(Less|Greater)(_?(Or)?_?Equal)?$|^(Not_?)?Equal$/i;

/** The comparison that a node is, or that all of what it fetches ends in; null where there is none. */
export function comparisonIn(dialect: Meaning, node: Node): Node | null {
  if (isComparison(node)) {
    return node;
  }
  if (dialect.role(node) !== "embedding") {
    return null;
  }
  let found: Node | null = null;
  const pending = [node];
  const seen = new Set(pending);
  for (let each = pending.pop(); each !== undefined; each = pending.pop()) {
    for (const output of each.outputs) {
      if (output?.graph?.isOutput(output) === true) {
        return null;
      }
      for (const reader of output?.uses ?? []) {
        const role = dialect.role(reader);
        if (isComparison(reader)) {
          found = reader;
        } else if ((role === "identity" || role === "shape") && reader.inputs[0] === output) {
          if (!seen.has(reader)) {
            seen.add(reader);
            pending.push(reader);
          }
        } else {
          return null;
        }
      }
    }
  }
  return found;
}

function isComparison({ op }: Node): boolean {
  return COMPARISON.test(op.name);
}
