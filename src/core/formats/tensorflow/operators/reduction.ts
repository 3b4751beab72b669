import { channelAxisOf } from "../layouts";
import { fact } from "../../../semantics/fact";
import { reducing } from "../../../ir/axis-flows";
import { family, type Entry } from "../../../semantics/family";
import { argument, largest, reduction } from "../../../semantics/array-rules";
import { computing, like, operator, operators, untold } from "../../../semantics/rules";

export const reductionOperators = family<Entry>("reduction", {
  ...operators({ ...operator(reduction(), 1), flow: reducing }, "Mean Sum Max Min Any All"),
  Prod: { ...computing(reduction("product"), 1), flow: reducing },
  ...operators(operator(argument, 1), "ArgMax ArgMin"),
  ...operators(operator(largest, 1), "TopK TopKV2"),
  ...operators(operator(like()), "Cumsum Cumprod"),
  ...operators(untold, "InTopK InTopKV2"),
  BiasAddGrad: {
    role: "other",
    ...operator((node, inputs) => [fact(null, [inputs.at(0).shape?.at(channelAxisOf(node) ?? -1) ?? null])]),
  },
  // The loss of each of the batch, and its gradient.
  SparseSoftmaxCrossEntropyWithLogits: {
    role: "other",
    ...operator((_, inputs) => [fact(null, inputs.at(1).shape), fact(null, inputs.at(0).shape)]),
  },
});
