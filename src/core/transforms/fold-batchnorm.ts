// Batch normalization of a trained model is a fixed multiple and offset for each channel. Behind a convolution or matrix
// product both go into its weights and bias: w' = w·γ/√(σ²+ε), b' = (b − μ)·γ/√(σ²+ε) + β. So do multiplications and
// additions by constants, as which converters and people write it. What is before a layer goes into it by its inputs.
import type { Context } from "../context";
import { elementCount } from "../ir/dtype";
import type { EditableModel } from "../ir/model";
import { nameOf, type Node } from "../ir/node";
import { allGraphs } from "../ir/walk";
import { absorbAll } from "./fold/absorb";
import { ChainFinder } from "./fold/chain";
import { expressionOf } from "./fold/expression";
import { Facts } from "./fold/facts";
import type { Transform } from "./transform";

export const foldBatchnorm: Transform = {
  id: "fold-batchnorm",
  title: "Fold Batch Normalization",
  description: "Folds batch normalization into the weights and bias of the layer beside it; the results stay the same.",
  group: "nodes",
  lossy: false,
  suffix: null,
  parameters: {},
  apply: async (model, _parameters, context) => {
    const finder = new ChainFinder(model, new Facts(model), "scaling");
    const changes = await absorbAll(finder, context);
    noteLeft(model, finder, context);
    return changes;
  },
};

/** Batch normalizations that stay, and factors that stay behind weights. */
function noteLeft(model: EditableModel, finder: ChainFinder, context: Context): void {
  const { linearOperators } = model.dialect;
  for (const graph of allGraphs(model)) {
    for (const node of graph.nodes) {
      const reason = finder.reasons.get(node);
      const found = node.inputs.map((input, index) => input && linearOperators.affine(node, index));
      const normalizes = found.some((each) => typeof each === "string" || each?.kind === "normalize");
      if (normalizes) {
        const own = found.find((each) => typeof each === "string");
        context.note(nameOf(node), own ?? reason ?? follows(node));
      } else if (reason !== undefined && hasFactors(model, finder, node)) {
        context.note(nameOf(node), reason);
      }
    }
  }
}

/** Whether a node multiplies by constants, one for each of several channels. */
function hasFactors(model: EditableModel, { facts }: ChainFinder, node: Node): boolean {
  const { linearOperators } = model.dialect;
  return node.inputs.some((input, index) => {
    const affine = input && linearOperators.affine(node, index);
    if (affine === null || typeof affine === "string" || affine.kind !== "multiply") {
      return false;
    }
    const factors = expressionOf(affine.operand, linearOperators, facts.isFixed);
    return factors !== null && elementCount(factors.shape) > 1;
  });
}

function follows(node: Node): string {
  const [input] = node.inputs;
  const maker = input?.producer ?? null;
  return maker === null
    ? "it follows an input, not a convolution or matrix product"
    : `it follows ${maker.op.name}, not a convolution or matrix product with constant weights`;
}
