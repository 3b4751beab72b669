// What the operators of ONNX and of onnxruntime's com.microsoft domain mean to us: https://onnx.ai/onnx/operators/
import type { Node } from "../../ir/node";
import { numberAttribute } from "../../ir/node";
import type { OperatorRow } from "../../ir/operator-row";
import { rowIn } from "../../semantics/family";
import { OPERATORS } from "./operators/entries";
import { own } from "../../ir/own";
import { blockwiseTable, matrixOfBits, rowsOfBits } from "./packed";

const shape: OperatorRow = { role: "shape" };
const random: OperatorRow = { role: "random" };
const controlFlow: OperatorRow = { role: "controlFlow" };
const recurrent: OperatorRow = {
  role: "recurrent",
  weights: { 1: [1], 2: [1] },
  inputAxes: { 1: 2, 2: 2 },
  biases: [3],
  settings: [4],
  states: [5, 6],
};

const ROWS: Readonly<Record<string, OperatorRow>> = {
  Conv: { role: "conv", weights: { 1: [0] }, inputAxes: { 1: 1 }, biases: [2] },
  ConvTranspose: { role: "transposedConv", weights: { 1: [1] }, inputAxes: { 1: 0 }, biases: [2] },
  DeformConv: { role: "conv", weights: { 1: [0] }, inputAxes: { 1: 1 }, biases: [3] },
  ConvInteger: { role: "conv", weights: { 1: [0] }, settings: [2, 3] },
  QLinearConv: { role: "conv", weights: { 3: [0] }, biases: [8], settings: [1, 2, 4, 5, 6, 7] },
  Gemm: {
    role: "dense",
    weights: {
      0: (node) => [numberAttribute(node, "transA", 0) === 0 ? 0 : 1],
      1: (node) => [numberAttribute(node, "transB", 0) === 0 ? 1 : 0],
    },
    inputAxes: {
      0: (node) => (numberAttribute(node, "transA", 0) === 0 ? 1 : 0),
      1: (node) => (numberAttribute(node, "transB", 0) === 0 ? 0 : 1),
    },
    biases: [2],
  },
  MatMul: { role: "dense", weights: { 0: [-2], 1: [-1] }, inputAxes: { 0: -1, 1: -2 } },
  MatMulInteger: { role: "dense", weights: { 1: [-1] }, settings: [2, 3] },
  QLinearMatMul: { role: "dense", weights: { 3: [-1] }, settings: [1, 2, 4, 5, 6, 7] },
  Einsum: { role: "dense", weights: { 0: [], 1: [] } },
  LSTM: { ...recurrent, weights: { ...recurrent.weights, 7: [] } },
  GRU: recurrent,
  RNN: recurrent,
  Gather: { role: "embedding", weights: { 0: [] } },
  RotaryEmbedding: { role: "other", settings: [1, 2, 3] },

  Reshape: shape,
  Flatten: shape,
  Squeeze: shape,
  Unsqueeze: shape,
  Transpose: shape,
  Concat: shape,
  Split: shape,
  Slice: shape,
  Expand: shape,
  Tile: shape,
  DepthToSpace: shape,
  SpaceToDepth: shape,
  Pad: { role: "shape", settings: [1, 2] },
  Resize: { role: "shape", settings: [1, 2, 3] },
  Upsample: { role: "shape", settings: [1] },
  Shape: { role: "shape" },
  Size: { role: "shape" },
  GatherND: shape,
  GatherElements: shape,
  ScatterND: shape,
  ScatterElements: shape,
  OneHot: { role: "shape", settings: [2] },
  Range: { role: "shape", settings: [0, 1, 2] },
  ConstantOfShape: { role: "shape" },
  NonMaxSuppression: { role: "other", settings: [2, 3, 4] },

  Identity: { role: "identity" },
  Constant: { role: "constant" },
  If: controlFlow,
  Loop: controlFlow,
  Scan: controlFlow,
  SequenceMap: controlFlow,
  RandomNormal: random,
  RandomNormalLike: random,
  RandomUniform: random,
  RandomUniformLike: random,
  Multinomial: random,
  Bernoulli: random,
};

const MICROSOFT_ROWS: Readonly<Record<string, OperatorRow>> = {
  Attention: { role: "dense", weights: { 1: [-1] }, inputAxes: { 1: -2 }, biases: [2] },
  QAttention: { role: "dense", weights: { 1: [-1] }, biases: [2], settings: [3, 4, 6, 7] },
  FusedConv: { role: "conv", weights: { 1: [0] }, inputAxes: { 1: 1 }, biases: [2] },
  FusedMatMul: { role: "dense", weights: { 0: [], 1: [] } },
  FusedGemm: ROWS["Gemm"]!,
  NhwcConv: { role: "conv", weights: { 1: [0] }, biases: [2] },
  MatMulNBits: {
    role: "dense",
    weights: { 1: [] },
    packed: { 1: matrixOfBits },
    biases: [5],
    settings: [2, 3, 4],
  },
  MatMulBnb4: { role: "dense", weights: { 1: [] }, packed: { 1: matrixOfBits }, settings: [2] },
  GatherBlockQuantized: { role: "embedding", weights: { 0: [] }, packed: { 0: blockwiseTable }, settings: [1, 2, 3] },
  QMoE: {
    role: "dense",
    weights: { 2: [], 5: [], 8: [] },
    packed: { 2: rowsOfBits(2), 5: rowsOfBits(5), 8: rowsOfBits(8) },
    biases: [4, 7, 10],
    settings: [3, 6, 9, 11, 12, 13],
  },
  QLinearWhere: { role: "elementwise", weights: { 1: [], 4: [] }, settings: [0, 2, 3, 5, 6, 7, 8] },
  QLinearConv: ROWS["QLinearConv"]!,
  QEmbedLayerNormalization: {
    role: "embedding",
    weights: { 2: [], 3: [], 4: [] },
    statistics: [5, 6],
    settings: Array.from({ length: 11 }, (_, index) => index + 7),
  },
  RotaryEmbedding: { role: "other", settings: [1, 2, 3] },
  GroupQueryAttention: { role: "other", settings: [7, 8] },
  DynamicQuantizeMatMul: { role: "dense", weights: { 1: [-1] }, biases: [4], settings: [2, 3] },
  DynamicQuantizeLSTM: {
    ...recurrent,
    weights: { 1: [2], 2: [2], 7: [] },
    inputAxes: { 1: 1, 2: 1 },
    settings: [4, 8, 9, 10, 11],
    states: [5, 6],
  },
  MatMulIntegerToFloat: { role: "dense", weights: { 1: [-1] }, biases: [6], settings: [2, 3, 4, 5] },
  QGemm: { role: "dense", weights: { 3: [] }, biases: [6], settings: [1, 2, 4, 5, 7, 8] },
};

const OTHER: OperatorRow = { role: "other" };
const CUSTOM: OperatorRow = { role: "custom" };
/** Domains whose operators are specified by ONNX though we have no row for each. */
const STANDARD_DOMAINS = new Set(["", "ai.onnx.ml", "ai.onnx.preview", "ai.onnx.training", "ai.onnx.preview.training"]);

/** Whether ONNX itself specifies the operators of a domain. */
export function isStandard(domain: string): boolean {
  return STANDARD_DOMAINS.has(domain);
}

export function rowOf(node: Node): OperatorRow {
  const { domain, name } = node.op;
  const known = rowIn(own(OPERATORS, domain === "" ? name : `${domain}:${name}`));
  if (known !== null) {
    return known;
  }
  if (domain === "com.microsoft") {
    return own(MICROSOFT_ROWS, name) ?? CUSTOM;
  }
  const row = domain === "" ? own(ROWS, name) : undefined;
  return row ?? (isStandard(domain) ? OTHER : CUSTOM);
}
