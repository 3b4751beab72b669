import { family } from "../../../semantics/family";
import { like, operator, operators } from "../../../semantics/rules";

/** All keep type and shape; of several inputs those of the first. */
export const activationOperators = family("activation", {
  ...operators(
    operator(like()),
    `Relu LeakyRelu Elu Celu Selu Gelu Swish Mish Sigmoid Tanh HardSigmoid HardSwish Softmax LogSoftmax Hardmax Softplus Softsign
     ThresholdedRelu Shrink`,
  ),
  PRelu: { ...operator(like()), statistics: [1] },
  Clip: { ...operator(like()), settings: [1, 2] },
  ...operators({ ...operator(like()), biases: [1] }, "com.microsoft:FastGelu com.microsoft:BiasGelu"),
  ...operators(
    operator(like()),
    `com.microsoft:Gelu com.microsoft:QuickGelu com.microsoft:BiasSoftmax com.microsoft:ReluGrad`,
  ),
});
