// What is added to the result of a convolution or matrix product becomes its bias: additions of constants, one number for
// each channel. What multiplies belongs to fold-batchnorm. Zeros put around the input of a convolution become its padding.
//
// TensorFlow's operators take no bias. An Add in place of BiasAdd would be as large and as fast, so that it stays; of
// several additions one after another a single BiasAdd is left.
import type { Context } from "../context";
import type { Affine } from "../ir/linear";
import { allGraphs } from "../ir/walk";
import { absorbAll } from "./fold/absorb";
import { ChainFinder } from "./fold/chain";
import { expressionOf } from "./fold/expression";
import { Facts } from "./fold/facts";
import { fusePaddings } from "./fold/paddings";
import type { Transform } from "./transform";
import { nameOf } from "../ir/node";

export const fuseBias: Transform = {
  id: "fuse-bias",
  title: "Fuse Bias and Padding",
  description:
    "Makes additions behind a layer its bias, and zeros around its input its padding; the results stay the same.",
  group: "nodes",
  lossy: false,
  suffix: null,
  parameters: {},
  apply: async (model, _parameters, context) => {
    const finder = new ChainFinder(model, new Facts(model), "adding");
    const changes = await absorbAll(finder, context);
    noteLeft(finder, context);
    return [...changes, ...(await fusePaddings(model, finder.facts, context))];
  },
};

/** Additions of constants that stay behind weights. */
function noteLeft({ model, facts, reasons, unbiased }: ChainFinder, context: Context): void {
  for (const [operator, count] of unbiased) {
    const many = count === 1 ? "an addition" : `${count} additions`;
    context.note(operator, `it takes no bias, so that ${many} behind it stayed`);
  }
  const { linearOperators } = model.dialect;
  const addsConstant = (affine: Affine | string | null) =>
    affine !== null &&
    typeof affine !== "string" &&
    (affine.kind === "add" || affine.kind === "subtract") &&
    expressionOf(affine.operand, linearOperators, facts.isFixed) !== null;
  for (const graph of allGraphs(model)) {
    for (const node of graph.nodes) {
      const reason = reasons.get(node);
      const adds = () => node.inputs.some((input, index) => input && addsConstant(linearOperators.affine(node, index)));
      if (reason !== undefined && adds()) {
        context.note(nameOf(node), reason);
      }
    }
  }
}
