import { numberAttribute, stringAttribute } from "../../../ir/node";
import { elementsOfAll } from "../../../semantics/cost";
import { fact } from "../../../semantics/fact";
import type { Made } from "../../../ir/operator";
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

export const recurrentOperators: Readonly<Record<string, Made>> = operators(
  // Each step of each batch goes through the weights of all gates and directions.
  multiplying(operator(recurrent), (_, lengths) => {
    const [steps = NaN, batch = NaN] = lengths.input(0);
    return steps * batch * elementsOfAll(lengths, [1, 2]);
  }),
  "LSTM GRU RNN com.microsoft:DynamicQuantizeLSTM",
);
