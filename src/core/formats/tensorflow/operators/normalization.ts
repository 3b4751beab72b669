import { blocks, mixesChannels } from "../../../ir/axis-flows";
import type { ChannelFlow } from "../../../ir/channel-flow";
import { booleanAttribute } from "../../../ir/node";
import type { Flow } from "../../../ir/operator";
import { channelAxisOf } from "../layouts";
import { family, type Entry } from "../../../semantics/family";
import { fact } from "../../../semantics/fact";
import { like, operator, operators, type Rule } from "../../../semantics/rules";

/** The result, then mean, variance and what is kept for the gradient, one for each channel. */
const fused: Rule = (_, inputs) => {
  const channel = fact(null, inputs.at(1).shape);
  return [fact(null, inputs.at(0).shape), channel, channel, channel, channel];
};

/** Of the data, of scale and offset, and two that are empty. */
const gradient: Rule = (_, inputs) => {
  const channel = fact(null, inputs.at(2).shape);
  return [fact(null, inputs.at(0).shape), channel, channel];
};

/** Scale, offset, mean and variance, in the one order or the other. */
const STATISTICS = [1, 2, 3, 4];

const byChannel = (axis: number, scale: number): ChannelFlow => ({
  kind: "passes",
  data: 0,
  mixes: [],
  vectors: { axis, inputs: STATISTICS },
  normalizationScale: scale,
});

const fusedFlow: Flow = (node) => {
  const axis = channelAxisOf(node);
  return axis === null || booleanAttribute(node, "is_training", true)
    ? blocks(`${node.op.name} is in training mode`)
    : byChannel(axis, 1);
};

export const normalizationOperators = family<Entry>("normalization", {
  ...operators(
    { ...operator(fused), statistics: STATISTICS, flow: fusedFlow },
    "FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3",
  ),
  _FusedBatchNormEx: { ...operator(fused), statistics: STATISTICS },
  BatchNormWithGlobalNormalization: { ...operator(like()), statistics: STATISTICS, flow: () => byChannel(-1, 4) },
  LRN: { ...operator(like()), flow: mixesChannels },
  L2Normalize: operator(like()),
  ...operators(
    { role: "other", ...operator(gradient) },
    "FusedBatchNormGrad FusedBatchNormGradV2 FusedBatchNormGradV3",
  ),
});
