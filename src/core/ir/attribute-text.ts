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
    // Those that were made have no place in the file, and may equal some that do.
    const value =
      attribute.origin === undefined || (!isData && isTold(attribute.value))
        ? JSON.stringify([attribute.kind, "of" in attribute ? attribute.of : "", attribute.value], (_, each: unknown) =>
            plain(each),
          )
        : printed(attribute.origin);
    if (value === null) {
      return null;
    }
    parts.push(`${name}=${value}`);
  }
  return JSON.stringify(parts.sort());
}

/** Whether a value is all that the file says, and JSON tells it from all others. */
function isTold(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.length <= MOST_ITEMS && value.every(isTold);
  }
  return typeof value === "number"
    ? Number.isFinite(value) && !Object.is(value, -0)
    : value !== "opaque" && !(typeof value === "string" && value.includes("\ufffd"));
}

/** Longer lists are data, and stand in the file once. */
const MOST_ITEMS = 64;

function plain(value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}
