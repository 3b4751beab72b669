// What a node's operator is, be it one of ours or none, and which runtimes have it. Versions and the runtimes that brought
// them are those of LiteRT's op_version.cc and runtime_version.cc.
import type { Node } from "../../ir/node";
import type { OperatorRow } from "../../ir/operator-row";
import { own } from "../../ir/own";
import { CUSTOM_DOMAIN } from "./operator-codes";
import { entryOf } from "./operators/entries";
import type { Kernels } from "./operators/entry";

const OTHER: OperatorRow = { role: "other" };
const CUSTOM: OperatorRow = { role: "custom" };

export function rowOf({ op }: Node): OperatorRow & Kernels {
  return entryOf(op) ?? (op.domain === CUSTOM_DOMAIN ? CUSTOM : OTHER);
}

/** DEQUANTIZE by what it takes: operator version. */
export const DEQUANTIZE_VERSIONS = { int8: 2, int8PerChannel: 5, float16: 3, int4: 6 } as const;

/** The TensorFlow version whose runtime first had an operator version, for those that quantizing writes. */
const RUNTIMES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  CONV_2D: { 2: "1.14.0", 5: "2.4.0", 6: "2.9.0", 7: "2.11.0" },
  DEPTHWISE_CONV_2D: { 4: "2.2.0", 6: "2.3.0" },
  FULLY_CONNECTED: { 3: "1.14.0", 9: "2.3.0", 10: "2.11.0", 12: "2.17.0" },
  BATCH_MATMUL: { 4: "2.5.0" },
  EMBEDDING_LOOKUP: { 3: "1.14.0", 4: "2.18.0" },
  DEQUANTIZE: { 2: "1.14.0", 3: "1.15.0", 5: "2.7.0", 6: "2.18.0" },
  TRANSPOSE_CONV: { 3: "2.3.0" },
  GATHER: { 2: "1.14.0" },
  DENSIFY: { 1: "2.2.0" },
};

/** The oldest runtime that has this operator in this version; null where we do not know. */
export function runtimeOf(node: Node): string | null {
  return own(RUNTIMES, node.op.name)?.[node.op.version ?? 1] ?? null;
}
