import { family } from "../../../semantics/family";
import { fact } from "../../../semantics/fact";
import { like, operator, operators, type Rule } from "../../../semantics/rules";

/** The result, then mean, variance and what is kept for the gradient, one for each channel. */
const fused: Rule = (_, inputs) => {
  const channel = fact(null, inputs.at(1).shape);
  return [fact(null, inputs.at(0).shape), channel, channel, channel, channel];
};

/** Scale, offset, mean and variance, in the one order or the other. */
const STATISTICS = [1, 2, 3, 4];

export const normalizationOperators = family("normalization", {
  ...operators(
    { ...operator(fused), statistics: STATISTICS },
    "FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3 _FusedBatchNormEx",
  ),
  BatchNormWithGlobalNormalization: { ...operator(like()), statistics: STATISTICS },
  ...operators(operator(like()), "LRN L2Normalize"),
});
