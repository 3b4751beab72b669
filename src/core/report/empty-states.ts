// Recurrence begins with zeros, or with a state that was trained too: only the elements tell. Where it was unrolled they
// are multiplied like others: by weights, or by what a gate lets through.
import type { Dialect } from "../ir/dialect";
import { denseBytes, elementCount, isFloat } from "../ir/dtype";
import { ModelError } from "../ir/errors";
import type { Model } from "../ir/model";
import type { Node } from "../ir/node";
import type { Tensor } from "../ir/tensor";
import type { Value } from "../ir/value";
import { allGraphs } from "../ir/walk";

/** States are small; constants that are not are no reason to read much. In bytes: of one, and of all. */
const LARGEST = 2 ** 24;
const MOST = 2 ** 26;

/** Constants that nodes take for a state, or may, and that are zeros. */
export async function emptyStates(model: Model): Promise<Set<Value>> {
  const found = new Set<Value>();
  const seen = new Set<Value>();
  let left = MOST;
  for (const value of statesIn(model)) {
    const { constant } = value;
    const bytes = constant === null ? NaN : denseBytes(constant.dtype, elementCount(constant.shape));
    if (constant !== null && !seen.has(value) && bytes <= Math.min(left, LARGEST)) {
      seen.add(value);
      left -= bytes;
      if (await isZero(constant)) {
        found.add(value);
      }
    }
  }
  return found;
}

function* statesIn(model: Model): Generator<Value> {
  const { dialect } = model;
  for (const graph of allGraphs(model)) {
    for (const node of graph.nodes) {
      for (const [index, input] of node.inputs.entries()) {
        if (input?.constant != null && isFloat(input.constant.dtype) && mayBeState(dialect, node, index)) {
          yield input;
        }
      }
    }
  }
}

function mayBeState(dialect: Dialect, node: Node, index: number): boolean {
  switch (dialect.role(node)) {
    case "recurrent":
    case "controlFlow":
      return dialect.operand(node, index).kind === "state";
    case "dense":
      return index === 0 && node.inputs[1] != null && isKnown(node.inputs[1]);
    case "elementwise": {
      const affine = node.inputs.length === 2 ? dialect.linearOperators.affine(node, 1 - index) : null;
      return affine !== null && typeof affine !== "string" && affine.kind === "multiply";
    }
    default:
      return false;
  }
}

/** Weights may be handed on by a node. */
function isKnown({ constant, producer }: Value): boolean {
  return constant !== null || (producer?.inputs.length === 1 && producer.inputs[0]?.constant != null);
}

async function isZero({ storage }: Tensor): Promise<boolean> {
  try {
    return (await storage.read()).every((byte) => byte === 0);
  } catch (error) {
    if (error instanceof ModelError) {
      return false;
    }
    throw error;
  }
}
