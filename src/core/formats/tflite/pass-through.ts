// Which TFLite operators hand on a tensor unchanged.
import type { DType } from "../../ir/dtype";
import {
  allZero,
  integersOf,
  keepsOrder,
  keepsShape,
  restoresOrder,
  sameQuantization,
  sameShape,
  takesWhole,
} from "../../ir/no-op";
import { numberAttribute, numbersAttribute, stringAttribute, type Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { extrasOf, type ValueExtras } from "./extras";
import { CUSTOM_DOMAIN } from "./operator-codes";

export async function passThrough(node: Node): Promise<Value | string | null> {
  const [output] = node.outputs;
  const source = node.op.domain === CUSTOM_DOMAIN ? null : await sourceOf(node);
  if (source === null || output == null || !isSame(source, output)) {
    return null;
  }
  return isVariable(source) || isVariable(output) ? "it copies a variable, which may change later" : source;
}

async function sourceOf(node: Node): Promise<Value | null> {
  const [source, second, third, fourth] = node.inputs;
  if (source == null) {
    return null;
  }
  const shape = source.type?.shape ?? null;
  switch (node.op.name) {
    case "CAST":
      return source;
    case "RESHAPE": {
      const target = second == null ? numbersAttribute(node, "new_shape") : await integersOf(second);
      return keepsShape(shape, target, false) ? source : null;
    }
    case "TRANSPOSE": {
      const order = await integersOf(second);
      return keepsOrder(order) ? source : untransposed(source, order);
    }
    case "PAD":
    case "PADV2":
    case "MIRROR_PAD":
      return allZero(await integersOf(second)) ? source : null;
    case "CONCATENATION":
      return node.inputs.length === 1 && stringAttribute(node, "fused_activation_function", "NONE") === "NONE"
        ? source
        : null;
    case "SLICE": {
      const [begin, size] = [await integersOf(second), await integersOf(third)];
      const whole = allZero(begin) && (size?.every((each, axis) => each === -1 || each === shape?.[axis]) ?? false);
      return whole ? source : null;
    }
    case "STRIDED_SLICE":
      return (await takesAll(node, shape, [second, third, fourth])) ? source : null;
    case "QUANTIZE":
      return unquantized(source) ?? source;
    default:
      return null;
  }
}

/** What a transposition before this one read, where both together move nothing. */
async function untransposed({ producer }: Value, order: readonly number[] | null): Promise<Value | null> {
  const before = producer?.op.name === "TRANSPOSE" ? await integersOf(producer.inputs[1]) : null;
  return restoresOrder(before, order) ? (producer!.inputs[0] ?? null) : null;
}

async function takesAll(
  node: Node,
  shape: readonly (number | string | null)[] | null,
  bounds: readonly (Value | null | undefined)[],
): Promise<boolean> {
  const [begin, end, strides] = await Promise.all(bounds.map(integersOf));
  const mask = (name: string) => numberAttribute(node, `${name}_mask`, 0);
  const offset = node.attribute("offset");
  if (
    begin == null ||
    end == null ||
    strides == null ||
    mask("new_axis") + mask("shrink_axis") + mask("ellipsis") > 0 ||
    (offset?.kind === "bool" && offset.value)
  ) {
    return false;
  }
  return begin.every((each, axis) => {
    const start = (mask("begin") & (1 << axis)) > 0 ? 0 : each;
    const stop = (mask("end") & (1 << axis)) > 0 ? Infinity : end[axis]!;
    return takesWhole(start, stop, strides[axis]!, shape?.[axis]);
  });
}

/** Integers so few that float32 holds their product with a scale well enough to find them again. */
const RECOVERABLE: ReadonlySet<DType | undefined> = new Set<DType>(["int8", "uint8", "int16"]);

/** What a DEQUANTIZE before the quantization read: quantized alike it comes back exactly. */
function unquantized(floats: Value): Value | null {
  const maker = floats.producer;
  const stored = maker?.op.name === "DEQUANTIZE" ? maker.inputs[0] : null;
  const moderate = stored?.quantization?.scale.every((scale) => scale > 1e-30 && scale < 1e30) ?? false;
  return moderate && RECOVERABLE.has(stored?.type?.dtype) ? stored! : null;
}

function isSame(a: Value, b: Value): boolean {
  return (
    a.type !== null &&
    a.type.dtype === b.type?.dtype &&
    sameShape(a.type.shape, b.type.shape) &&
    sameQuantization(a.quantization, b.quantization) &&
    a.attached.length + b.attached.length === 0
  );
}

export function isVariable(value: Value): boolean {
  return extrasOf<ValueExtras>(value)?.table.boolean("is_variable") ?? false;
}
