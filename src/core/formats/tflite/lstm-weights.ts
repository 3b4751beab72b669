// Weights of LSTM kernels, which take all of them in int8, one scale each, or none; states, biases and normalizations
// stay floats: tensorflow/lite/kernels/lstm_eval.cc, EvalHybrid.
import type { Encoding } from "../../ir/dialect";
import { booleanAttribute, stringAttribute, type Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { rowOf } from "./operators";
import { own } from "../../ir/own";

/** The versions from which inputs are quantized with a zero point, all in runtime 2.3. */
const VERSIONS: Readonly<Record<string, number>> = { LSTM: 4, UNIDIRECTIONAL_SEQUENCE_LSTM: 3 };

/** The version of the kernel that takes int8; null for other operators. */
export function lstmVersion({ op }: Node): number | null {
  return own(VERSIONS, op.name) ?? null;
}

function weightsOf(node: Node): Value[] {
  const all = Object.keys(rowOf(node).weights!).map((index) => node.inputs[Number(index)] ?? null);
  return all.filter((value) => value !== null);
}

/** All weights of those of a value's readers that take them together. */
export function lstmCompanions(value: Value): readonly Value[] {
  const readers = [...value.uses].filter((node) => lstmVersion(node) !== null);
  const all = new Set(
    readers
      .map(weightsOf)
      .filter((weights) => weights.includes(value))
      .flat(),
  );
  return [...all].filter((other) => other !== value);
}

export function lstmObstacle(node: Node, value: Value): string | null {
  const { name } = node.op;
  const weights = weightsOf(node);
  const elsewhere =
    node.inputs.filter((input) => input === value).length > weights.filter((each) => each === value).length;
  if (elsewhere) {
    return `not where ${name} takes its weights`;
  }
  if (stringAttribute(node, "kernel_type", "FULL") !== "FULL") {
    return `read by ${name}, whose basic kernel takes float weights only`;
  }
  if (booleanAttribute(node, "diagonal_recurrent_tensors", false)) {
    return `read by ${name} with diagonal weights, whose kernel takes them as floats only`;
  }
  if (node.inputs[0]?.type?.dtype !== "float32") {
    return `read by ${name}, whose input is not float32`;
  }
  return weights.some(({ constant }) => constant === null)
    ? `read by ${name} that computes others of its weights`
    : null;
}

export function lstmEncoding(value: Value): Encoding {
  return {
    dtype: "int8",
    arithmetic: "symmetric",
    codes: { min: -127, max: 127 },
    axis: null,
    rounding: "halfAway",
    overheadBytes: 112 + 16 * value.uses.size,
    description: "per tensor, read by the kernel, which makes int8 of its activations as it runs, a scale each row",
  };
}
