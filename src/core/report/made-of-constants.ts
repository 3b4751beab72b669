// Constants on their way to the node that uses them: dequantized, converted, transposed.
import type { Node } from "../ir/node";
import type { Value } from "../ir/value";

export interface MadeOfConstants {
  /** The operators on the way, the last one first. */
  readonly by: readonly string[];
  /** Those nearest to the value first. */
  readonly constants: readonly Value[];
}

/** More nodes than a weight goes through. */
const MOST_NODES = 32;

/** Null: a constant itself, or one that depends on something else, or is computed of more than anybody looks at. */
export function madeOfConstants(value: Value): MadeOfConstants | null {
  if (value.producer === null) {
    return null;
  }
  const nodes = new Set<Node>([value.producer]);
  const constants = new Set<Value>();
  for (const node of nodes) {
    if (nodes.size > MOST_NODES || node.inputs.length === 0 || node.inputs.length > MOST_NODES) {
      return null;
    }
    for (const input of node.inputs) {
      if (input?.constant != null) {
        constants.add(input);
      } else if (input !== null) {
        if (input.producer === null) {
          return null;
        }
        nodes.add(input.producer);
      }
    }
  }
  return { by: [...new Set([...nodes].map(({ op }) => op.name))], constants: [...constants] };
}
