import type { Operator } from "../../../ir/operator";
import { like, operator, operators } from "../../../semantics/rules";

/** All keep type and shape; of several inputs those of the first. */
export const activationOperators: Readonly<Record<string, Operator>> = {
  ...operators(
    operator(like()),
    `Relu LeakyRelu Elu Celu Selu Gelu Swish Mish Sigmoid HardSigmoid HardSwish Softmax LogSoftmax Hardmax Softplus Softsign
     ThresholdedRelu Shrink PRelu`,
  ),
  ...operators(
    operator(like()),
    `com.microsoft:Gelu com.microsoft:FastGelu com.microsoft:QuickGelu com.microsoft:BiasSoftmax com.microsoft:ReluGrad`,
  ),
};
