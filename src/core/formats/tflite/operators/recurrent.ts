import { booleanAttribute } from "../../../ir/node";
import type { Dimension, Shape } from "../../../ir/value";
import { add } from "../../../semantics/dimension";
import { fact } from "../../../semantics/fact";
import type { Facts, Operator } from "../../../ir/operator";
import { operator, operators, type Rule } from "../../../semantics/rules";

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

export const recurrentOperators: Readonly<Record<string, Operator>> = {
  ...operators(operator(lstm), "UNIDIRECTIONAL_SEQUENCE_LSTM"),
  ...operators(operator(rnn), "RNN UNIDIRECTIONAL_SEQUENCE_RNN"),
  BIDIRECTIONAL_SEQUENCE_LSTM: operator(bidirectionalLstm),
  SVDF: operator(svdf),
};
