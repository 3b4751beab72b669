// Recurrence begins with zeros, or with a state that was trained too: only the elements tell. Where it was unrolled they
// are multiplied like others: by weights, or by what a gate lets through.
import type { Calls } from "../ir/calls";
import type { Meaning, Role } from "../ir/dialect";
import { denseBytes, elementCount, isFloat } from "../ir/dtype";
import { ModelError } from "../ground/errors";
import type { Model } from "../ir/model";
import type { Node } from "../ir/node";
import type { Storage, Tensor } from "../ir/tensor";
import type { Value } from "../ir/value";
import { allGraphs } from "../ir/walk";

/** States are small; constants that are not are no reason to read much. In bytes: of one, and of all. */
const LARGEST = 2 ** 24;
const MOST = 2 ** 26;
/** Of one that is not read in blocks. */
const SMALL = 2 ** 16;

/** Values that nodes take for a state, or may, and that are zeros. */
export async function emptyStates(model: Model, calls: Calls): Promise<Set<Value>> {
  const found = new Set<Value>();
  const known = new Map<Storage, boolean>();
  let left = MOST;
  for (const value of statesIn(model, calls)) {
    const constant = constantBehind(value)!;
    const bytes = denseBytes(constant.dtype, elementCount(constant.shape));
    let zero = known.get(constant.storage);
    if (zero === undefined && bytes <= Math.min(left, LARGEST)) {
      left -= bytes;
      // Small ones are loaded with their surroundings: large graphs have hundreds of thousands.
      const loaded = constant.storage.loaded?.() ?? null;
      zero = loaded === null ? await isZero(constant) : areZero(loaded);
      known.set(constant.storage, zero);
    }
    if (zero === true) {
      found.add(value);
    }
  }
  return found;
}

function statesIn(model: Model, calls: Calls): Value[] {
  const { dialect } = model;
  const found: Value[] = [];
  for (const graph of allGraphs(model)) {
    for (const node of graph.nodes) {
      const states = calls.of(node)?.states ?? null;
      if (states === null && !HOLDING.has(dialect.role(node))) {
        continue;
      }
      for (let index = 0; index < node.inputs.length; index++) {
        const value = node.inputs[index] ?? null;
        const constant = value === null ? null : constantBehind(value);
        const isFloats = constant !== null && isFloat(constant.dtype);
        if (isFloats && (states?.has(index) === true || mayBeState(dialect, node, index))) {
          found.push(value!);
        }
      }
    }
  }
  return found;
}

/** What may take a constant for a state, as `mayBeState` tells. */
const HOLDING: ReadonlySet<Role> = new Set(["recurrent", "controlFlow", "dense", "elementwise"]);

function mayBeState(dialect: Meaning, node: Node, index: number): boolean {
  switch (dialect.role(node)) {
    case "recurrent":
    case "controlFlow":
      return dialect.operand(node, index).kind === "state";
    case "dense":
      return index === 0 && node.inputs[1] != null && constantBehind(node.inputs[1]) !== null;
    case "elementwise": {
      const affine = node.inputs.length === 2 ? dialect.linearOperators.affine(node, 1 - index) : null;
      return affine !== null && typeof affine !== "string" && affine.kind === "multiply";
    }
    default:
      return false;
  }
}

/** A node may hand it on. */
function constantBehind({ constant, producer }: Value): Tensor | null {
  return constant ?? (producer?.inputs.length === 1 ? (producer.inputs[0]?.constant ?? null) : null);
}

async function isZero({ storage }: Tensor): Promise<boolean> {
  try {
    if (storage.blocks === undefined || storage.storedBytes <= SMALL) {
      return areZero(await storage.read());
    }
    for await (const block of storage.blocks()) {
      if (!areZero(block)) {
        return false;
      }
    }
    return true;
  } catch (error) {
    if (error instanceof ModelError) {
      return false;
    }
    throw error;
  }
}

function areZero(bytes: Uint8Array): boolean {
  for (const byte of bytes) {
    if (byte !== 0) {
      return false;
    }
  }
  return true;
}
