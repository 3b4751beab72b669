import { fact } from "../../../semantics/fact";
import type { Operator } from "../../../ir/operator";
import { broadcast } from "../../../semantics/shape-rules";
import { listAt } from "../../../semantics/array-rules";
import * as movement from "../../../semantics/movement";
import { like, operator, operators, type Rule } from "../../../semantics/rules";

const scalar = fact(null, []);

/** Elements, and their range. */
const ranged: Rule = (_, inputs) => [fact(null, inputs.at(0).shape), scalar, scalar];

export const quantizationOperators: Readonly<Record<string, Operator>> = {
  ...operators(operator(ranged), "Requantize QuantizeDownAndShrinkRange QuantizedRelu QuantizedRelu6 QuantizedBiasAdd"),
  QuantizeV2: operator((node, inputs) =>
    (node.attributes.get("axis")?.value ?? -1) === -1 ? ranged(node, inputs) : null,
  ),
  RequantizationRange: operator(() => [scalar, scalar]),
  ...operators(
    operator((_, inputs) => [fact(null, broadcast([inputs.at(0).shape, inputs.at(1).shape])), scalar, scalar]),
    "QuantizedAdd QuantizedMul",
  ),
  QuantizedReshape: operator(
    (_, inputs) => [movement.reshape(inputs.at(0), listAt(inputs, 1), false), scalar, scalar],
    1,
  ),
  ...operators(
    operator(like()),
    `Dequantize FakeQuantWithMinMaxArgs FakeQuantWithMinMaxVars FakeQuantWithMinMaxVarsPerChannel QuantizeAndDequantize
     QuantizeAndDequantizeV2 QuantizeAndDequantizeV3`,
  ),
};
