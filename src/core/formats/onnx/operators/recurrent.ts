import { family, type Entry } from "../../../semantics/family";
import { numberAttribute, stringAttribute } from "../../../ir/node";
import { elementsOfAll } from "../../../semantics/cost";
import { fact } from "../../../semantics/fact";
import { multiplying, operator, operators, type Rule } from "../../../semantics/rules";

/** All steps, and the last state or states; weights [directions, gates·hidden, input]. */
const recurrent: Rule = (node, inputs) => {
  const [x, recurrence] = [inputs.at(0), inputs.at(2)];
  const stated = numberAttribute(node, "hidden_size", 0);
  const hidden = stated > 0 ? stated : null;
  const directions = stringAttribute(node, "direction", "forward") === "bidirectional" ? 2 : 1;
  const isBatchFirst = numberAttribute(node, "layout", 0) === 1;
  const [one = null, other = null] = x.shape ?? [];
  const [steps, batch] = isBatchFirst ? [other, one] : [one, other];
  const all = isBatchFirst ? [batch, steps, directions, hidden] : [steps, directions, batch, hidden];
  const state = isBatchFirst ? [batch, directions, hidden] : [directions, batch, hidden];
  const dtype = x.dtype ?? recurrence.dtype;
  return [fact(dtype, all), fact(dtype, state), fact(dtype, state)];
};

// Each step of each batch goes through the weights of all gates and directions.
const layer = multiplying(operator(recurrent), (_, lengths) => {
  const [steps = NaN, batch = NaN] = lengths.input(0);
  return steps * batch * elementsOfAll(lengths, [1, 2]);
});
const OPERANDS = {
  weights: { 1: [1], 2: [1] },
  inputAxes: { 1: 2, 2: 2 },
  biases: [3],
  settings: [4],
  states: [5, 6],
};

export const recurrentOperators = family<Entry>("recurrent", {
  LSTM: { ...layer, ...OPERANDS, weights: { ...OPERANDS.weights, 7: [] } },
  ...operators({ ...layer, ...OPERANDS }, "GRU RNN"),
  "com.microsoft:DynamicQuantizeLSTM": {
    ...layer,
    weights: { 1: [2], 2: [2], 7: [] },
    inputAxes: { 1: 1, 2: 1 },
    biases: [3],
    settings: [4, 8, 9, 10, 11],
    states: [5, 6],
  },
});
