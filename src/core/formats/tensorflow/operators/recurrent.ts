import { perRow } from "../../../semantics/cost";
import { fact } from "../../../semantics/fact";
import type { Operator } from "../../../ir/operator";
import { forEachOutput, multiplying, needed, operator, operators } from "../../../semantics/rules";

/** Each result has the shape of a state. */
const cell = (state: number) => operator(forEachOutput((_, inputs) => fact(null, inputs.at(state).shape)));

/** Each result is that for all steps: [steps, batch, cells]. */
const block = operator(
  forEachOutput((_, inputs) => fact(null, [needed(inputs.at(1).shape)[0] ?? null, ...needed(inputs.at(2).shape)])),
);

export const recurrentOperators: Readonly<Record<string, Operator>> = {
  LSTMBlockCell: multiplying(cell(1), perRow(0, 3)),
  GRUBlockCell: multiplying(cell(1), perRow(0, 2, 3)),
  ...operators(multiplying(block, perRow(1, 4)), "BlockLSTM BlockLSTMV2"),
};
