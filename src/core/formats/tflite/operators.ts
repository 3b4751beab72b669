// What TFLite's builtin operators mean to us. Versions and the runtimes that brought them are those of LiteRT's
// op_version.cc and runtime_version.cc.
import { booleanAttribute, type Node } from "../../ir/node";
import type { OperatorRow as AnyOperatorRow } from "../../ir/operator-row";
import { CUSTOM_DOMAIN } from "./operator-codes";
import { own } from "../../ir/own";
import { rowIn } from "../../semantics/family";
import { OPERATORS } from "./operators/entries";

/** A kernel that takes float activations and int8 weights. */
export interface HybridKernel {
  /** The weight's axis its scales run along. */
  readonly axis: number;
  /** Operator version for one scale; null: the kernel needs a scale a channel. */
  readonly perTensor: number | null;
  /** Operator version for one scale a channel; null: it takes one scale only. */
  readonly perChannel: number | null;
  /** The first runtime with that version. */
  readonly perChannelSince: string;
  /** Which activations share a scale as the kernel makes int8 of them; null: it makes none. */
  readonly activations: "row" | "image" | null;
  /** Whether the operator can be told to quantize its activations asymmetrically, which is more exact. */
  readonly asymmetric: boolean;
  /** What differs for weights of four bits; absent: it takes none. */
  readonly int4?: { readonly perTensor: number; readonly perChannel: number };
  /** Whether it takes a scale for each block of four-bit weights. */
  readonly blocks?: boolean;
}

export interface OperatorRow extends AnyOperatorRow {
  /** At most one axis. */
  readonly weights?: Readonly<Record<number, number | null>>;
  readonly hybrid?: Readonly<Record<number, HybridKernel>>;
}

const shape: OperatorRow = { role: "shape" };
const controlFlow: OperatorRow = { role: "controlFlow" };
const random: OperatorRow = { role: "random" };

const LSTM_WEIGHTS = { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0, 8: 0, 9: null, 10: null, 11: null, 16: 0 };
const LSTM_BIASES = [12, 13, 14, 15, 17];
const lstm: OperatorRow = {
  role: "recurrent",
  weights: LSTM_WEIGHTS,
  inputAxes: Object.fromEntries([...range(1, 8), 16].map((input) => [input, 1])),
  biases: LSTM_BIASES,
  statistics: [20, 21, 22, 23],
  states: [18, 19],
};

const rnn: OperatorRow = {
  role: "recurrent",
  weights: { 1: 0, 2: 0 },
  inputAxes: { 1: 1, 2: 1 },
  biases: [3],
  states: [4],
};

const ROWS: Readonly<Record<string, OperatorRow>> = {
  CONV_2D: {
    role: "conv",
    weights: { 1: 0 },
    inputAxes: { 1: 3 },
    biases: [2],
    hybrid: {
      1: {
        axis: 0,
        perTensor: 2,
        perChannel: 5,
        perChannelSince: "2.4",
        activations: "image",
        asymmetric: false,
        int4: { perTensor: 7, perChannel: 7 },
      },
    },
  },
  DEPTHWISE_CONV_2D: {
    role: "depthwiseConv",
    weights: { 1: 3 },
    biases: [2],
    hybrid: {
      1: { axis: 3, perTensor: null, perChannel: 6, perChannelSince: "2.3", activations: "image", asymmetric: false },
    },
  },
  FULLY_CONNECTED: {
    role: "dense",
    weights: { 1: 0 },
    inputAxes: { 1: 1 },
    biases: [2],
    hybrid: {
      1: {
        axis: 0,
        perTensor: 9,
        perChannel: 12,
        perChannelSince: "2.17",
        activations: "row",
        asymmetric: true,
        int4: { perTensor: 10, perChannel: 12 },
        blocks: true,
      },
    },
  },
  BATCH_MATMUL: {
    role: "dense",
    weights: { 0: null, 1: null },
    inputAxes: {
      0: (node) => (booleanAttribute(node, "adj_x", false) ? -2 : -1),
      1: (node) => (booleanAttribute(node, "adj_y", false) ? -1 : -2),
    },
    hybrid: {
      1: { axis: 0, perTensor: 4, perChannel: null, perChannelSince: "", activations: "row", asymmetric: true },
    },
  },
  EMBEDDING_LOOKUP: {
    role: "embedding",
    weights: { 1: 0 },
    hybrid: {
      1: {
        axis: 0,
        perTensor: 3,
        perChannel: 4,
        perChannelSince: "2.18",
        activations: null,
        asymmetric: false,
        int4: { perTensor: 4, perChannel: 4 },
        blocks: true,
      },
    },
  },
  TRANSPOSE_CONV: { role: "transposedConv", weights: { 1: 0 }, inputAxes: { 1: 3 }, biases: [3] },
  CONV_3D: { role: "conv", weights: { 1: 4 }, inputAxes: { 1: 3 }, biases: [2] },
  CONV_3D_TRANSPOSE: { role: "transposedConv", weights: { 1: 3 }, inputAxes: { 1: 4 }, biases: [3] },
  GATHER: { role: "embedding", weights: { 0: null } },
  LSTM: lstm,
  UNIDIRECTIONAL_SEQUENCE_LSTM: lstm,
  BIDIRECTIONAL_SEQUENCE_LSTM: {
    role: "recurrent",
    weights: Object.fromEntries([...range(1, 11), 16, ...range(18, 28), 33].map((input) => [input, null])),
    biases: [12, 13, 14, 15, 17, 29, 30, 31, 32, 34],
    states: [35, 36, 37, 38],
  },
  RNN: rnn,
  UNIDIRECTIONAL_SEQUENCE_RNN: rnn,
  BIDIRECTIONAL_SEQUENCE_RNN: {
    role: "recurrent",
    weights: { 1: 0, 2: 0, 5: 0, 6: 0 },
    biases: [3, 7],
    states: [4, 8],
  },
  SVDF: { role: "recurrent", weights: { 1: 0, 2: 0 }, biases: [3], states: [4] },

  RESHAPE: shape,
  SQUEEZE: shape,
  EXPAND_DIMS: shape,
  TRANSPOSE: shape,
  CONCATENATION: shape,
  SPLIT: shape,
  SPLIT_V: shape,
  SLICE: shape,
  STRIDED_SLICE: shape,
  PACK: shape,
  UNPACK: shape,
  PAD: shape,
  PADV2: { role: "shape", settings: [2] },
  MIRROR_PAD: shape,
  TILE: shape,
  BROADCAST_TO: shape,
  GATHER_ND: shape,
  SCATTER_ND: shape,
  SPACE_TO_DEPTH: shape,
  DEPTH_TO_SPACE: shape,
  SPACE_TO_BATCH_ND: shape,
  BATCH_TO_SPACE_ND: shape,
  RESIZE_BILINEAR: shape,
  RESIZE_NEAREST_NEIGHBOR: shape,
  REVERSE_V2: shape,
  REVERSE_SEQUENCE: shape,
  SHAPE: shape,
  RANK: shape,
  FILL: { role: "shape", settings: [1] },
  RANGE: { role: "shape", settings: [0, 1, 2] },
  ONE_HOT: { role: "shape", settings: [2, 3] },
  DYNAMIC_UPDATE_SLICE: shape,
  BITCAST: shape,

  IF: controlFlow,
  WHILE: controlFlow,
  CALL: controlFlow,
  STABLEHLO_COMPOSITE: controlFlow,
  STABLEHLO_WHILE: controlFlow,
  STABLEHLO_CASE: controlFlow,
  CALL_ONCE: { role: "sideEffect" },
  ASSIGN_VARIABLE: { role: "sideEffect" },
  HASHTABLE_IMPORT: { role: "sideEffect" },
  VAR_HANDLE: { role: "variable" },
  READ_VARIABLE: { role: "identity" },
  HASHTABLE: { role: "other" },
  RANDOM_UNIFORM: random,
  RANDOM_STANDARD_NORMAL: random,
  MULTINOMIAL: random,
};

const OTHER: OperatorRow = { role: "other" };
const CUSTOM: OperatorRow = { role: "custom" };
/** Custom operators of known runtimes. */
const CUSTOM_ROWS: Readonly<Record<string, OperatorRow>> = {
  Convolution2DTransposeBias: { role: "transposedConv", weights: { 1: 0 }, inputAxes: { 1: 3 }, biases: [2] },
};

export function rowOf(node: Node): OperatorRow {
  const { domain, name } = node.op;
  const rows = domain === CUSTOM_DOMAIN ? CUSTOM_ROWS : ROWS;
  const known = domain === CUSTOM_DOMAIN ? null : (rowIn(own(OPERATORS, name)) as OperatorRow | null);
  return known ?? own(rows, name) ?? (domain === CUSTOM_DOMAIN ? CUSTOM : OTHER);
}

/** DEQUANTIZE by what it takes: operator version. */
export const DEQUANTIZE_VERSIONS = { int8: 2, int8PerChannel: 5, float16: 3, int4: 6 } as const;

/** The TensorFlow version whose runtime first had an operator version, for those that quantizing writes. */
const RUNTIMES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  CONV_2D: { 2: "1.14.0", 5: "2.4.0", 6: "2.9.0", 7: "2.11.0" },
  DEPTHWISE_CONV_2D: { 4: "2.2.0", 6: "2.3.0" },
  FULLY_CONNECTED: { 3: "1.14.0", 9: "2.3.0", 10: "2.11.0", 12: "2.17.0" },
  BATCH_MATMUL: { 4: "2.5.0" },
  EMBEDDING_LOOKUP: { 3: "1.14.0", 4: "2.18.0" },
  DEQUANTIZE: { 2: "1.14.0", 3: "1.15.0", 5: "2.7.0", 6: "2.18.0" },
  TRANSPOSE_CONV: { 3: "2.3.0" },
  GATHER: { 2: "1.14.0" },
  DENSIFY: { 1: "2.2.0" },
};

/** The oldest runtime that has this operator in this version; null where we do not know. */
export function runtimeOf(node: Node): string | null {
  return own(RUNTIMES, node.op.name)?.[node.op.version ?? 1] ?? null;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
