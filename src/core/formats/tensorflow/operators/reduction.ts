import { family } from "../../../semantics/family";
import { argument, largest, reduction } from "../../../semantics/array-rules";
import { computing, like, operator, operators } from "../../../semantics/rules";

export const reductionOperators = family("reduction", {
  ...operators(operator(reduction(), 1), "Mean Sum Max Min Any All"),
  Prod: computing(reduction("product"), 1),
  ...operators(operator(argument, 1), "ArgMax ArgMin"),
  ...operators(operator(largest, 1), "TopK TopKV2"),
  ...operators(operator(like()), "Cumsum Cumprod"),
});
