import { mixesChannels, pointwise } from "../../../ir/axis-flows";
import { family } from "../../../semantics/family";
import { like, operator, operators } from "../../../semantics/rules";

export const activationOperators = family(
  "activation",
  {
    ...operators(
      operator(like()),
      `LeakyRelu Elu Selu Sigmoid Tanh Softplus Softsign ReluGrad Relu6Grad SigmoidGrad TanhGrad`,
    ),
    ...operators({ ...operator(like()), flow: mixesChannels }, "Softmax LogSoftmax"),
    Relu: { ...operator(like()), limits: { min: 0, max: Infinity } },
    Relu6: { ...operator(like()), limits: { min: 0, max: 6 } },
    Prelu: { ...operator(like()), statistics: [1] },
    ClipByValue: { ...operator(like()), settings: [1, 2] },
  },
  pointwise,
);
