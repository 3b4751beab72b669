// What a TensorFlow node computes, for finding others that compute the same.
import type { Role } from "../../ir/dialect";
import { attributeText } from "../../ir/attribute-text";
import type { Node } from "../../ir/node";
import { printedBytes } from "../../wire/protobuf-reader";
import { deviceOf } from "./insert";
import { rowOf } from "./operators";

/** Operators of other roles hold state, act, or are not known to us. */
const PURE = new Set<Role>([
  "conv",
  "depthwiseConv",
  "transposedConv",
  "dense",
  "embedding",
  "normalization",
  "activation",
  "pool",
  "shape",
  "elementwise",
  "reduction",
  "identity",
  "constant",
  "quantize",
  "dequantize",
]);
/** They read what can change, can be fed, or stop the run with a message of their own. */
const EXCLUDED = /Resource|Variable|^PlaceholderWithDefault$|^Ref|^CheckNumerics$/;

export function computation(node: Node): string | null {
  const { name } = node.op;
  const references = node.inputs.some((input) => {
    const role = input?.producer == null ? null : rowOf(input.producer).role;
    return role === "variable" || role === "sideEffect" || /^Ref[A-Z]/.test(input?.producer?.op.name ?? "");
  });
  if (references || !PURE.has(rowOf(node).role) || EXCLUDED.test(name)) {
    return null;
  }
  const attributes = attributeText(node, printedBytes, node.outputs[0]?.constant == null ? [] : ["value"]);
  return attributes === null ? null : `${name} on ${deviceOf(node)} ${attributes}`;
}
