// Attributes of onnxruntime's own operators that no other has.
import type { Notes } from "../../../semantics/attribute-notes";

export const microsoftNotes: Notes = {
  K: "How many rows the matrix of weights has: the width of the input",
  N: "How many columns the matrix of weights has: the width of the result",
  bits: "How many bits a weight has",
  block_size: "How many weights share a scale",
  accuracy_level: {
    says: "Type in which it is computed at least",
    values: {
      0: "as the runtime likes",
      1: "float32",
      2: "float16",
      3: "bfloat16",
      4: "int8, with a scale for each block",
    },
  },
  weight_prepacked: "Whether the weights are stored as one kernel wants them",
  "quant_type of com.microsoft:MatMulBnb4": {
    says: "What the 16 codes stand for",
    values: { 0: "small floats (FP4)", 1: "quantiles of normal numbers (NF4)" },
  },
  "training_mode of com.microsoft:MatMulBnb4": "Whether it is to be trained too",
  quantize_axis: "The axis along which weights share a scale",
  gather_axis: "The axis along which elements are chosen",
  is_inner_broadcast: "Whether the bias is repeated along the inner axes of the batch, instead of the outer ones",
  mask_index_type: { says: "What the mask's index holds: 0 nothing, 1 lengths", absent: "lengths" },
  "activation of com.microsoft:GroupNorm": {
    says: "What is applied to the result at once",
    values: { 0: "nothing", 1: "the swish" },
  },
  opset: "Version of Softmax that is meant, by which its axis counts",
  activation_gamma: "Third number of the activation",
};
