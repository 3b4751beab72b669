import { family } from "../../../semantics/family";
import * as layers from "../channel-layers";
import type { TfliteEntry } from "./entry";
import { type Node, booleanAttribute } from "../../../ir/node";
import { along, perOutput } from "../../../semantics/cost";
import { divide, product } from "../../../semantics/dimension";
import { fact } from "../../../semantics/fact";
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

export const matrixOperators = family<TfliteEntry>("dense", {
  FULLY_CONNECTED: {
    ...multiplying(operator(dense), perOutput(1, -1)),
    weights: { 1: 0 },
    inputAxes: { 1: 1 },
    biases: [2],
    biasAsWeights: true,
    activation: "applied",
    hybrid: {
      1: {
        axis: 0,
        perTensor: 9,
        perChannel: 12,
        perChannelSince: "2.17",
        activations: "row",
        asymmetric: true,
        int4: { perTensor: 10, perChannel: 12 },
        blocks: true,
      },
    },
    flow: layers.dense,
  },
  BATCH_MATMUL: {
    ...multiplying(operator(batchProduct), along(0, leftAxis)),
    weights: { 0: null, 1: null },
    inputAxes: { 0: leftAxis, 1: (node) => (booleanAttribute(node, "adj_y", false) ? -1 : -2) },
    hybrid: {
      1: { axis: 0, perTensor: 4, perChannel: null, perChannelSince: "", activations: "row", asymmetric: true },
    },
    flow: layers.product,
  },
  EMBEDDING_LOOKUP: {
    role: "embedding",
    ...operator(lookup),
    weights: { 1: 0 },
    hybrid: {
      1: {
        axis: 0,
        perTensor: 3,
        perChannel: 4,
        perChannelSince: "2.18",
        activations: null,
        asymmetric: false,
        int4: { perTensor: 4, perChannel: 4 },
        blocks: true,
      },
    },
  },
});

function leftAxis(node: Node): number {
  return booleanAttribute(node, "adj_x", false) ? -2 : -1;
}
