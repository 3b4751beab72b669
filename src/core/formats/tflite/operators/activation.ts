import { mixesChannels, pointwise } from "../../../ir/axis-flows";
import { family } from "../../../semantics/family";
import { like, operator, operators } from "../../../semantics/rules";

export const activationOperators = family(
  "activation",
  {
    ...operators(operator(like()), "RELU RELU6 RELU_N1_TO_1 RELU_0_TO_1 LEAKY_RELU ELU GELU TANH LOGISTIC HARD_SWISH"),
    ...operators({ ...operator(like()), flow: mixesChannels }, "SOFTMAX LOG_SOFTMAX"),
    PRELU: { ...operator(like()), statistics: [1] },
  },
  pointwise,
);
