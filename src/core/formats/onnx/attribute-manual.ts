// What ONNX says of attributes: of its own operators and of those of onnxruntime that we know.
import { own } from "../../ir/own";
import type { Attribute, OperatorType } from "../../ir/node";
import { manualOf } from "../../semantics/attribute-notes";
import { attributesOf } from "../../semantics/written-attribute";
import { NOTES } from "./notes";
import { entryOf } from "./operators/entries";
import { OPERATOR_ATTRIBUTES } from "./operator-attributes";

/** What an operator may have since a version; null: without a default. */
interface Since {
  readonly version: number;
  readonly attributes: ReadonlyMap<string, Attribute | null>;
}

let table: Readonly<Record<string, readonly Since[]>> | null = null;

/** By version, the oldest first; none of an operator that ONNX does not know. */
export function attributesSince({ domain, name }: OperatorType): readonly Since[] {
  table ??= readTable();
  return own(table, notedName({ domain, name })) ?? [];
}

function readTable(): Record<string, Since[]> {
  const read: Record<string, Since[]> = {};
  let attributes: Since["attributes"] = new Map();
  for (const line of OPERATOR_ATTRIBUTES.trim().split("\n")) {
    if (line.startsWith("  ")) {
      for (const each of line.trim().split(" ")) {
        const [operator, version] = each.split("@");
        (read[operator!] ??= []).push({ version: Number(version), attributes });
      }
    } else {
      const byDefault = attributesOf(line);
      const names = line.match(/\w+(?==|\?|!)/g) ?? [];
      attributes = new Map(names.map((name) => [name, byDefault.get(name) ?? null]));
    }
  }
  for (const each of Object.values(read)) {
    each.sort((one, other) => one.version - other.version);
  }
  return read;
}

/** An operator as notes have it. */
export function notedName({ domain, name }: Pick<OperatorType, "domain" | "name">): string {
  return domain === "" ? name : `${domain}:${name}`;
}

export const attributeManual = manualOf({
  notes: NOTES,
  operator: ({ op }) => (entryOf(op) === null && attributesSince(op).length === 0 ? null : notedName(op)),
  defaults: ({ op }) => {
    const since = attributesSince(op).filter(({ version }) => version <= (op.version ?? 0));
    return since[since.length - 1]?.attributes ?? [];
  },
});
