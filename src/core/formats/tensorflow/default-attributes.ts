// Reads the table of attributes' defaults.
import type { Attributes, Node } from "../../ir/node";
import { attributesOf } from "../../semantics/written-attribute";
import { ATTRIBUTE_DEFAULTS, WITHOUT_DEFAULTS } from "./attribute-defaults";

let table: ReadonlyMap<string, Attributes> | null = null;

export function defaultAttributes(node: Node): Attributes | null {
  return defaultsOf(node.op.name);
}

/** Null where TensorFlow has no operator of this name. */
export function defaultsOf(operator: string): Attributes | null {
  table ??= readTable();
  return table.get(operator) ?? null;
}

/** Whether TensorFlow has an operator of this name. */
export function isKnownOperator(name: string): boolean {
  table ??= readTable();
  return table.has(name);
}

function readTable(): Map<string, Attributes> {
  const read = new Map<string, Attributes>();
  let defaults: Attributes = new Map();
  for (const line of [...WITHOUT_DEFAULTS.trim().split("\n"), ...ATTRIBUTE_DEFAULTS.trim().split("\n")]) {
    if (line.includes("=")) {
      defaults = attributesOf(line);
    } else {
      line
        .trim()
        .split(" ")
        .forEach((operator) => read.set(operator, defaults));
    }
  }
  return read;
}
