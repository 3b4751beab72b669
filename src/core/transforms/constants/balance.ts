// What storing results costs a file, and what it frees.
import { denseBytes, elementCount } from "../../ir/dtype";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import type { Parts } from "./parts";

/** What a new constant may take up more than at least. */
const MARGIN = 12;
/** How far it is followed what a node is made of. */
const MOST_MAKERS = 2000;
/** What more nodes read is not followed by each of them. */
const MOST_READERS = 64;

/** Whether a node is among those that go. */
export type Leaves = (node: Node) => boolean;

export function resultBytes({ known }: Parts, value: Value): number {
  const { dtype, shape } = known.of(value)!;
  return denseBytes(dtype, elementCount(shape));
}

/** The bytes of results as constants. */
export function costOf(parts: Parts, values: readonly Value[]): number {
  const { folding } = parts.model.dialect;
  return values.reduce((sum, value) => {
    const { shape } = parts.known.of(value)!;
    return sum + resultBytes(parts, value) + folding.constantBytes(value.name, shape) + MARGIN;
  }, 0);
}

/**
 * The bytes of nodes that go, of what they make but for results that are stored, and of constants that only they read.
 * @param mostReaders Constants that more nodes read stay.
 */
export function freedBy(
  parts: Parts,
  nodes: Iterable<Node>,
  stored: ReadonlySet<Value>,
  leaves: Leaves,
  mostReaders = MOST_READERS,
): number {
  const { folding } = parts.model.dialect;
  const constants = new Set<Value>();
  let bytes = 0;
  for (const node of nodes) {
    bytes += folding.nodeBytes(node);
    for (const output of node.outputs) {
      bytes += output === null || stored.has(output) ? 0 : folding.valueBytes(output);
    }
    node.inputs.forEach((input) => input?.constant != null && constants.add(input));
  }
  for (const constant of constants) {
    if (goUnread(constant, leaves, mostReaders) && isRemovable(parts, constant, leaves)) {
      const { storage, shape } = constant.constant!;
      bytes += parts.facts.isShared(storage) ? 0 : storage.storedBytes;
      bytes += folding.constantBytes(constant.name, shape) + folding.valueBytes(constant);
    }
  }
  return bytes;
}

/** A node and all that only it needs. */
export function withMakers(parts: Parts, node: Node, computable: ReadonlySet<Node>, isLeaving: Leaves): Set<Node> {
  const found = new Set<Node>();
  const leaves = (reader: Node) => found.has(reader) || isLeaving(reader);
  const pending = [node];
  for (let next = pending.pop(); next !== undefined && found.size < MOST_MAKERS; next = pending.pop()) {
    const isUnread = () => next.outputs.every((output) => output === null || goUnread(output, leaves, MOST_READERS));
    if (!found.has(next) && (next === node || (isUnread() && isForgotten(parts, next, leaves)))) {
      found.add(next);
      for (const input of next.inputs) {
        if (input?.constant == null && input?.producer != null && computable.has(input.producer)) {
          pending.push(input.producer);
        }
      }
    }
  }
  return found;
}

function goUnread({ uses }: Value, leaves: Leaves, mostReaders: number): boolean {
  return uses.size <= mostReaders && [...uses].every(leaves);
}

/** Whether all nodes that name this one besides reading it go. */
export function isForgotten({ fixed, namedBy }: Parts, node: Node, leaves: Leaves): boolean {
  return !fixed.pinned.has(node) || namedBy.get(node)?.every(leaves) === true;
}

/** Whether a constant may go once nothing reads it and those nodes have left. */
export function isRemovable(parts: Parts, constant: Value, leaves: Leaves): boolean {
  const { producer } = constant;
  const { fixed } = parts;
  return (
    parts.facts.isFixed(constant) &&
    !fixed.pinned.has(constant) &&
    !fixed.declared.has(constant) &&
    !fixed.attached.has(constant) &&
    (producer === null || (producer.controlUses.size === 0 && isForgotten(parts, producer, leaves)))
  );
}
