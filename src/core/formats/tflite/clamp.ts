// TFLite's operators that limit a tensor, and those that limit their own result: by fused_activation_function. Which
// kernels do that is as in LiteRT: CONCATENATION and L2_NORMALIZATION have the option and refuse to run with it, and TANH
// is applied by few.
import { elementCount } from "../../ir/dtype";
import {
  followedBy,
  INTEGERS,
  namedRange,
  saturationOf,
  UNLIMITED,
  type Clamp,
  type Clamps,
  type Range,
} from "../../ir/clamp";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { sameQuantization, sameShape } from "../../ir/no-op";
import { stringAttribute, type Node } from "../../ir/node";
import { float32Elements } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { CUSTOM_DOMAIN } from "./operator-codes";
import { own } from "../../ir/own";

const ACTIVATION = "fused_activation_function";
const PLAIN = {
  RELU: { min: 0, max: Infinity },
  RELU6: { min: 0, max: 6 },
  RELU_N1_TO_1: { min: -1, max: 1 },
};
const RANGES: Readonly<Record<string, Range>> = { NONE: UNLIMITED, ...PLAIN };
const KERNELS = new Set([
  "CONV_2D",
  "DEPTHWISE_CONV_2D",
  "CONV_3D",
  "FULLY_CONNECTED",
  "ADD",
  "SUB",
  "MUL",
  "DIV",
  "AVERAGE_POOL_2D",
  "MAX_POOL_2D",
  "L2_POOL_2D",
]);
const REFUSING = new Set(["CONCATENATION", "L2_NORMALIZATION"]);
/** Since this version TRANSPOSE_CONV has the option, in runtimes since 2.13. */
const TRANSPOSED_ACTIVATION = 4;

export const tfliteClamps: Clamps = {
  async clamp(node: Node, fixed: (value: Value) => boolean): Promise<Clamp | string | null> {
    const { domain, name } = node.op;
    const [output] = node.outputs;
    const [left, right] = node.inputs;
    if (domain === CUSTOM_DOMAIN || output == null || left == null) {
      return null;
    }
    if (name === "TANH") {
      return "few kernels apply TANH to their own results";
    }
    let clamp: Clamp;
    if (Object.hasOwn(PLAIN, name)) {
      clamp = { input: left, range: PLAIN[name as keyof typeof PLAIN], plain: true };
    } else if ((name === "MAXIMUM" || name === "MINIMUM") && right != null) {
      const [limit, input] = left.constant === null ? [right, left] : [left, right];
      const bound = fixed(limit) ? await scalarOf(limit) : null;
      if (bound === null || !sameShape(input.type?.shape ?? null, output.type?.shape ?? null)) {
        return null;
      }
      const range = name === "MAXIMUM" ? { ...UNLIMITED, min: bound } : { ...UNLIMITED, max: bound };
      clamp = { input, range, plain: false };
    } else {
      return null;
    }
    const alike = sameQuantization(clamp.input.quantization, output.quantization);
    return alike && clamp.input.type?.dtype === output.type?.dtype
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
      value.producer === null || !KERNELS.has(value.producer.op.name) ? null : rangeOfActivation(value.producer);
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
    const { domain, name, version } = node.op;
    if (domain === CUSTOM_DOMAIN) {
      return false;
    }
    if (REFUSING.has(name)) {
      return `the kernels of ${name} apply no activation`;
    }
    if (name === "TRANSPOSE_CONV" && (version ?? 1) < TRANSPOSED_ACTIVATION) {
      return `${name} applies an activation only in a version that runtimes before 2.13 lack`;
    }
    if (!KERNELS.has(name) && name !== "TRANSPOSE_CONV") {
      return false;
    }
    if (!node.attributes.has(ACTIVATION)) {
      return `${name} has no options to put it in`;
    }
    if (stringAttribute(node, "weights_format", "DEFAULT") !== "DEFAULT") {
      return `the weights of ${name} are shuffled`;
    }
    const activation = stringAttribute(node, ACTIVATION, "NONE");
    return rangeOfActivation(node) === null ? `${name} applies ${activation} before it` : true;
  },

  setActivation(node: Node, range: Range): boolean {
    const both = followedBy(rangeOfActivation(node)!, range);
    const activation = namedRange(both, RANGES);
    if (activation !== null) {
      node.setAttribute(ACTIVATION, { kind: "string", value: activation });
    }
    return activation !== null;
  },

  saturation(node: Node): Promise<Range | null> {
    const [output] = node.outputs;
    const type = output?.type ?? null;
    const quantizes = node.op.domain !== CUSTOM_DOMAIN && node.op.name === "QUANTIZE";
    const stored = quantizes && type !== null ? INTEGERS.get(type.dtype) : undefined;
    const { scale, zeroPoint } = output?.quantization ?? {};
    return Promise.resolve(stored && scale && zeroPoint ? saturationOf(scale, zeroPoint, stored) : null);
  },
};

/** Null: it applies something that is no range, such as TANH. */
function rangeOfActivation(node: Node): Range | null {
  const activation = stringAttribute(node, ACTIVATION, "NONE");
  return own(RANGES, activation) ?? null;
}

async function scalarOf({ constant, name }: Value): Promise<number | null> {
  if (constant?.dtype !== "float32" || elementCount(constant.shape) !== 1) {
    return null;
  }
  const [only] = await float32Elements(constant, name);
  return only === undefined || Number.isNaN(only) ? null : only;
}
