import {
  batched as batchedFlow,
  insertsAxes,
  measures,
  padding,
  resizesPlane,
  transposes,
} from "../../../ir/axis-flows";
import { mirrored } from "../../../ir/padding";
import { slices, splitsEvenly, splitsInto, stridedSlices } from "../../../ir/index-flows";
import { family } from "../../../semantics/family";
import * as flows from "../channel-movement";
import { booleanAttribute, numberAttribute, numbersAttribute } from "../../../ir/node";
import * as arrays from "../../../semantics/array-rules";
import { fact } from "../../../semantics/fact";
import { batched, blocks, resized } from "../../../semantics/images";
import * as movement from "../../../semantics/movement";
import type { TfliteEntry } from "./entry";
import { padded } from "./padding";
import { all, computing, like, operator, untold, operators, viewing, type Rule } from "../../../semantics/rules";
import { stridedSlice } from "../../../semantics/strided-slice";

/** To the shape in an input, or in its options where that is left out. */
const reshape: Rule = (node, inputs) => {
  if (inputs.has(1)) {
    return arrays.reshape(node, inputs);
  }
  return [movement.reshape(inputs.at(0), numbersAttribute(node, "new_shape"), false)];
};

const gather: Rule = (node, inputs) => {
  const [x, indices] = [inputs.at(0), inputs.at(1)];
  return [movement.gather(x, indices, numberAttribute(node, "axis", 0), numberAttribute(node, "batch_dims", 0))];
};

const split: Rule = (node, inputs) =>
  arrays.splitEqually(
    inputs.at(1),
    arrays.numberAt(inputs, 0),
    numberAttribute(node, "num_splits", 1),
    node.outputs.length,
  );

const intoBatch =
  (toBatch: boolean): Rule =>
  (_, inputs) => {
    const { dtype, shape } = inputs.at(0);
    return [fact(dtype, batched(shape, arrays.listAt(inputs, 1), inputs.at(2).elements, toBatch))];
  };

const intoBlocks =
  (toSpace: boolean): Rule =>
  (node, inputs) => {
    const { dtype, shape } = inputs.at(0);
    return [fact(dtype, blocks(shape, numberAttribute(node, "block_size", 1), toSpace))];
  };

const resize: Rule = (_, inputs) => [fact(null, resized(inputs.at(0).shape, arrays.listAt(inputs, 1)))];

export const movementOperators = family<TfliteEntry>("shape", {
  RESHAPE: { ...viewing(computing(reshape, 1)), flow: flows.reshape },
  SQUEEZE: {
    ...viewing(computing((node, inputs) => [movement.squeeze(inputs.at(0), arrays.squeezeDims(node))])),
    flow: flows.squeeze,
  },
  EXPAND_DIMS: { ...viewing(computing(arrays.expandDims, 1)), flow: insertsAxes },
  TRANSPOSE: { ...operator(arrays.transpose, 1), flow: transposes },
  CONCATENATION: {
    ...computing((node, inputs) => [movement.concatenate(all(inputs), numberAttribute(node, "axis", 0))]),
    activation: "refused",
    flow: flows.concatenate,
  },
  PACK: computing(arrays.pack),
  UNPACK: computing(arrays.unpack),
  SLICE: { ...computing(arrays.slice, 1, 2), flow: (node, { numbersOf }) => slices(node, numbersOf) },
  STRIDED_SLICE: {
    ...computing(
      (node, inputs) => (booleanAttribute(node, "offset", false) ? null : [stridedSlice(node, inputs)]),
      1,
      2,
      3,
    ),
    flow: (node, { numbersOf }) => stridedSlices(node, numbersOf),
  },
  SPLIT: {
    ...computing(split, 0),
    flow: (node, { numbersOf }) => splitsEvenly(node, numberAttribute(node, "num_splits", 0), numbersOf),
  },
  SPLIT_V: {
    ...computing(
      (_, inputs) => arrays.splitBySizes(inputs.at(0), arrays.numberAt(inputs, 2), arrays.listAt(inputs, 1)),
      1,
      2,
    ),
    flow: (node, { numbersOf }) => splitsInto(node, numbersOf),
  },
  GATHER: { role: "embedding", ...computing(gather), weights: { 0: null } },
  GATHER_ND: operator(arrays.gatherNd),
  SCATTER_ND: operator(arrays.shapeAt(2), 2),
  TILE: computing(arrays.tile, 1),
  BROADCAST_TO: operator(arrays.broadcastTo, 1),
  PAD: { ...operator(arrays.pad, 1), flow: padding("constant"), pads: padded },
  PADV2: { ...operator(arrays.pad, 1), settings: [2], flow: padding("constant"), pads: padded },
  MIRROR_PAD: { ...operator(arrays.pad, 1), flow: padding("mirrored"), pads: mirrored },
  FILL: { ...computing(arrays.fill, 0), settings: [1] },
  RANGE: { ...computing(arrays.range, 0, 1, 2), settings: [0, 1, 2] },
  ONE_HOT: { ...operator(arrays.oneHot, 1), settings: [2, 3] },
  SHAPE: { ...computing(arrays.shapeList), flow: measures },
  RANK: computing(arrays.rank),
  SPACE_TO_DEPTH: operator(intoBlocks(false)),
  DEPTH_TO_SPACE: operator(intoBlocks(true)),
  SPACE_TO_BATCH_ND: { ...operator(intoBatch(true), 1, 2), flow: batchedFlow },
  BATCH_TO_SPACE_ND: { ...operator(intoBatch(false), 1, 2), flow: batchedFlow },
  ...operators({ ...operator(resize, 1), flow: resizesPlane }, "RESIZE_BILINEAR RESIZE_NEAREST_NEIGHBOR"),
  ...operators(
    operator(like()),
    "REVERSE_V2 REVERSE_SEQUENCE DYNAMIC_UPDATE_SLICE STABLEHLO_DYNAMIC_UPDATE_SLICE STABLEHLO_SCATTER",
  ),
  STABLEHLO_SORT: operator((_, inputs) => all(inputs).map(({ dtype, shape }) => fact(dtype, shape))),
  // Their shapes stand in the file.
  ...operators(
    untold,
    `STABLEHLO_RESHAPE STABLEHLO_BROADCAST_IN_DIM STABLEHLO_TRANSPOSE STABLEHLO_CONCATENATE STABLEHLO_SLICE
     STABLEHLO_DYNAMIC_SLICE STABLEHLO_GATHER STABLEHLO_PAD STABLEHLO_IOTA DILATE`,
  ),
  BITCAST: untold,
  ...family("random", {
    ...operators(operator(arrays.shapeAt(0), 0), "RANDOM_UNIFORM RANDOM_STANDARD_NORMAL"),
    ...operators(untold, "MULTINOMIAL STABLEHLO_RNG_BIT_GENERATOR"),
  }),
  ...family("other", {
    BROADCAST_ARGS: computing(arrays.broadcastShapes),
    WHERE: operator(arrays.where),
    MATRIX_SET_DIAG: operator(like()),
    MATRIX_DIAG: operator((_, inputs) => {
      const { dtype, shape } = inputs.at(0);
      return [fact(dtype, shape && [...shape, shape.at(-1) ?? null])];
    }),
    SPARSE_TO_DENSE: operator(arrays.shapeAt(1), 1),
    SEGMENT_SUM: operator(arrays.segments(null)),
    ...operators(
      operator(arrays.segments(2), 2),
      "UNSORTED_SEGMENT_PROD UNSORTED_SEGMENT_MAX UNSORTED_SEGMENT_MIN UNSORTED_SEGMENT_SUM",
    ),
  }),
});
