import { blocks, passes, pointwise, shapeAt, unfollowed } from "../../../ir/axis-flows";
import { numberAttribute } from "../../../ir/node";
import type { Flow } from "../../../ir/operator";
import { family } from "../../../semantics/family";
import { like, operator, operators } from "../../../semantics/rules";

/** All keep type and shape; of several inputs those of the first. */
import { BROADCASTS_SINCE } from "./elementwise";
import { clipped } from "./limits";
import { opsetOf } from "./settings";

/** Until opset 13 along all axes from one on. */
const softmax: Flow = (node, around) => {
  if (opsetOf(node) >= SOFTMAX_OF_ONE_AXIS) {
    return passes([numberAttribute(node, "axis", -1)]);
  }
  const shape = shapeAt(node, 0, around);
  const axis = numberAttribute(node, "axis", 1);
  if (shape === null) {
    return blocks(`along which axes ${node.op.name} is computed is not known`);
  }
  const first = axis < 0 ? axis + shape.length : axis;
  return passes([...shape.keys()].filter((each) => each >= first));
};
const SOFTMAX_OF_ONE_AXIS = 13;

/** Until opset 7 a slope for each channel. */
const slopes: Flow = (node) =>
  opsetOf(node) < BROADCASTS_SINCE
    ? { kind: "passes", data: 0, mixes: [], vectors: { axis: 1, inputs: [1] } }
    : { kind: "elementwise", inputs: [0, 1] };

export const activationOperators = family(
  "activation",
  {
    ...operators(
      operator(like()),
      `LeakyRelu Elu Celu Selu Gelu Swish Mish Sigmoid Tanh HardSigmoid HardSwish Softplus Softsign ThresholdedRelu
       Shrink com.microsoft:Gelu com.microsoft:QuickGelu com.microsoft:ReluGrad`,
    ),
    ...operators({ ...operator(like()), flow: softmax }, "Softmax LogSoftmax Hardmax"),
    "com.microsoft:BiasSoftmax": { ...operator(like()), flow: unfollowed },
    ...operators({ ...operator(like()), biases: [1] }, "com.microsoft:FastGelu com.microsoft:BiasGelu"),
    PRelu: { ...operator(like()), statistics: [1], flow: slopes },
    Relu: { ...operator(like()), limits: { min: 0, max: Infinity } },
    Clip: { ...operator(like()), settings: [1, 2], limits: clipped },
  },
  pointwise,
);
