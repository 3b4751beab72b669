import type { Operator } from "../../../ir/operator";
import { like, operator, operators } from "../../../semantics/rules";

export const activationOperators: Readonly<Record<string, Operator>> = operators(
  operator(like()),
  `Relu Relu6 LeakyRelu Elu Selu Sigmoid Tanh Softmax LogSoftmax Softplus Softsign Prelu ReluGrad Relu6Grad SigmoidGrad
   TanhGrad`,
);
