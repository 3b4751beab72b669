import { type Node, type Value } from "../core";

/** What hands indices on as they are, in any format. */
const HANDS_ON = new Set(
  ["Cast", "Reshape", "Squeeze", "Unsqueeze", "Identity", "Transpose", "Flatten", "ExpandDims", "Slice", "Concat"].map(
    (name) => name.toUpperCase(),
  ),
);
const MOST_STEPS = 100;

/**
 * How many things an input of integers is an index into, by the Gather or OneHot behind it: the least of them; null where
 * there is none.
 */
export function indexBound(input: Value): number | null {
  let bound: number | null = null;
  const pending = [input];
  const seen = new Set(pending);
  for (let steps = 0; steps < MOST_STEPS && pending.length > 0; steps++) {
    const value = pending.pop()!;
    for (const node of value.uses) {
      const found = boundAt(node, value);
      if (found !== null) {
        bound = Math.min(bound ?? found, found);
      }
      const next = HANDS_ON.has(node.op.name.replaceAll("_", "").toUpperCase()) ? (node.outputs[0] ?? null) : null;
      if (next !== null && !seen.has(next)) {
        seen.add(next);
        pending.push(next);
      }
    }
  }
  return bound;
}

function boundAt(node: Node, index: Value): number | null {
  const { name } = node.op;
  const [first, second] = node.inputs;
  if (/^(Gather|GatherV2|ResourceGather|GATHER)$/.test(name) && second === index) {
    const shape = first?.constant?.shape ?? first?.type?.shape ?? null;
    const length = shape?.[axisOf(node, shape.length)] ?? null;
    return typeof length === "number" ? length : null;
  }
  if (name === "EMBEDDING_LOOKUP" && first === index) {
    const length = second?.constant?.shape[0];
    return length ?? null;
  }
  return null;
}

function axisOf(node: Node, rank: number): number {
  const attribute = node.attribute("axis");
  const axis = attribute?.kind === "int" ? Number(attribute.value) : 0;
  return axis < 0 ? axis + rank : axis;
}
