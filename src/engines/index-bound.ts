import { elementCount, tensorBytes, type Node, type Value } from "../core";
import { isNumeric, numbersOf } from "./elements";

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
export async function indexBound(input: Value): Promise<number | null> {
  let bound: number | null = null;
  const pending = [input];
  const seen = new Set(pending);
  for (let steps = 0; steps < MOST_STEPS && pending.length > 0; steps++) {
    const value = pending.pop()!;
    for (const node of value.uses) {
      const found = await boundAt(node, value);
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

async function boundAt(node: Node, index: Value): Promise<number | null> {
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
  if (/^(OneHot|ONE_HOT)$/.test(name) && first === index) {
    return depthOf(second ?? null);
  }
  return null;
}

/** The one element of a constant. */
async function depthOf(value: Value | null): Promise<number | null> {
  const constant = value?.constant ?? null;
  if (constant === null || elementCount(constant.shape) !== 1 || !isNumeric(constant.dtype)) {
    return null;
  }
  return numbersOf(constant.dtype, await tensorBytes(constant, value!.name))[0] ?? null;
}

function axisOf(node: Node, rank: number): number {
  const attribute = node.attribute("axis");
  const axis = attribute?.kind === "int" ? Number(attribute.value) : 0;
  return axis < 0 ? axis + rank : axis;
}
