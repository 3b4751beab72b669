// Nodes that limit a tensor, by what their operators say. None of ONNX's operators limits its own result.
import { clampOf, limitIn, namedRange, plainLimits, type Clamp, type Clamps, type Range } from "../../ir/clamp";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import type { Attribute, Node } from "../../ir/node";
import { bytesOf, memoryTensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { addInitializer } from "./constant";
import { entryOf, OPERATORS } from "./operators/entries";
import { LARGEST_FLOAT, LIMITS_ARE_INPUTS, LIMITS_HAVE_DEFAULTS } from "./operators/limits";

const PLAIN = plainLimits(OPERATORS);

export const onnxClamps: Clamps = {
  clamp(node: Node, fixed: (value: Value) => boolean): Promise<Clamp | string | null> {
    const isUnclear = [...node.attributes.values()].some(({ kind }) => kind === "opaque");
    return clampOf(isUnclear ? undefined : entryOf(node.op)?.limits, node, fixed);
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

  saturation: (node: Node) => entryOf(node.op)?.saturation?.(node) ?? Promise.resolve(null),
};

/** A scalar with this element: one of those there are, else a new one. */
async function limitOf(
  model: Model,
  graph: Graph,
  name: string,
  limit: number,
  known: readonly Value[],
): Promise<Value> {
  for (const value of known) {
    if (value.constant?.shape.length === 0 && (await limitIn(value, () => true)) === limit) {
      return value;
    }
  }
  return addInitializer(model, graph, name, memoryTensor("float32", [], bytesOf(Float32Array.of(limit))));
}
