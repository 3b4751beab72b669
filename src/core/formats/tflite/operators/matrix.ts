import { booleanAttribute } from "../../../ir/node";
import { along, perOutput } from "../../../semantics/cost";
import { divide, product } from "../../../semantics/dimension";
import { fact } from "../../../semantics/fact";
import type { Made } from "../../../ir/operator";
import { multiplying, operator, type Rule } from "../../../semantics/rules";
import { matrixProduct } from "../../../semantics/shape-rules";

/** Weights [outputs, inputs]; without keep_num_dims all that is not multiplied becomes one axis. */
const dense: Rule = (node, inputs) => {
  const [x, weights] = [inputs.at(0).shape, inputs.at(1).shape];
  const outputs = weights?.[0] ?? null;
  if (booleanAttribute(node, "keep_num_dims", false)) {
    return [fact(null, x && [...x.slice(0, -1), outputs])];
  }
  return [fact(null, [x === null ? null : divide(product(x), weights?.[1] ?? null), outputs])];
};

const batchProduct: Rule = (node, inputs) => {
  const turned = (name: string) => booleanAttribute(node, name, false);
  return [fact(null, matrixProduct(inputs.at(0).shape, inputs.at(1).shape, turned("adj_x"), turned("adj_y")))];
};

/** Ids, and a table of which each row is one. */
const lookup: Rule = (_, inputs) => {
  const [ids, table] = [inputs.at(0).shape, inputs.at(1).shape];
  return [fact(null, ids && table && [...ids, ...table.slice(1)])];
};

export const matrixOperators: Readonly<Record<string, Made>> = {
  FULLY_CONNECTED: multiplying(operator(dense), perOutput(1, -1)),
  BATCH_MATMUL: multiplying(
    operator(batchProduct),
    along(0, (node) => (booleanAttribute(node, "adj_x", false) ? -2 : -1)),
  ),
  EMBEDDING_LOOKUP: operator(lookup),
};
