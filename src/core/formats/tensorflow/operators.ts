// What a node's operator is, be it one of ours or none.
import type { Node } from "../../ir/node";
import type { OperatorRow } from "../../ir/operator-row";
import { entryOf } from "./operators/entries";

/** Optimizers' updates: ApplyAdam, ResourceApplyMomentum, SparseApplyFtrl and their like. */
const UPDATE = /^(Resource)?(Sparse)?Apply[A-Z]/;

const OTHER: OperatorRow = { role: "other" };
const SIDE_EFFECT: OperatorRow = { role: "sideEffect" };

export function rowOf({ op }: Node): OperatorRow {
  return entryOf(op) ?? (UPDATE.test(op.name) ? SIDE_EFFECT : OTHER);
}

/** What a side effect is for, in the words of the reason why such a node is no output. */
export function purposeOf(operator: string): string {
  if (operator.includes("Summary")) {
    return "writes a summary for training";
  }
  if (/^(Save|Restore|MergeV2|Sharded)/.test(operator)) {
    return "saves or restores variables";
  }
  if (UPDATE.test(operator) || /^(Assign|Scatter|ResourceScatter)/.test(operator)) {
    return "assigns a variable";
  }
  if (/^(Assert|Print|Abort)/.test(operator)) {
    return "checks or prints";
  }
  return "is there for its effect and makes no result";
}
