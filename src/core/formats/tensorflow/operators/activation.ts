import { mixesChannels, pointwise } from "../../../ir/axis-flows";
import { family } from "../../../semantics/family";
import { like, operator, operators } from "../../../semantics/rules";

export const activationOperators = family(
  "activation",
  {
    ...operators(
      operator(like()),
      `Relu Relu6 LeakyRelu Elu Selu Sigmoid Tanh Softplus Softsign ReluGrad Relu6Grad SigmoidGrad TanhGrad`,
    ),
    ...operators({ ...operator(like()), flow: mixesChannels }, "Softmax LogSoftmax"),
    Prelu: { ...operator(like()), statistics: [1] },
    ClipByValue: { ...operator(like()), settings: [1, 2] },
  },
  pointwise,
);
