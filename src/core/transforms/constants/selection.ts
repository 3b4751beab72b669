// Which nodes become constants, so that the file does not grow.
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import type { Parts } from "./parts";
import { Selector, type Selection } from "./selector";

/**
 * By how much one constant may be larger than what it is made of, if the file as a whole does not grow: small ones are
 * worth it for the folds they make possible. The first that does it is taken.
 */
const TOLERANCES = [4096, 512, 64, 0];
/** What is stored in several parts, such as slices of one constant, may pay only if all of them are. */
const MOST_GROUPS = 16;
const LEAST_SHARED = 4096;

export function select(parts: Parts): Selection {
  let group: ReadonlySet<Node> = new Set();
  let tolerance = 0;
  let best: Selection = { replaced: new Map(), gone: new Set(), kept: new Map(), gain: -1 };
  for (const each of TOLERANCES) {
    if (best.gain < 0) {
      tolerance = each;
      best = new Selector(parts, tolerance, group).run();
    }
  }
  for (const constant of sharedConstants(parts, best)) {
    const larger = new Set([...group, ...computedFrom(constant)]);
    const next = new Selector(parts, tolerance, larger).run();
    if (next.gain > best.gain) {
      [best, group] = [next, larger];
    }
  }
  return best;
}

/** The largest constants that several nodes read of which some were not worth it alone. */
function sharedConstants({ facts }: Parts, { kept }: Selection): Value[] {
  const found = new Set<Value>();
  for (const node of kept.keys()) {
    for (const input of node.inputs) {
      const storage = input?.constant?.storage;
      if (
        storage !== undefined &&
        input!.uses.size > 1 &&
        storage.storedBytes > LEAST_SHARED &&
        !facts.isShared(storage)
      ) {
        found.add(input!);
      }
    }
  }
  const size = (value: Value) => value.constant!.storage.storedBytes;
  return [...found].sort((a, b) => size(b) - size(a)).slice(0, MOST_GROUPS);
}

function computedFrom(constant: Value): Set<Node> {
  const found = new Set<Node>();
  const pending = [constant];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    for (const reader of value.uses) {
      if (!found.has(reader)) {
        found.add(reader);
        reader.outputs.forEach((output) => output !== null && pending.push(output));
      }
    }
  }
  return found;
}
