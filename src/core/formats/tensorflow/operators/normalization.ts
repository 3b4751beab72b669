import { fact } from "../../../semantics/fact";
import type { Operator } from "../../../ir/operator";
import { like, operator, operators, type Rule } from "../../../semantics/rules";

/** The result, then mean, variance and what is kept for the gradient, one for each channel. */
const fused: Rule = (_, inputs) => {
  const channel = fact(null, inputs.at(1).shape);
  return [fact(null, inputs.at(0).shape), channel, channel, channel, channel];
};

export const normalizationOperators: Readonly<Record<string, Operator>> = {
  ...operators(operator(fused), "FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3"),
  ...operators(operator(like()), "BatchNormWithGlobalNormalization LRN L2Normalize"),
};
