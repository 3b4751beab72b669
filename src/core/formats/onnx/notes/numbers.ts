// Attributes of matrix products, activations, normalizations and losses.
import type { Notes } from "../../../semantics/attribute-notes";
import { typeNamed } from "./types";

export const numberNotes: Notes = {
  "alpha of Gemm com.microsoft:FusedGemm com.microsoft:QGemm com.microsoft:FusedMatMul com.microsoft:TransposeMatMul":
    "Factor of the product",
  "beta of Gemm com.microsoft:FusedGemm": "Factor of what is added to the product",
  transA: "Whether the first matrix is transposed",
  transB: "Whether the second matrix is transposed",
  transBatchA: "Whether the first input's batch axes stand between those of its matrices",
  transBatchB: "Whether the second input's batch axes stand between those of its matrices",
  "broadcast of Gemm": "Whether the third input is repeated to fit",
  equation: "Which axes of the inputs are multiplied, which summed up, and which stay: one letter an axis",
  alpha: "Factor of the negative part",
  "alpha of HardSigmoid": "Slope of the straight part",
  "beta of HardSigmoid": "Value of the straight part at 0",
  "alpha of ThresholdedRelu": "Inputs up to this become 0",
  "alpha of Swish SwiGLU com.microsoft:QuickGelu": "Factor of the input within the sigmoid",
  "alpha of Celu": "How far below 0 results go at most",
  gamma: "Factor of the whole result",
  lambd: "Inputs this near to 0 become 0",
  "bias of Shrink": "By how much the others are moved towards 0",
  approximate: {
    says: "How it is computed",
    values: { none: "exactly, by the error function", tanh: "approximately, by the hyperbolic tangent" },
  },
  min: { says: "Lower limit", absent: "none" },
  max: { says: "Upper limit", absent: "none" },
  epsilon: "What is added to the variance, so that nothing is divided by 0",
  momentum: "Which part of the running statistics stays while training; for results it does not matter",
  spatial: "Whether statistics are one for each channel; 0: one for each element",
  is_test: "Whether the model runs, instead of being trained",
  training_mode: "Whether statistics are computed of the batch, as in training",
  consumed_inputs: "Which inputs may be overwritten; a hint of the first operator set",
  stash_type: { says: "Type in which it is computed", values: typeNamed },
  num_groups: "How many groups channels form, each normalized for itself",
  groups: "How many groups channels form, each normalized for itself",
  size: "How many neighbouring channels are summed up",
  "alpha of LRN": "Factor of the sum of squares",
  "beta of LRN": "Exponent of what the input is divided by",
  "bias of LRN": "What is added to the sum of squares",
  ratio: "Which share is dropped in training; nothing is, where the model runs",
  reduction: {
    says: "What becomes of the losses of all examples",
    values: { none: "they stay", sum: "their sum", mean: "their mean" },
  },
  "reduction of ScatterElements ScatterND": {
    says: "What becomes of an element and its update",
    values: { none: "the update", add: "their sum", mul: "their product", min: "the smaller", max: "the larger" },
  },
  ignore_index: { says: "The class whose examples do not count", absent: "none" },
  fmod: {
    says: "Which sign the result has",
    values: { 0: "that of the divisor", 1: "that of the dividend, as in C" },
  },
  "direction of BitShift": {
    says: "To which side bits move",
    values: { LEFT: "up, which doubles", RIGHT: "down, which halves" },
  },
  detect_negative: "Whether minus infinity counts",
  detect_positive: "Whether infinity counts",
  broadcast: "Whether the second input is repeated to fit",
  "axis of Add Sub Mul Div Pow And Or Xor Equal Less Greater": {
    says: "The first input's axis with which those of the second begin",
    absent: "so that the last axes match",
  },
  to: { says: "Type that elements become", values: typeNamed },
  saturate:
    "Whether numbers that are too large for eight-bit floats become the largest one, instead of infinity or NaN",
  round_mode: {
    says: "How eight-bit exponents are rounded",
    values: { up: "up", down: "down", nearest: "to the nearest" },
  },
  "axis of QuantizeLinear DequantizeLinear com.microsoft:QuantizeLinear com.microsoft:DequantizeLinear": {
    says: "The axis along which each slice has a scale of its own; of no meaning for a single scale",
    absent: "none",
  },
  "block_size of QuantizeLinear DequantizeLinear": "How many elements along the axis share a scale; 0: all",
  output_dtype: {
    says: "Type of the result",
    values: (value) => (value === "0" ? "as the other inputs say" : typeNamed(value)),
  },
  precision: {
    says: "Type in which is divided",
    values: (value) => (value === "0" ? "that of the scale" : typeNamed(value)),
  },
};
