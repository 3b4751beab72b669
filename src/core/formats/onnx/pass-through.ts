// Which ONNX nodes hand on their first input unchanged.
import { allZero, integersOf, keepsOrder, keepsShape, restoresOrder, takesWhole } from "../../ir/no-op";
import { numberAttribute, numbersAttribute, type Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { dataTypeOf } from "./schema";

const OPERATORS = new Set(["Identity", "Dropout", "Cast", "Reshape", "Transpose", "Pad", "Concat", "Slice"]);

export async function passThrough(node: Node): Promise<Value | string | null> {
  const [source] = node.inputs;
  const known = node.op.domain === "" && OPERATORS.has(node.op.name);
  if (!known || source == null || [...node.attributes.values()].some(isReference)) {
    return null;
  }
  const opset = node.op.version ?? 0;
  switch (node.op.name) {
    case "Identity":
      return source;
    case "Dropout":
      return dropout(node, source, opset);
    case "Cast":
      return isSameType(node, source) ? source : null;
    case "Reshape": {
      const target = opset < 5 ? numbersAttribute(node, "shape") : await integersOf(node.inputs[1]);
      const zeroCopies = numberAttribute(node, "allowzero", 0) === 0;
      return keepsShape(source.type?.shape ?? null, target, zeroCopies) ? source : null;
    }
    case "Transpose": {
      const rank = source.type?.shape?.length ?? Infinity;
      const order = numbersAttribute(node, "perm");
      const keeps = node.attributes.has("perm") ? keepsOrder(order) : rank <= 1;
      return keeps ? source : untransposed(source, order);
    }
    case "Pad": {
      const name = opset < 2 ? "paddings" : "pads";
      return allZero(opset < 11 ? numbersAttribute(node, name) : await integersOf(node.inputs[1])) ? source : null;
    }
    case "Concat":
      return node.inputs.length === 1 ? source : null;
    case "Slice":
      return (await takesAll(node, source, opset)) ? source : null;
    default:
      return null;
  }
}

/** What a Transpose before this one read, where both together move nothing; without an order both reverse the axes. */
function untransposed({ producer }: Value, order: readonly number[] | null): Value | null {
  if (producer?.op.domain !== "" || producer.op.name !== "Transpose") {
    return null;
  }
  const before = numbersAttribute(producer, "perm");
  const isUndone = before === null && order === null ? true : restoresOrder(before, order);
  return isUndone ? (producer.inputs[0] ?? null) : null;
}

/** In a function's body an attribute may stand for one of the function's own. */
function isReference(attribute: { readonly kind: string }): boolean {
  return attribute.kind === "opaque";
}

/** Until opset 6 it trained unless told not to, since opset 12 it trains when told to. */
async function dropout(node: Node, source: Value, opset: number): Promise<Value | string> {
  const reason = "it may drop values: its training mode is not known to be off";
  if (opset < 7) {
    return numberAttribute(node, "is_test", 0) === 0 ? reason : source;
  }
  const mode = node.inputs[2] ?? null;
  return opset < 12 || mode === null || allZero(await integersOf(mode)) ? source : reason;
}

function isSameType(node: Node, source: Value): boolean {
  const to = node.attributes.get("to");
  const dtype = source.type?.dtype;
  return dtype !== undefined && dtype !== "opaque" && to?.kind === "int" && Number(to.value) === dataTypeOf(dtype);
}

async function takesAll(node: Node, source: Value, opset: number): Promise<boolean> {
  const list = async (name: string, input: number, needed: boolean): Promise<readonly number[] | null | undefined> => {
    if (opset < 10) {
      return numbersAttribute(node, name) ?? (needed ? null : undefined);
    }
    return node.inputs[input] == null ? (needed ? null : undefined) : integersOf(node.inputs[input]);
  };
  const [starts, ends, axes, steps] = [
    await list("starts", 1, true),
    await list("ends", 2, true),
    await list("axes", 3, false),
    await list("steps", 4, false),
  ];
  if (starts == null || ends == null || axes === null || steps === null || starts.length !== ends.length) {
    return false;
  }
  const shape = source.type?.shape ?? null;
  return starts.every((start, index) => {
    const axis = axes?.[index] ?? index;
    const dimension = shape?.[axis < 0 ? axis + shape.length : axis];
    return takesWhole(start, ends[index]!, steps?.[index] ?? 1, dimension);
  });
}
