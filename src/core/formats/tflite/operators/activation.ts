import { mixesChannels, pointwise } from "../../../ir/axis-flows";
import { family } from "../../../semantics/family";
import { like, operator, operators } from "../../../semantics/rules";
import { PLAIN, tanh } from "./limits";

export const activationOperators = family(
  "activation",
  {
    RELU: { ...operator(like()), limits: PLAIN.RELU },
    RELU6: { ...operator(like()), limits: PLAIN.RELU6 },
    RELU_N1_TO_1: { ...operator(like()), limits: PLAIN.RELU_N1_TO_1 },
    TANH: { ...operator(like()), limits: tanh },
    ...operators(operator(like()), "RELU_0_TO_1 LEAKY_RELU ELU GELU LOGISTIC HARD_SWISH"),
    ...operators({ ...operator(like()), flow: mixesChannels }, "SOFTMAX LOG_SOFTMAX"),
    PRELU: { ...operator(like()), statistics: [1] },
  },
  pointwise,
);
