import { fieldsOf } from "../../src/core/formats/tensorflow/schema";
import { encodeTrees, type Tree } from "./protobuf-tree";

/** A message of TensorFlow in protobuf's text format. */
export function graphText(message: string, trees: readonly Tree[]): string {
  const fields = new Map(fieldsOf(message)!.map((field) => [field.number, field]));
  return trees
    .map((tree) => {
      const field = fields.get(tree.number);
      return field === undefined ? "" : fieldText(field.name, field.type, tree);
    })
    .join("\n");
}

function fieldText(name: string, type: string, tree: Tree): string {
  if (fieldsOf(type) !== undefined) {
    return `${name} {\n${graphText(type, Array.isArray(tree.content) ? tree.content : [])}\n}`;
  }
  if (typeof tree.content === "bigint") {
    return `${name}: ${type === "bool" ? tree.content !== 0n : type === "DataType" ? "DT_FLOAT" : tree.content}`;
  }
  const bytes = Array.isArray(tree.content) ? encodeTrees(tree.content) : tree.content;
  return type === "string" || type === "bytes" ? `${name}: "${escaped(bytes)}"` : "";
}

function escaped(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}
