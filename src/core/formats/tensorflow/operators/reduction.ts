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
});
