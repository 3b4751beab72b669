// Weights of LSTM in eight bits, for DynamicQuantizeLSTM of onnxruntime, which quantizes what it multiplies with them at
// each step: https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
import type { Encoded, Encoding, EncodingRequest } from "../../ir/dialect";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { numberAttribute, stringAttribute, type Node } from "../../ir/node";
import { bytesOf, memoryTensor, type Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { addInitializer } from "./constant";
import { contribOperator, importContribOperators } from "./contrib";
import { turned } from "./turned";

/** Of the input and of the hidden state, each [directions, 4 · hidden, inputs]: where they are, and their scales. */
const MATRICES = [
  { weight: 1, scale: 8, zeroPoint: 9 },
  { weight: 2, scale: 10, zeroPoint: 11 },
];
/** X, W, R, B, sequence_lens, initial_h, initial_c and P: as LSTM takes them. */
const INPUTS = 8;
/** What both operators take, and what LSTM may state besides because it is so anyway. */
const SETTINGS = new Set(
  "activation_alpha activation_beta activations clip direction hidden_size input_forget layout".split(" "),
);

export const LSTM_WEIGHT_INPUTS = MATRICES.map(({ weight }) => weight);

const QUANTIZED = contribOperator("DynamicQuantizeLSTM");

/** Also one that has got one of its weights quantized already. */
export function isLstm({ op: { domain, name } }: Node): boolean {
  return (domain === "" && name === "LSTM") || (domain === QUANTIZED.domain && name === QUANTIZED.name);
}

/** Both matrices of an LSTM are quantized, or none. */
export function lstmCompanions(value: Value): readonly Value[] {
  const pairs = [...value.uses].filter(isLstm).map(({ inputs }) => LSTM_WEIGHT_INPUTS.map((index) => inputs[index]));
  const all = new Set(pairs.filter((pair) => pair.includes(value)).flat());
  return [...all].filter((other) => other != null && other !== value) as Value[];
}

/** Why DynamicQuantizeLSTM cannot take the place of an LSTM; null where it can. */
export function lstmObstacle(node: Node): string | null {
  if (numberAttribute(node, "layout", 0) !== 0) {
    return "read by an LSTM with layout 1, which DynamicQuantizeLSTM does not take";
  }
  const setting = [...node.attributes.keys()].find((key) => !SETTINGS.has(key));
  const odd = setting ?? (node.inputs.slice(INPUTS).some((input) => input !== null) ? "more inputs" : null);
  if (odd !== null) {
    return `read by an LSTM with ${odd}, which DynamicQuantizeLSTM does not take`;
  }
  const hidden = numberAttribute(node, "hidden_size", 0);
  const directions = stringAttribute(node, "direction", "forward") === "bidirectional" ? 2 : 1;
  const [w, r] = LSTM_WEIGHT_INPUTS.map((input) => node.inputs[input]?.constant?.shape);
  if (w === undefined || r === undefined) {
    return "read by an LSTM that computes others of its weights";
  }
  const fits = [w, r].every(([first, rows, _, ...more]) => first === directions && rows === 4 * hidden && !more.length);
  return fits && w.length === 3 && r[2] === hidden ? null : "read by an LSTM whose hidden_size or weights do not fit";
}

/** A scale for each row of each direction, which is one number of one gate; or one for each direction. */
export function lstmEncoding(value: Value, { perChannel, reducedRange, target }: EncodingRequest) {
  if (target.runtime !== "onnxruntime") {
    return "read by LSTM, whose only form that calculates in integers is for the target onnxruntime";
  }
  const { shape } = value.constant!;
  const [directions, rows, columns] = shape as [number, number, number];
  const most = reducedRange === true ? 64 : 127;
  const encoding: Encoding = {
    dtype: "int8",
    arithmetic: "symmetric",
    codes: { min: -most, max: most },
    ...(perChannel ? { axis: 2, blockSize: columns } : { axis: 0 }),
    rounding: "halfEven",
    overheadBytes: 300 + 12 * value.name.length + 5 * directions * (perChannel ? rows : 1) + 100 * value.uses.size,
    description: `${perChannel ? "per channel" : "per direction"}, with DynamicQuantizeLSTM of onnxruntime`,
  };
  return encoding;
}

/** Its readers are whole once their other weights, the companions, are stored too. */
export function storeLstmWeight(model: Model, graph: Graph, value: Value, encoding: Encoding, encoded: Encoded): void {
  const { scale } = encoded.quantization!;
  const scales = value.constant!.shape.slice(0, encoding.blockSize === undefined ? 1 : 2);
  const initializer = (suffix: string, tensor: Tensor) =>
    addInitializer(model, graph, `${value.name}_${suffix}`, tensor);
  const stored = {
    weight: initializer("quantized", turned(encoded.data)),
    scale: initializer("scale", memoryTensor("float32", scales, bytesOf(scale))),
    zeroPoint: initializer("zero_point", memoryTensor("int8", scales, new Uint8Array(scale.length))),
  };
  for (const node of [...value.uses]) {
    node.op = QUANTIZED;
    node.setAttribute("layout", null);
    const set = (index: number, input: Value | null) => node.graph!.setInput(node, index, input);
    for (let index = node.inputs.length; index < INPUTS + 2 * MATRICES.length; index++) {
      set(index, null);
    }
    for (const inputs of MATRICES.filter(({ weight }) => node.inputs[weight] === value)) {
      set(inputs.weight, stored.weight);
      set(inputs.scale, stored.scale);
      set(inputs.zeroPoint, stored.zeroPoint);
    }
  }
  importContribOperators(model);
}
