import { booleanAttribute, numberAttribute, numbersAttribute } from "../../../ir/node";
import * as arrays from "../../../semantics/array-rules";
import { fact } from "../../../semantics/fact";
import { batched, blocks, resized } from "../../../semantics/images";
import * as movement from "../../../semantics/movement";
import type { Made } from "../../../ir/operator";
import { all, computing, like, operator, operators, viewing, type Rule } from "../../../semantics/rules";
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

export const movementOperators: Readonly<Record<string, Made>> = {
  RESHAPE: viewing(computing(reshape, 1)),
  SQUEEZE: viewing(computing((node, inputs) => [movement.squeeze(inputs.at(0), arrays.squeezeDims(node))])),
  EXPAND_DIMS: viewing(computing(arrays.expandDims, 1)),
  TRANSPOSE: operator(arrays.transpose, 1),
  CONCATENATION: computing((node, inputs) => [movement.concatenate(all(inputs), numberAttribute(node, "axis", 0))]),
  PACK: computing(arrays.pack),
  UNPACK: computing(arrays.unpack),
  SLICE: computing(arrays.slice, 1, 2),
  STRIDED_SLICE: computing(
    (node, inputs) => (booleanAttribute(node, "offset", false) ? null : [stridedSlice(node, inputs)]),
    1,
    2,
    3,
  ),
  SPLIT: computing(split, 0),
  SPLIT_V: computing(
    (_, inputs) => arrays.splitBySizes(inputs.at(0), arrays.numberAt(inputs, 2), arrays.listAt(inputs, 1)),
    1,
    2,
  ),
  GATHER: computing(gather),
  GATHER_ND: operator(arrays.gatherNd),
  SCATTER_ND: operator(arrays.shapeAt(2), 2),
  TILE: computing(arrays.tile, 1),
  BROADCAST_TO: operator(arrays.broadcastTo, 1),
  BROADCAST_ARGS: computing(arrays.broadcastShapes),
  ...operators(operator(arrays.pad, 1), "PAD PADV2"),
  MIRROR_PAD: operator(arrays.pad, 1),
  FILL: computing(arrays.fill, 0),
  RANGE: computing(arrays.range, 0, 1, 2),
  ONE_HOT: operator(arrays.oneHot, 1),
  SHAPE: computing(arrays.shapeList),
  RANK: computing(arrays.rank),
  WHERE: operator(arrays.where),
  SPACE_TO_DEPTH: operator(intoBlocks(false)),
  DEPTH_TO_SPACE: operator(intoBlocks(true)),
  SPACE_TO_BATCH_ND: operator(intoBatch(true), 1, 2),
  BATCH_TO_SPACE_ND: operator(intoBatch(false), 1, 2),
  ...operators(operator(resize, 1), "RESIZE_BILINEAR RESIZE_NEAREST_NEIGHBOR"),
  ...operators(operator(like()), "REVERSE_V2 REVERSE_SEQUENCE DYNAMIC_UPDATE_SLICE MATRIX_SET_DIAG"),
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
  ...operators(operator(arrays.shapeAt(0), 0), "RANDOM_UNIFORM RANDOM_STANDARD_NORMAL"),
};
