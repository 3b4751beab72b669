import { numberAttribute } from "../../../ir/node";
import { blocks, passes, pointwise } from "../../../ir/axis-flows";
import { family } from "../../../semantics/family";
import { fact } from "../../../semantics/fact";
import { broadcast } from "../../../semantics/shape-rules";
import { listAt } from "../../../semantics/array-rules";
import * as movement from "../../../semantics/movement";
import { like, operator, operators, type Rule } from "../../../semantics/rules";

const scalar = fact(null, []);

/** Elements, and their range. */
const ranged: Rule = (_, inputs) => [fact(null, inputs.at(0).shape), scalar, scalar];

const onRange = { ...operator(ranged), settings: [1, 2] };
const pair = operator((_, inputs) => [fact(null, broadcast([inputs.at(0).shape, inputs.at(1).shape])), scalar, scalar]);

export const quantizationOperators = family("quantize", {
  Requantize: { ...operator(ranged), settings: [1, 2, 3, 4] },
  QuantizeDownAndShrinkRange: onRange,
  ...operators({ role: "activation", ...operator(ranged) }, "QuantizedRelu QuantizedRelu6"),
  QuantizedBiasAdd: { role: "elementwise", ...operator(ranged), biases: [1], settings: [2, 3, 4, 5] },
  QuantizeV2: {
    ...operator((node, inputs) => ((node.attributes.get("axis")?.value ?? -1) === -1 ? ranged(node, inputs) : null)),
    settings: [1, 2],
  },
  RequantizationRange: { ...operator(() => [scalar, scalar]), settings: [1, 2] },
  ...operators({ role: "elementwise", ...pair }, "QuantizedAdd QuantizedMul"),
  QuantizedReshape: {
    role: "shape",
    ...operator((_, inputs) => [movement.reshape(inputs.at(0), listAt(inputs, 1), false), scalar, scalar], 1),
  },
  Dequantize: {
    role: "dequantize",
    ...operator(like()),
    weights: { 0: [] },
    settings: [1, 2],
    flow: (node) => (numberAttribute(node, "axis", -1) === -1 ? passes() : blocks("Dequantize has several scales")),
  },
  FakeQuantWithMinMaxVars: { ...operator(like()), settings: [1, 2], flow: pointwise },
  FakeQuantWithMinMaxArgs: { ...operator(like()), flow: pointwise },
  ...operators(
    operator(like()),
    "FakeQuantWithMinMaxVarsPerChannel QuantizeAndDequantize QuantizeAndDequantizeV2 QuantizeAndDequantizeV3",
  ),
});
