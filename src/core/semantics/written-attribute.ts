// Attributes as tables write them: true, 3, 0.5, "text", a type's name, ? for an unknown shape, <2x1> for a shape, and lists
// of these in brackets.
import type { DType } from "../ir/dtype";
import type { Attribute } from "../ir/node";

/** What such a line says, by name: "axis=1 keepdims=true". */
export function attributesOf(line: string): Map<string, Attribute> {
  return new Map([...line.matchAll(/(\w+)=("[^"]*"|\S+)/g)].map(([, name, text]) => [name!, attributeOf(text!)]));
}

function attributeOf(text: string): Attribute {
  if (!text.startsWith("[")) {
    return single(text);
  }
  const items = text.slice(1, -1).match(/"[^"]*"|[^,]+/g) ?? [];
  const of = items.length === 0 ? "int" : single(items[0]!).kind;
  return { kind: "list", of, value: items.map((item) => single(item).value) };
}

type Single = Extract<Attribute, { kind: "int" | "float" | "bool" | "string" | "type" | "shape" }>;

function single(text: string): Single {
  if (text === "true" || text === "false") {
    return { kind: "bool", value: text === "true" };
  }
  if (text.startsWith('"')) {
    return { kind: "string", value: text.slice(1, -1) };
  }
  if (text === "?") {
    return { kind: "shape", value: null };
  }
  if (text.startsWith("<")) {
    return { kind: "shape", value: (text.match(/\d+/g) ?? []).map(Number) };
  }
  if (/^-?\d+$/.test(text)) {
    const number = Number(text);
    return { kind: "int", value: Number.isSafeInteger(number) ? number : BigInt(text) };
  }
  return /^-?\d/.test(text) ? { kind: "float", value: Number(text) } : { kind: "type", value: text as DType };
}
