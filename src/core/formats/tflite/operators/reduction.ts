import { reducing } from "../../../ir/axis-flows";
import { family } from "../../../semantics/family";
import { argument, largest, reduction } from "../../../semantics/array-rules";
import { computing, like, operator, operators, untold } from "../../../semantics/rules";

export const reductionOperators = family("reduction", {
  ...operators({ ...operator(reduction(), 1), flow: reducing }, "MEAN SUM REDUCE_MAX REDUCE_MIN REDUCE_ANY REDUCE_ALL"),
  REDUCE_PROD: { ...computing(reduction("product"), 1), flow: reducing },
  ...operators(operator(argument, 1), "ARG_MAX ARG_MIN"),
  TOPK_V2: operator(largest, 1),
  CUMSUM: operator(like()),
  ...operators(untold, "STABLEHLO_REDUCE STABLEHLO_REDUCE_WINDOW REDUCE_WINDOW"),
});
