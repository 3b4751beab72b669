import { family, type Entry } from "../../../semantics/family";
import { perRow } from "../../../semantics/cost";
import { fact } from "../../../semantics/fact";
import { forEachOutput, multiplying, needed, operator, operators, untold } from "../../../semantics/rules";

/** Each result has the shape of a state. */
const cell = (state: number) => operator(forEachOutput((_, inputs) => fact(null, inputs.at(state).shape)));

/** Each result is that for all steps: [steps, batch, cells]. */
const block = operator(
  forEachOutput((_, inputs) => fact(null, [needed(inputs.at(1).shape)[0] ?? null, ...needed(inputs.at(2).shape)])),
);

const blockLstm: Entry = {
  ...multiplying(block, perRow(1, 4)),
  weights: { 4: [1] },
  inputAxes: { 4: 0 },
  biases: [8],
  statistics: [5, 6, 7],
  states: [2, 3],
};
const cudnn: Entry = { ...untold, weights: { 3: [] }, states: [1, 2] };

export const recurrentOperators = family<Entry>("recurrent", {
  LSTMBlockCell: {
    ...multiplying(cell(1), perRow(0, 3)),
    weights: { 3: [1] },
    inputAxes: { 3: 0 },
    biases: [7],
    statistics: [4, 5, 6],
    states: [1, 2],
  },
  GRUBlockCell: {
    ...multiplying(cell(1), perRow(0, 2, 3)),
    weights: { 2: [1], 3: [1] },
    inputAxes: { 2: 0, 3: 0 },
    biases: [4, 5],
    states: [1],
  },
  ...operators(blockLstm, "BlockLSTM BlockLSTMV2"),
  ...operators(cudnn, "CudnnRNN CudnnRNNV2"),
  CudnnRNNV3: { ...cudnn, settings: [4] },
});
