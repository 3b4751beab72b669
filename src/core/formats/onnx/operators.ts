// What a node's operator is, be it one of ours or none.
import type { Node } from "../../ir/node";
import type { OperatorRow } from "../../ir/operator-row";
import { entryOf } from "./operators/entries";

const OTHER: OperatorRow = { role: "other" };
const CUSTOM: OperatorRow = { role: "custom" };
/** Domains whose operators are specified by ONNX though we have no row for each. */
const STANDARD_DOMAINS = new Set(["", "ai.onnx.ml", "ai.onnx.preview", "ai.onnx.training", "ai.onnx.preview.training"]);

/** Whether ONNX itself specifies the operators of a domain. */
export function isStandard(domain: string): boolean {
  return STANDARD_DOMAINS.has(domain);
}

export function rowOf({ op }: Node): OperatorRow {
  return entryOf(op) ?? (isStandard(op.domain) ? OTHER : CUSTOM);
}
