// What an ONNX node computes, for finding others that compute the same.
import { attributeText } from "../../ir/attribute-text";
import type { Node } from "../../ir/node";
import { printedBytes } from "../../wire/protobuf-reader";
import { rowOf } from "./operators";

const DOMAINS = new Set(["", "ai.onnx.ml", "com.microsoft"]);
const EXCLUDED = new Set(["random", "sideEffect", "controlFlow", "custom"]);

export function computation(node: Node): string | null {
  const { domain, name } = node.op;
  // A dropout that trains drops other values each time.
  if (!DOMAINS.has(domain) || EXCLUDED.has(rowOf(node).role) || name === "Dropout") {
    return null;
  }
  const known = node.outputs[0]?.constant != null;
  const attributes = known ? "" : attributeText(node, printedBytes);
  return attributes === null ? null : `${domain}:${name}:${node.op.version} ${attributes}`;
}
