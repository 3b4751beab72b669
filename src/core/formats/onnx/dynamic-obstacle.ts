// Which nodes have a form that calculates in integers, as in onnxruntime's quantize_dynamic.
import { numberAttribute, type Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { LSTM_WEIGHT_INPUTS, lstmObstacle } from "./lstm-weights";
import { own } from "../../ir/own";

/** Where each operator takes its weights. */
const WEIGHT_INPUTS: Readonly<Record<string, readonly number[]>> = {
  MatMul: [1],
  Gemm: [1],
  Conv: [1],
  Gather: [0],
  LSTM: LSTM_WEIGHT_INPUTS,
  "com.microsoft.Attention": [1],
};

/** Of those that make more than one value. */
const OUTPUTS: Readonly<Record<string, number>> = { LSTM: 3, Attention: 2 };

/** Why a node cannot read a weight as integers; null where it can. */
export function obstacleOf(node: Node, weight: Value): string | null {
  const { domain, name } = node.op;
  const key = domain === "" ? name : `${domain}.${name}`;
  const weightInputs = own(WEIGHT_INPUTS, key);
  if (weightInputs === undefined) {
    return `read by ${name}, which has no form that calculates in integers`;
  }
  if (node.inputs.some((each, index) => each === weight && !weightInputs.includes(index))) {
    return `not where ${name} takes its weights`;
  }
  if (node.outputs[0] == null) {
    return `read by a ${name} that makes nothing`;
  }
  if (node.outputs.length > (own(OUTPUTS, name) ?? 1)) {
    return `read by a ${name} that makes more values than it can`;
  }
  if (new Set(node.outputs).size < node.outputs.length) {
    return `read by a ${name} that makes one value twice`;
  }
  if (name === "Gather") {
    return null;
  }
  if (node.inputs[0] == null || node.inputs[0].constant !== null) {
    return `${name} reads nothing but constants`;
  }
  return own(OBSTACLES, name)?.(node) ?? null;
}

const OBSTACLES: Readonly<Record<string, (node: Node) => string | null>> = {
  Gemm: gemmObstacle,
  LSTM: lstmObstacle,
  Attention: attentionObstacle,
};

function gemmObstacle(node: Node): string | null {
  const odd = [
    numberAttribute(node, "alpha", 1) === 1 ? null : "alpha",
    numberAttribute(node, "beta", 1) === 1 ? null : "beta",
    numberAttribute(node, "transA", 0) === 0 ? null : "transA",
  ].filter((each) => each !== null);
  return odd.length === 0 ? null : `read by a Gemm with ${odd.join(" and ")}, for which there is no MatMulInteger`;
}

/** What QAttention takes too, in all versions of onnxruntime. */
const ATTENTION_SETTINGS = new Set(["num_heads", "unidirectional", "mask_filter_value"]);
const ATTENTION_INPUTS = ["input", "weights", "bias", "mask_index", "past"];

function attentionObstacle(node: Node): string | null {
  const setting = [...node.attributes.keys()].find((key) => !ATTENTION_SETTINGS.has(key));
  const beyond = node.inputs.slice(ATTENTION_INPUTS.length).some((input) => input !== null);
  const odd = setting ?? (beyond ? "more inputs" : null);
  if (odd !== null) {
    return `read by an Attention with ${odd}, which QAttention does not take`;
  }
  return node.inputs[2] == null ? "read by an Attention without a bias, which QAttention needs" : null;
}
