// Values that are computed from whole numbers alone, as lengths, positions and sizes are. float16 counts only to 2,048,
// so they stay float32 until they meet what the model computes on.
import type { Dialect, Role } from "../../ir/dialect";
import { elementCount, type DType } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import type { ElementTypes } from "./element-types";

/** Whether a value counts something, is a plain number that goes along with anything, or neither. */
type Kind = "count" | "number" | "data";

/** Constants with more elements are weights or tables. */
export const MOST_NUMBERS = 1023;
/** What keeps counting what it is given; others turn it into data. */
const ROLES: ReadonlySet<Role> = new Set<Role>(["elementwise", "shape", "identity", "reduction"]);
/** Integers that float16 has all of. */
const SHORT: ReadonlySet<DType> = new Set<DType>(["bool", "int8", "uint8"]);
const FLOATS: ReadonlySet<DType> = new Set<DType>(["float16", "bfloat16", "float64"]);

/**
 * The float32 values of some graphs that count: those of a graph before those of the graphs inside it.
 * @param beyond Constants with values that float16 cannot hold.
 */
export function wholeNumbers(
  graphs: readonly Graph[],
  types: ElementTypes,
  dialect: Dialect,
  beyond: ReadonlyMap<Value, unknown>,
): Set<Value> {
  const kinds = new Map<Value, Kind>();
  const kindOf = (value: Value | null): Kind => {
    if (value === null) {
      return "number";
    }
    const { constant } = value;
    return constant === null
      ? (kinds.get(value) ?? "data")
      : elementCount(constant.shape) <= MOST_NUMBERS
        ? "number"
        : "data";
  };
  for (const graph of graphs) {
    for (const node of graph.nodes) {
      const kind = kindMade(node, kindOf, types, dialect, beyond);
      if (kind !== "data") {
        node.outputs.forEach((output) => output !== null && types.of(output) === "float32" && kinds.set(output, kind));
      }
    }
  }
  return new Set([...kinds].filter(([, kind]) => kind === "count").map(([value]) => value));
}

function kindMade(
  node: Node,
  kindOf: (value: Value | null) => Kind,
  types: ElementTypes,
  dialect: Dialect,
  beyond: ReadonlyMap<Value, unknown>,
): Kind {
  switch (types.half.making(node)) {
    case "cast": {
      const from = types.of(node.inputs[0] ?? null);
      const isInteger = from !== null && from !== "float32" && !FLOATS.has(from) && !SHORT.has(from);
      return isInteger ? "count" : SHORT.has(from!) ? "number" : kindOf(node.inputs[0] ?? null);
    }
    case "count":
      return "count";
    case "fill":
      return "number";
  }
  const role = dialect.role(node);
  const floats = node.inputs.filter((input) => input !== null && types.of(input) === "float32");
  const isProduct = role === "dense" && floats.every((input) => input!.constant === null);
  if (node.nested.length > 0 || !(ROLES.has(role) || isProduct)) {
    return "data";
  }
  const kinds = floats.map(kindOf);
  if (kinds.includes("data") || !kinds.includes("count")) {
    return kinds.includes("data") ? "data" : "number";
  }
  // With numbers beyond float16 it is a mask in the making: to be limited before it is infinite.
  return floats.some((input) => beyond.has(input!)) ? "data" : "count";
}
