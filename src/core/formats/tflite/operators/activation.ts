import type { Operator } from "../../../ir/operator";
import { like, operator, operators } from "../../../semantics/rules";

export const activationOperators: Readonly<Record<string, Operator>> = operators(
  operator(like()),
  `RELU RELU6 RELU_N1_TO_1 RELU_0_TO_1 LEAKY_RELU PRELU ELU GELU TANH LOGISTIC HARD_SWISH SOFTMAX LOG_SOFTMAX`,
);
