import {
  batched as batchedFlow,
  insertsAxes,
  measures,
  padding,
  pointwise,
  resizesPlane,
  transposes,
} from "../../../ir/axis-flows";
import { mirrored } from "../../../ir/padding";
import { slices, splitsEvenly, splitsInto, stridedSlices } from "../../../ir/index-flows";
import { family, type Entry } from "../../../semantics/family";
import * as flows from "../channel-movement";
import { numberAttribute, type Node } from "../../../ir/node";
import * as arrays from "../../../semantics/array-rules";
import { product } from "../../../semantics/dimension";
import { fact } from "../../../semantics/fact";
import { batched, blocks, resized } from "../../../semantics/images";
import * as movement from "../../../semantics/movement";
import { padded } from "./padding";
import type { Facts } from "../../../ir/operator";
import {
  all,
  computing,
  identity,
  like,
  operator,
  operators,
  untold,
  viewing,
  type Rule,
} from "../../../semantics/rules";
import { stridedSlice } from "../../../semantics/strided-slice";
import { unknownOf, windowCount } from "../../../semantics/shape-rules";
import { isChannelsLast } from "./convolution";

/** The axis is the first input of Concat and the last one of ConcatV2. */
const concat =
  (isFirst: boolean): Rule =>
  (_, inputs) => {
    const parts = isFirst ? all(inputs).slice(1) : all(inputs).slice(0, -1);
    const axis = arrays.numberAt(inputs, isFirst ? 0 : inputs.count - 1);
    if (typeof axis === "number") {
      return [movement.concatenate(parts, axis)];
    }
    const known = parts.find(({ shape }) => shape !== null)?.shape ?? null;
    return [fact(null, known && unknownOf(known.length))];
  };

const gatherAlong =
  (axis: (inputs: Facts) => ReturnType<typeof arrays.numberAt>): Rule =>
  (node, inputs) => {
    const along = axis(inputs);
    const batch = numberAttribute(node, "batch_dims", 0);
    return typeof along === "number" && batch >= 0 ? [movement.gather(inputs.at(0), inputs.at(1), along, batch)] : null;
  };

const split: Rule = (node, inputs) => {
  const parts = numberAttribute(node, "num_split", 1);
  return arrays.splitEqually(inputs.at(1), arrays.numberAt(inputs, 0), parts, Math.min(parts, MOST_PARTS));
};
/** Outputs beyond stay unknown. */
const MOST_PARTS = 1024;

const intoBatch =
  (toBatch: boolean): Rule =>
  (_, inputs) => [fact(null, batched(inputs.at(0).shape, arrays.listAt(inputs, 1), inputs.at(2).elements, toBatch))];

const intoBlocks =
  (toSpace: boolean): Rule =>
  (node, inputs) => {
    const size = numberAttribute(node, "block_size", 1);
    return [fact(null, blocks(inputs.at(0).shape, size, toSpace, isChannelsLast(node)))];
  };

const resize: Rule = (_, inputs) => [fact(null, resized(inputs.at(0).shape, arrays.listAt(inputs, 1)))];

const statedShape: Rule = (node, inputs) => {
  const stated = node.attributes.get("shape");
  return stated?.kind === "shape" ? [fact(null, stated.value ?? inputs.at(0).shape)] : null;
};

/** Of one node by another: what a variable holds stands where it is made. */
const readVariable: Rule = (node: Node) => {
  const maker = node.inputs[0]?.producer ?? null;
  const stated = maker?.op.name === "VarHandleOp" ? maker.attributes.get("shape") : undefined;
  return stated?.kind === "shape" ? [fact(null, stated.value)] : null;
};

/** Of samples [count, channels]: [channels, windows, half of the next power of two and one]. */
const spectrogram: Rule = (node, inputs) => {
  const [samples = null, channels = null] = inputs.at(0).shape ?? [];
  const size = numberAttribute(node, "window_size", 0);
  if (!(size >= 1 && size <= LONGEST_WINDOW)) {
    return null;
  }
  const stride = numberAttribute(node, "stride", 0);
  const windows = windowCount(samples, { size, stride, dilation: 1, padding: "valid" });
  return [fact(null, [channels, windows, 2 ** Math.ceil(Math.log2(size)) / 2 + 1])];
};
const LONGEST_WINDOW = 2 ** 30;

const cepstrum: Rule = (node, inputs) => {
  const [channels = null, windows = null] = inputs.at(0).shape ?? [];
  return [fact(null, [channels, windows, numberAttribute(node, "dct_coefficient_count", 13)])];
};

export const movementOperators = family<Entry>("shape", {
  ...family<Entry>("identity", {
    ...operators(
      { ...viewing(computing(identity)), flow: pointwise },
      "Identity Snapshot StopGradient PreventGradient CheckNumerics",
    ),
    DebugGradientIdentity: viewing(computing(identity)),
    IdentityN: computing((_, inputs) => all(inputs)),
    EnsureShape: viewing(operator(statedShape)),
    PlaceholderWithDefault: { ...operator(statedShape), flow: pointwise },
    ReadVariableOp: operator(readVariable),
  }),
  Reshape: { ...viewing(computing(arrays.reshape, 1)), flow: flows.reshape },
  Squeeze: {
    ...viewing(computing((node, inputs) => [movement.squeeze(inputs.at(0), arrays.squeezeDims(node))])),
    flow: flows.squeeze,
  },
  ExpandDims: { ...viewing(computing(arrays.expandDims, 1)), flow: insertsAxes },
  Transpose: { ...operator(arrays.transpose, 1), flow: transposes },
  ConjugateTranspose: untold,
  ConcatV2: { ...computing(concat(false), -1), flow: flows.concatenate },
  Concat: { ...computing(concat(true), 0), flow: flows.concatenate },
  QuantizedConcat: untold,
  Pack: computing(arrays.pack),
  Unpack: computing((node, inputs) => arrays.unpack(node, inputs)),
  Slice: { ...computing(arrays.slice, 1, 2), flow: (node, { numbersOf }) => slices(node, numbersOf) },
  StridedSlice: {
    ...computing((node, inputs) => [stridedSlice(node, inputs)], 1, 2, 3),
    flow: (node, { numbersOf }) => stridedSlices(node, numbersOf),
  },
  Split: {
    ...computing(split, 0),
    flow: (node, { numbersOf }) => splitsEvenly(node, numberAttribute(node, "num_split", 0), numbersOf),
  },
  SplitV: {
    ...computing(
      (_, inputs) => arrays.splitBySizes(inputs.at(0), arrays.numberAt(inputs, 2), arrays.listAt(inputs, 1)),
      1,
      2,
    ),
    flow: (node, { numbersOf }) => splitsInto(node, numbersOf),
  },
  ...family<Entry>("embedding", {
    Gather: { ...computing(gatherAlong(() => 0)), weights: { 0: [] } },
    GatherV2: {
      ...computing(
        gatherAlong((inputs) => arrays.numberAt(inputs, 2)),
        2,
      ),
      weights: { 0: [] },
    },
    ResourceGather: { ...untold, weights: { 0: [] } },
  }),
  GatherNd: operator(arrays.gatherNd),
  ScatterNd: operator(arrays.shapeAt(2), 2),
  Tile: computing(arrays.tile, 1),
  BroadcastTo: operator(arrays.broadcastTo, 1),
  BroadcastArgs: computing(arrays.broadcastShapes),
  Pad: { ...operator(arrays.pad, 1), flow: padding("constant"), pads: padded },
  PadV2: { ...operator(arrays.pad, 1), settings: [2], flow: padding("constant"), pads: padded },
  MirrorPad: { ...operator(arrays.pad, 1), flow: padding("mirrored"), pads: mirrored },
  Fill: { ...computing(arrays.fill, 0), settings: [1] },
  Range: { ...computing(arrays.range, 0, 1, 2), settings: [0, 1, 2] },
  OneHot: { ...operator(arrays.oneHot, 1), settings: [2, 3] },
  Shape: { ...computing(arrays.shapeList), flow: measures },
  ShapeN: computing((_, inputs) => all(inputs).map(({ shape }) => movement.shapeList(shape, "int32"))),
  Size: computing((_, inputs) => {
    const { shape } = inputs.at(0);
    return [fact(null, [], shape && [product(shape)])];
  }),
  Rank: computing(arrays.rank),
  Where: { role: "elementwise", ...operator(arrays.where) },
  Bitcast: { role: "elementwise", ...untold },
  SpaceToDepth: operator(intoBlocks(false)),
  DepthToSpace: operator(intoBlocks(true)),
  SpaceToBatchND: { ...operator(intoBatch(true), 1, 2), flow: batchedFlow },
  BatchToSpaceND: { ...operator(intoBatch(false), 1, 2), flow: batchedFlow },
  ...operators({ ...operator(resize, 1), flow: resizesPlane }, "ResizeBilinear ResizeNearestNeighbor ResizeBicubic"),
  ...operators(operator(like()), "ReverseV2 ReverseSequence Roll ZerosLike OnesLike"),
  ...family<Entry>("random", {
    ...operators(
      operator(arrays.shapeAt(0), 0),
      `RandomUniform RandomUniformInt RandomStandardNormal TruncatedNormal StatelessRandomUniform StatelessRandomNormal
       StatelessTruncatedNormal`,
    ),
    ...operators(
      untold,
      `RandomNormal ParameterizedTruncatedNormal Multinomial RandomShuffle RandomGamma RandomPoisson
       StatelessRandomUniformV2 StatelessRandomNormalV2 Dropout`,
    ),
  }),
  ...family<Entry>("other", {
    RefIdentity: viewing(computing(identity)),
    ResizeArea: operator(resize, 1),
    ...operators(operator(like()), "MatrixBandPart TensorScatterUpdate"),
    SparseToDense: operator(arrays.shapeAt(1), 1),
    ...operators(
      operator((_, inputs) => [fact(null, inputs.at(1).shape)]),
      "LowerBound UpperBound",
    ),
    UnsortedSegmentSum: operator(arrays.segments(2), 2),
    ...operators(operator(arrays.segments(null)), "SegmentSum SegmentMean SegmentMax SegmentMin SegmentProd"),
    BroadcastGradientArgs: operator(() => [fact(null, [null]), fact(null, [null])]),
    DecodeWav: operator((node) => {
      const known = (name: string) => {
        const stated = numberAttribute(node, name, -1);
        return stated < 0 ? null : stated;
      };
      return [fact(null, [known("desired_samples"), known("desired_channels")]), fact(null, [])];
    }),
    AudioSpectrogram: operator(spectrogram),
    Mfcc: operator(cepstrum),
    TensorArrayV3: operator(() => [fact(null, [2]), fact(null, [])]),
    ...operators(
      operator(() => [fact(null, [])]),
      "TensorArrayScatterV3 TensorArrayWriteV3 TensorArraySizeV3",
    ),
    LinSpace: operator((_, inputs) => [fact(null, [arrays.numberAt(inputs, 2)])], 2),
  }),
});
