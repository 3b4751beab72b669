// Nodes that limit a tensor, and those that limit their own result: by fused_activation_function. What does, its operator
// says.
import {
  clampOf,
  followedBy,
  INTEGERS,
  namedRange,
  UNLIMITED,
  type Clamp,
  type Clamps,
  type Range,
} from "../../ir/clamp";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { sameQuantization } from "../../ir/no-op";
import { stringAttribute, type Node } from "../../ir/node";
import { own } from "../../ir/own";
import type { Value } from "../../ir/value";
import { entryOf } from "./operators/entries";
import { ACTIVATION_RANGES, PLAIN } from "./operators/limits";

const ACTIVATION = "fused_activation_function";

export const tfliteClamps: Clamps = {
  async clamp(node: Node, fixed: (value: Value) => boolean): Promise<Clamp | string | null> {
    const [output] = node.outputs;
    const clamp = output == null ? null : await clampOf(entryOf(node.op)?.limits, node, fixed);
    if (clamp === null || typeof clamp === "string") {
      return clamp;
    }
    const alike = sameQuantization(clamp.input.quantization, output!.quantization);
    return alike && clamp.input.type?.dtype === output!.type?.dtype
      ? clamp
      : "its input and output are quantized differently";
  },

  replace(_model: Model, graph: Graph, node: Node, input: Value, range: Range): Promise<boolean> {
    const operator = namedRange(range, PLAIN);
    if (operator === null || input.type?.dtype !== "float32") {
      return Promise.resolve(false);
    }
    const op = { domain: "", name: operator, version: 1 };
    graph.replace(node, { name: node.name, op, inputs: [input], outputs: node.outputs });
    return Promise.resolve(true);
  },

  rangeOf(value: Value): Range | null {
    const fused =
      value.producer === null || entryOf(value.producer.op)?.activation !== "applied"
        ? null
        : rangeOfActivation(value.producer);
    const { quantization, type } = value;
    const bounds = type === null ? undefined : INTEGERS.get(type.dtype);
    if (quantization?.scale.length !== 1 || bounds === undefined) {
      return fused;
    }
    const [scale, zero] = [quantization.scale[0]!, Number(quantization.zeroPoint[0] ?? 0)];
    const stored = { min: scale * (bounds.min - zero), max: scale * (bounds.max - zero) };
    return scale > 0 ? followedBy(fused ?? UNLIMITED, stored) : fused;
  },

  takesActivation(node: Node): boolean | string {
    const { name, version } = node.op;
    const activation = entryOf(node.op)?.activation;
    if (activation === undefined) {
      return false;
    }
    if (activation === "refused") {
      return `the kernels of ${name} apply no activation`;
    }
    if (activation !== "applied" && (version ?? 1) < activation.since) {
      return `${name} applies an activation only in a version that runtimes before ${activation.runtime} lack`;
    }
    if (!node.attributes.has(ACTIVATION)) {
      return `${name} has no options to put it in`;
    }
    if (stringAttribute(node, "weights_format", "DEFAULT") !== "DEFAULT") {
      return `the weights of ${name} are shuffled`;
    }
    const before = stringAttribute(node, ACTIVATION, "NONE");
    return rangeOfActivation(node) === null ? `${name} applies ${before} before it` : true;
  },

  setActivation(node: Node, range: Range): boolean {
    const both = followedBy(rangeOfActivation(node)!, range);
    const activation = namedRange(both, ACTIVATION_RANGES);
    if (activation !== null) {
      node.setAttribute(ACTIVATION, { kind: "string", value: activation });
    }
    return activation !== null;
  },

  saturation: (node: Node) => entryOf(node.op)?.saturation?.(node) ?? Promise.resolve(null),
};

/** Null: it applies something that is no range, such as TANH. */
function rangeOfActivation(node: Node): Range | null {
  const activation = stringAttribute(node, ACTIVATION, "NONE");
  return own(ACTIVATION_RANGES, activation) ?? null;
}
