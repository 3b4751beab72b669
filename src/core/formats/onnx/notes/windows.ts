// Attributes of convolutions and pools.
import type { Notes } from "../../../semantics/attribute-notes";

export const windowNotes: Notes = {
  auto_pad: {
    says: "What is added around the input",
    values: {
      NOTSET: "what pads says",
      SAME_UPPER: "so much that the output is as long as the input divided by the stride, an odd element at the end",
      SAME_LOWER: "so much that the output is as long as the input divided by the stride, an odd element at the front",
      VALID: "nothing",
    },
  },
  pads: {
    says: "How many elements are added: before the first along each axis, then behind the last along each axis",
    absent: "0 everywhere",
  },
  "pads of MaxUnpool": {
    says: "How many elements the pool had added: before the first along each axis, then behind the last",
    absent: "0 everywhere",
  },
  strides: {
    says: "How far the window moves from one output to the next, along each axis",
    absent: "1 along each axis",
  },
  "strides of ConvTranspose": {
    says: "How far apart inputs lie in the output, along each axis",
    absent: "1 along each axis",
  },
  dilations: { says: "Distance of the window's elements along each axis; 1: no gaps", absent: "1 along each axis" },
  kernel_shape: { says: "Lengths of the window along each axis", absent: "as the weights say" },
  group: "How many groups channels form, each computed for itself; as many as channels: depthwise",
  offset_group: "How many groups of channels share their offsets",
  output_padding: { says: "What is added at the end of the output, along each axis", absent: "0 along each axis" },
  output_shape: { says: "Lengths of the output, from which the padding follows", absent: "as strides and pads say" },
  ceil_mode: "Whether a last window that only begins inside the input counts",
  count_include_pad: "Whether what was added around the input counts for the mean",
  storage_order: {
    says: "How positions of the largest elements are counted",
    values: { 0: "row by row", 1: "column by column" },
  },
  p: "Which norm: 1 sums magnitudes, 2 squares",
  pooled_shape: "Height and width of the result for each region",
  spatial_scale: "Factor from the coordinates of regions to those of the input",
  output_height: "Height of the result for each region",
  output_width: "Width of the result for each region",
  sampling_ratio: "How many points each way are taken for an output; 0: as many as the region is larger",
  "mode of RoiAlign": { says: "What points are joined to", values: { avg: "their mean", max: "the largest" } },
  "coordinate_transformation_mode of RoiAlign": {
    says: "Where regions lie",
    values: { half_pixel: "half a pixel before their coordinates", output_half_pixel: "exactly at their coordinates" },
  },
  activation: "What is applied to the result at once",
  activation_params: { says: "Numbers for this activation", absent: "none" },
  channels_last: "Whether channels are the last axis instead of the second",
};
