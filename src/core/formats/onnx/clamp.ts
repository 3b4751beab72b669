// ONNX's operators that limit a tensor. None of its operators limits its own result.
import { elementCount } from "../../ir/dtype";
import { INTEGERS, namedRange, saturationOf, UNLIMITED, type Clamp, type Clamps, type Range } from "../../ir/clamp";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { numberAttribute, type Attribute, type Node } from "../../ir/node";
import { bytesOf, float32Elements, memoryTensor, tensorBytes } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { addInitializer } from "./constant";

/** From this opset on Clip reads its limits; until then they are attributes, since opset 6 with these defaults. */
const LIMITS_ARE_INPUTS = 11;
const LIMITS_HAVE_DEFAULTS = 6;
const LARGEST_FLOAT = 3.4028234663852886e38;
const PLAIN = { Relu: { min: 0, max: Infinity } };

export const onnxClamps: Clamps = {
  async clamp(node: Node, fixed: (value: Value) => boolean): Promise<Clamp | null> {
    const [input, ...limits] = node.inputs;
    if (node.op.domain !== "" || input == null || [...node.attributes.values()].some(({ kind }) => kind === "opaque")) {
      return null;
    }
    const opset = node.op.version ?? 0;
    switch (node.op.name) {
      case "Relu":
        return { input, range: PLAIN.Relu, plain: true };
      case "Clip": {
        if (opset < LIMITS_HAVE_DEFAULTS) {
          return null;
        }
        if (opset < LIMITS_ARE_INPUTS) {
          const [min, max] = [
            numberAttribute(node, "min", -LARGEST_FLOAT),
            numberAttribute(node, "max", LARGEST_FLOAT),
          ];
          return { input, range: { min, max }, plain: true };
        }
        const min = limits[0] == null ? -Infinity : await scalarOf(limits[0], fixed);
        const max = limits[1] == null ? Infinity : await scalarOf(limits[1], fixed);
        return min === null || max === null || !(min <= max) ? null : { input, range: { min, max }, plain: true };
      }
      case "Max":
      case "Min": {
        const [limit, other] = input.constant === null ? [limits[0], input] : [input, limits[0]];
        const bound = node.inputs.length === 2 && limit != null && opset >= 8 ? await scalarOf(limit, fixed) : null;
        if (bound === null || other == null || limit!.constant!.shape.length > (other.type?.shape?.length ?? 0)) {
          return null;
        }
        const range = node.op.name === "Max" ? { ...UNLIMITED, min: bound } : { ...UNLIMITED, max: bound };
        return { input: other, range, plain: false };
      }
      default:
        return null;
    }
  },

  async replace(
    model: Model,
    graph: Graph,
    node: Node,
    input: Value,
    range: Range,
    limits: readonly Value[],
  ): Promise<boolean> {
    const opset = node.op.version ?? 0;
    const plain = namedRange(range, PLAIN);
    if (plain === null && opset < LIMITS_HAVE_DEFAULTS) {
      return false;
    }
    const attributes = new Map<string, Attribute>();
    const inputs: (Value | null)[] = [input];
    const { min, max } = range;
    if (plain === null && opset < LIMITS_ARE_INPUTS) {
      attributes.set("min", { kind: "float", value: Math.max(min, -LARGEST_FLOAT) });
      attributes.set("max", { kind: "float", value: Math.min(max, LARGEST_FLOAT) });
    } else if (plain === null) {
      const name = node.name || node.outputs[0]!.name;
      inputs.push(min === -Infinity ? null : await limitOf(model, graph, `${name}_min`, min, limits));
      if (max !== Infinity) {
        inputs.push(await limitOf(model, graph, `${name}_max`, max, limits));
      }
    }
    const op = { ...node.op, name: plain ?? "Clip" };
    const { name, outputs, extras } = node;
    graph.replace(node, { name, op, inputs, outputs, attributes, extras });
    return true;
  },

  rangeOf: () => null,
  takesActivation: () => false,
  setActivation: () => false,

  async saturation(node: Node): Promise<Range | null> {
    const [, scale, zero] = node.inputs;
    if (node.op.domain !== "" || node.op.name !== "QuantizeLinear" || scale?.constant?.dtype !== "float32") {
      return null;
    }
    const counts = [scale, zero].map((each) => elementCount(each?.constant?.shape ?? []));
    if (counts.some((count) => count > MOST_SCALES)) {
      return null;
    }
    const scales = await float32Elements(scale.constant, scale.name);
    if (zero == null) {
      return node.attributes.has("output_dtype") ? null : saturationOf(scales, [0], INTEGERS.get("uint8")!);
    }
    const tensor = zero.constant;
    if (tensor?.dtype !== "uint8" && tensor?.dtype !== "int8") {
      return null;
    }
    const bytes = await tensorBytes(tensor, zero.name);
    const zeros = [...(tensor.dtype === "int8" ? Int8Array.from(bytes) : bytes)];
    return saturationOf(scales, zeros, INTEGERS.get(tensor.dtype)!);
  },
};

/** Many nodes may read them. */
const MOST_SCALES = 2 ** 12;

/** A scalar with this element: one of those there are, else a new one. */
async function limitOf(
  model: Model,
  graph: Graph,
  name: string,
  limit: number,
  known: readonly Value[],
): Promise<Value> {
  for (const value of known) {
    if (value.constant?.shape.length === 0 && (await scalarOf(value, () => true)) === limit) {
      return value;
    }
  }
  return addInitializer(model, graph, name, memoryTensor("float32", [], bytesOf(Float32Array.of(limit))));
}

async function scalarOf(value: Value, fixed: (value: Value) => boolean): Promise<number | null> {
  const { constant, name } = value;
  if (constant?.dtype !== "float32" || elementCount(constant.shape) !== 1 || !fixed(value)) {
    return null;
  }
  const [only] = await float32Elements(constant, name);
  return only === undefined || Number.isNaN(only) ? null : only;
}
