import { blocks } from "../../../ir/axis-flows";
import { numberAttribute } from "../../../ir/node";
import { own } from "../../../ir/own";
import type { Role } from "../../../ir/dialect";
import { family, type Entry } from "../../../semantics/family";
import { fact, type Fact } from "../../../semantics/fact";
import { concatenate } from "../../../semantics/movement";
import type { Facts, Flow, Operator } from "../../../ir/operator";
import { binaryFact, operator, operators, untold, type Rule } from "../../../semantics/rules";
import { blockwiseTable } from "../packed";
import { quantizedRange } from "./limits";
import { poolingOperators } from "./pooling";
import { reductionOperators } from "./reduction";
import { typeAttribute } from "./settings";

/** To the type of the zero point; without one to the type that the node names, or uint8. */
const quantize: Rule = (node, inputs) => {
  const dtype = inputs.has(2) ? inputs.at(2).dtype : (typeAttribute(node, "output_dtype") ?? "uint8");
  return [fact(dtype, inputs.at(0).shape)];
};

/** To the type of the scale. */
const dequantize: Rule = (node, inputs) => [
  fact(typeAttribute(node, "output_dtype") ?? inputs.at(1).dtype ?? "float32", inputs.at(0).shape),
];

/** Elements, scale, zero point. */
const dynamic: Rule = (_, inputs) => [fact("uint8", inputs.at(0).shape), fact("float32", []), fact("uint8", [])];

/** Its operands have a scale and a zero point each behind them. */
const quantizedBinary: Rule = (_, inputs) => [binaryFact(null, inputs.at(0), inputs.at(3))];

const quantizedUnary: Rule = (_, inputs) => [fact(inputs.at(0).dtype, inputs.at(0).shape)];

/** Scale and zero point of the result, then tensor, scale and zero point of each operand. */
const quantizedConcat: Rule = (node, inputs) => {
  const operands: Fact[] = [];
  for (let input = 2; input < inputs.count; input += 3) {
    operands.push(inputs.at(input));
  }
  return [concatenate(operands, numberAttribute(node, "axis", 1))];
};

/** As the operator on floats does, on the first input alone. */
const asOnFloats =
  ({ result }: Operator): Rule =>
  (node, inputs) => {
    const first: Facts = {
      model: inputs.model,
      count: 1,
      at: (input) => inputs.at(input === 0 ? 0 : inputs.count),
      has: (input) => input === 0,
      element: (tensor) => inputs.element(tensor),
      through: (graph, given) => inputs.through(graph, given),
    };
    return result(node, first);
  };

/** Where the channels are last, what is certain is the type. */
const channelsFirst =
  (name: string): Rule =>
  (node, inputs) =>
    numberAttribute(node, "channels_last", 0) === 0
      ? asOnFloats(own(poolingOperators, name)!)(node, inputs)
      : [fact(inputs.at(0).dtype, null)];

/** A scale for each index of an axis, or one for all. @param stored Whether it is read to make numbers of what is stored. */
const scaled =
  (stored: boolean): Flow =>
  (node) => {
    if (numberAttribute(node, "block_size", 0) !== 0) {
      return blocks(`${node.op.name} has scales for blocks`);
    }
    const scale = node.inputs[1]?.constant ?? null;
    if (scale === null) {
      return blocks(`the scales of ${node.op.name} are computed`);
    }
    const isVector = scale.shape.length === 1 && scale.shape[0]! > 1;
    return {
      kind: "passes",
      data: 0,
      mixes: [],
      vectors: isVector ? { axis: numberAttribute(node, "axis", 1), inputs: [1, 2] } : null,
      ...(stored && { quantized: { scale: 1, zeroPoint: 2 } }),
    };
  };

const quantizing: Entry = { ...operator(quantize), settings: [1, 2], flow: scaled(false) };
const dequantizing: Entry = {
  role: "dequantize",
  ...operator(dequantize),
  weights: { 0: [] },
  settings: [1, 2],
  flow: scaled(true),
};
/** Scale and zero point behind each operand, and those of the result. */
const pair: Entry = {
  role: "elementwise",
  ...operator(quantizedBinary),
  weights: { 0: [], 3: [] },
  settings: [1, 2, 4, 5, 6, 7],
};
const onOne = (role: Role, rule: Rule): Entry => ({ role, ...operator(rule), settings: [1, 2, 3, 4] });

export const quantizationOperators = family("quantize", {
  QuantizeLinear: { ...quantizing, saturation: quantizedRange },
  "com.microsoft:QuantizeLinear": quantizing,
  DequantizeLinear: dequantizing,
  "com.microsoft:DequantizeLinear": dequantizing,
  DynamicQuantizeLinear: operator(dynamic),
  "com.microsoft:QLinearAdd": pair,
  "com.microsoft:QLinearMul": pair,
  ...operators(
    onOne("activation", quantizedUnary),
    "com.microsoft:QLinearSigmoid com.microsoft:QLinearLeakyRelu com.microsoft:QLinearSoftmax",
  ),
  "com.microsoft:QLinearWhere": {
    role: "elementwise",
    ...untold,
    weights: { 1: [], 4: [] },
    settings: [0, 2, 3, 5, 6, 7, 8],
  },
  "com.microsoft:GatherBlockQuantized": {
    role: "embedding",
    ...untold,
    weights: { 0: [] },
    packed: { 0: blockwiseTable },
    settings: [1, 2, 3],
  },
  "com.microsoft:QLinearConcat": { role: "shape", ...operator(quantizedConcat) },
  "com.microsoft:QLinearReduceMean": onOne("reduction", asOnFloats(reductionOperators["ReduceMean"]!)),
  "com.microsoft:QLinearGlobalAveragePool": onOne("pool", channelsFirst("GlobalAveragePool")),
  "com.microsoft:QLinearAveragePool": onOne("pool", channelsFirst("AveragePool")),
});
