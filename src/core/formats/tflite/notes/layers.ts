// Options of layers: windows, matrices, activations, recurrence.
import type { Notes } from "../../../semantics/attribute-notes";

export const layerNotes: Notes = {
  padding: {
    says: "What surrounds the input",
    values: {
      SAME: "zeros, so that the output is as long as the input divided by the stride, rounded up",
      VALID: "nothing; windows stay inside the input",
    },
  },
  stride_d: "How far the window moves in depth from one output to the next",
  stride_h: "How far the window moves down from one output to the next",
  stride_w: "How far the window moves to the right from one output to the next",
  "stride_h of TRANSPOSE_CONV CONV_3D_TRANSPOSE": "How far apart inputs lie in the output, vertically",
  "stride_w of TRANSPOSE_CONV CONV_3D_TRANSPOSE": "How far apart inputs lie in the output, horizontally",
  "stride_d of CONV_3D_TRANSPOSE": "How far apart inputs lie in the output, in depth",
  dilation_d_factor: "Distance of the window's elements in depth; 1: no gaps",
  dilation_h_factor: "Distance of the window's elements vertically; 1: no gaps",
  dilation_w_factor: "Distance of the window's elements horizontally; 1: no gaps",
  filter_height: "Height of the window",
  filter_width: "Width of the window",
  depth_multiplier: "How many channels are made of each input channel; kernels work it out from the shapes",
  fused_activation_function: {
    says: "What is applied to the result at once",
    values: {
      NONE: "nothing",
      RELU: "negative numbers become 0",
      RELU_N1_TO_1: "limits at −1 and 1",
      RELU6: "limits at 0 and 6",
      TANH: "the hyperbolic tangent",
      SIGN_BIT: "1 for negative numbers, 0 for others",
    },
  },
  quantized_bias_type: {
    says: "Type of the bias and of sums where the layer is quantized",
    values: { float32: "not stated, so that the types of the inputs decide" },
  },
  weights_format: {
    says: "How the weights are laid out",
    values: {
      DEFAULT: "a matrix, an output in each row",
      SHUFFLED4x16INT8: "blocks of 4×16 bytes, for one of the old kernels",
    },
  },
  keep_num_dims: "Whether the output keeps the rank of the input; otherwise it is a matrix",
  asymmetric_quantize_inputs:
    "Whether activations that become int8 as the layer runs get a zero point of their own, which is more exact",
  adj_x: "Whether the last two axes of the first input are swapped",
  adj_y: "Whether the last two axes of the second input are swapped",
  pot_scale_int16: "Whether scales of int16 tensors have to be powers of two",
  beta: "Factor of the input before the exponential",
  "beta of LOCAL_RESPONSE_NORMALIZATION": "Exponent of what the input is divided by",
  radius: "How many channels on either side count as neighbours",
  bias: "What is added to the neighbours' squares; keeps the divisor from 0",
  "alpha of LOCAL_RESPONSE_NORMALIZATION": "Factor of the sum of the neighbours' squares",
  alpha: "Factor of negative inputs",
  approximate: "Whether the tangent's approximation is computed instead of the exact function",
  rank: "How many filters make up each unit: the rank of the weights' factors",
  "type of LSH_PROJECTION": {
    says: "What hashes become",
    values: { UNKNOWN: "not stated", SPARSE: "a number for each hash", DENSE: "a bit for each hash" },
  },
  cell_clip: "Limit of the cell's state, on both sides; 0: none",
  proj_clip: "Limit of the projected output, on both sides; 0: none",
  kernel_type: {
    says: "Which inputs the layer has",
    values: {
      FULL: "weights for each gate, and those that are optional",
      BASIC: "one matrix for all gates",
    },
  },
  time_major: "Whether the first axis is time and the second the batch; otherwise the other way round",
  merge_outputs: "Whether the outputs of both directions are joined to one",
  diagonal_recurrent_tensors: "Whether recurrent weights are the diagonals of matrices",
  min: "Lower end of the range",
  max: "Upper end of the range",
  num_bits: "How many bits the range is divided into",
  narrow_range: "Whether the lowest code is left out, so that codes are symmetric",
};
