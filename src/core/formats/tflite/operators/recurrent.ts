import { family, type Entry } from "../../../semantics/family";
import { booleanAttribute } from "../../../ir/node";
import type { Dimension, Shape } from "../../../ir/value";
import { perRow } from "../../../semantics/cost";
import { add, multiply } from "../../../semantics/dimension";
import { fact } from "../../../semantics/fact";
import type { Facts, Count } from "../../../ir/operator";
import { multiplying, needed, operator, operators, untold, type Rule } from "../../../semantics/rules";

/** All steps, with as many channels as the state has, or as it is projected to. */
function steps(inputs: Facts, recurrence: number, projection: number): Shape | null {
  const { shape } = inputs.at(0);
  const rows = inputs.has(projection) ? inputs.at(projection).shape : inputs.at(recurrence).shape;
  return shape && [...shape.slice(0, -1), channels(inputs, rows, recurrence, projection)];
}

/** Recurrent weights are [cells, outputs], projections [outputs, cells]. */
function channels(inputs: Facts, rows: Shape | null, recurrence: number, projection: number): Dimension {
  return inputs.has(projection) ? (rows?.[0] ?? null) : (inputs.at(recurrence).shape?.[1] ?? null);
}

/** Recurrent weights of the output gate, which there always are, and the projection. */
const lstm: Rule = (_, inputs) => [fact(null, steps(inputs, 8, 16))];

/** Weights [units, inputs], recurrent weights [units, units]. */
const rnn: Rule = (_, inputs) => {
  const { shape } = inputs.at(0);
  return [fact(null, shape && [...shape.slice(0, -1), inputs.at(1).shape?.[0] ?? null])];
};

/** Forward and backward, one behind the other or apart. */
const bidirectionalLstm: Rule = (node, inputs) => {
  const { shape } = inputs.at(0);
  const forward = steps(inputs, 8, 16);
  const backward = steps(inputs, 25, 33);
  if (!booleanAttribute(node, "merge_outputs", false)) {
    return [fact(null, forward), fact(null, backward)];
  }
  return [fact(null, shape && [...shape.slice(0, -1), add(forward?.at(-1) ?? null, backward?.at(-1) ?? null)])];
};

/** Features [units · rank, inputs]. */
const svdf: Rule = (_, inputs) => {
  const state = inputs.at(2).shape;
  const bias = inputs.at(3).shape;
  return state === null || bias === null ? null : [fact(null, [inputs.at(0).shape?.[0] ?? null, bias[0] ?? null])];
};

/** The gates' weights for what comes in and for what came out before, and the projection. */
const LSTM_MATRICES = [1, 2, 3, 4, 5, 6, 7, 8, 16];
/** For each direction, and for a second input that goes into both. */
const BIDIRECTIONAL_MATRICES = [...LSTM_MATRICES, 18, 19, 20, 21, 22, 23, 24, 25, 33];
const SECOND_MATRICES = [40, 41, 42, 43, 44, 45, 46, 47];

/** Of five inputs, the third are the weights for all gates. */
/**
 * One step. Of the basic kernel, which takes data, last result, weights, biases and last state: result, state, data and last
 * result side by side, and all gates.
 */
const lstmStep: Rule = (node, inputs) => {
  if (inputs.count !== BASIC_INPUTS) {
    return lstm(node, inputs);
  }
  const [data, last, state] = [needed(inputs.at(0).shape), needed(inputs.at(1).shape), inputs.at(4).shape];
  const [batch = null, width = null] = data;
  const units = last[1] ?? null;
  return [last, state, [batch, add(width, units)], [batch, multiply(4, units)]].map((shape) => fact(null, shape));
};
const BASIC_INPUTS = 5;

const lstmMacs: Count = (node, lengths) =>
  node.inputs.length === BASIC_INPUTS ? perRow(0, 2)(node, lengths) : perRow(0, ...LSTM_MATRICES)(node, lengths);

const LSTM_OPERANDS = {
  weights: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0, 8: 0, 9: null, 10: null, 11: null, 16: 0 },
  inputAxes: Object.fromEntries([...range(1, 8), 16].map((input) => [input, 1])),
  biases: [12, 13, 14, 15, 17],
  statistics: [20, 21, 22, 23],
  states: [18, 19],
};
const RNN_OPERANDS = { weights: { 1: 0, 2: 0 }, inputAxes: { 1: 1, 2: 1 }, biases: [3], states: [4] };

export const recurrentOperators = family<Entry>("recurrent", {
  LSTM: { ...multiplying(operator(lstmStep), lstmMacs), ...LSTM_OPERANDS },
  UNIDIRECTIONAL_SEQUENCE_LSTM: { ...multiplying(operator(lstm), perRow(0, ...LSTM_MATRICES)), ...LSTM_OPERANDS },
  ...operators({ ...multiplying(operator(rnn), perRow(0, 1, 2)), ...RNN_OPERANDS }, "RNN UNIDIRECTIONAL_SEQUENCE_RNN"),
  BIDIRECTIONAL_SEQUENCE_LSTM: {
    ...multiplying(operator(bidirectionalLstm), perRow(0, ...BIDIRECTIONAL_MATRICES, ...SECOND_MATRICES)),
    weights: Object.fromEntries([...range(1, 11), 16, ...range(18, 28), 33].map((input) => [input, null])),
    biases: [12, 13, 14, 15, 17, 29, 30, 31, 32, 34],
    states: [35, 36, 37, 38],
  },
  BIDIRECTIONAL_SEQUENCE_RNN: {
    ...multiplying(untold, perRow(0, 1, 2, 5, 6, 10, 11)),
    weights: { 1: 0, 2: 0, 5: 0, 6: 0 },
    biases: [3, 7],
    states: [4, 8],
  },
  // Each feature is remembered for so many steps, by which it is weighted.
  SVDF: { ...multiplying(operator(svdf), perRow(0, 1, 2)), weights: { 1: 0, 2: 0 }, biases: [3], states: [4] },
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
