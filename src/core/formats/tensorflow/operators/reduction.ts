import { argument, largest, reduction } from "../../../semantics/array-rules";
import type { Operator } from "../../../ir/operator";
import { computing, like, operator, operators } from "../../../semantics/rules";

export const reductionOperators: Readonly<Record<string, Operator>> = {
  ...operators(operator(reduction(), 1), "Mean Sum Max Min Any All"),
  Prod: computing(reduction("product"), 1),
  ...operators(operator(argument, 1), "ArgMax ArgMin"),
  ...operators(operator(largest, 1), "TopK TopKV2"),
  ...operators(operator(like()), "Cumsum Cumprod"),
};
