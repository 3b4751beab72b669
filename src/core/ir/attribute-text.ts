import type { Node } from "./node";

/**
 * The attributes of a node as text that only equal attributes share; null where they hold graphs or much data.
 * @param printed What stands in the file where an attribute was read from; null where that is too much.
 */
export function attributeText(
  node: Node,
  printed: (origin: unknown) => string | null,
  except: readonly string[] = [],
): string | null {
  const parts: string[] = [];
  for (const [name, attribute] of node.attributes) {
    if (except.includes(name)) {
      continue;
    }
    const isData = attribute.kind === "opaque" || attribute.kind === "tensor";
    if (attribute.kind === "graphs" || (isData && attribute.origin === undefined)) {
      return null;
    }
    const value =
      attribute.origin === undefined
        ? JSON.stringify([attribute.kind, attribute.value], (_, each: unknown) => plain(each))
        : printed(attribute.origin);
    if (value === null) {
      return null;
    }
    parts.push(`${name}=${value}`);
  }
  return JSON.stringify(parts.sort());
}

function plain(value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}
