import { reduces, shapeAt } from "../../../ir/axis-flows";
import { numberAttribute, stringAttribute, type Node } from "../../../ir/node";
import type { Dimension } from "../../../ir/value";
import { family, type Entry } from "../../../semantics/family";
import { productOf } from "../../../semantics/elements";
import { fact, type Fact } from "../../../semantics/fact";
import type { Facts, Flow } from "../../../ir/operator";
import { like, operator, operators, type Rule } from "../../../semantics/rules";
import { axisOf, reduced, unknownOf } from "../../../semantics/shape-rules";
import { axesOf } from "../channel-movement";
import { opsetOf, setting } from "./settings";

/** Along axes that are an input from that opset on; without any along all. */
function reduce(node: Node, inputs: Facts, since: number): Fact {
  const { dtype, shape } = inputs.at(0);
  const { list, isGiven } = setting(node, inputs, "axes", 1, since);
  const keeps = numberAttribute(node, "keepdims", 1) !== 0;
  if (isGiven && list === null) {
    return fact(dtype, keeps && shape !== null ? unknownOf(shape.length) : null);
  }
  if (!list?.length) {
    return numberAttribute(node, "noop_with_empty_axes", 0) !== 0
      ? fact(dtype, shape)
      : fact(dtype, reduced(shape, null, keeps));
  }
  return fact(dtype, reduced(shape, list, keeps));
}

const reduceFlow: Flow = async (node, around) => {
  const shape = shapeAt(node, 0, around);
  const axes = (await axesOf(node)) ?? (node.inputs[1] == null ? shape && [...shape.keys()] : null);
  return reduces(node.op.name, shape, axes, numberAttribute(node, "keepdims", 1) !== 0);
};

const reduction = (since: number, compute: ((elements: readonly Dimension[]) => Dimension) | null = null): Entry => ({
  result(node, inputs) {
    const made = reduce(node, inputs, since);
    const { elements, shape } = inputs.at(0);
    const isOne = compute !== null && elements !== null && shape?.length === 1 && made.shape !== null;
    return [isOne ? fact(made.dtype, made.shape, [compute(elements)]) : made];
  },
  contents: [1],
  computes: compute !== null,
  flow: reduceFlow,
});

/** Sums take their axes as an input earlier than others. */
const SUM_SINCE = 13;
const OTHERS_SINCE = 18;

const position: Rule = (node, inputs) => {
  const { shape } = inputs.at(0);
  const keeps = numberAttribute(node, "keepdims", 1) !== 0;
  return [fact("int64", reduced(shape, [numberAttribute(node, "axis", 0)], keeps))];
};

/** Values and their positions. */
const largest: Rule = (node, inputs) => {
  const { dtype, shape } = inputs.at(0);
  const count: Dimension = opsetOf(node) < 10 ? numberAttribute(node, "k", 0) : (inputs.at(1).elements?.[0] ?? null);
  const axis = shape === null ? 0 : axisOf(numberAttribute(node, "axis", -1), shape.length);
  const made = shape?.map((length, place) => (place === axis ? count : length));
  return [fact(dtype, made), fact("int64", made)];
};

/** One number, or one for each place where the loss is not summed up. */
const loss =
  (classes: "as input" | "left out"): Rule =>
  (node, inputs) => {
    const [x, labels] = [inputs.at(0), inputs.at(1)];
    const isWhole = stringAttribute(node, "reduction", "mean") === "none";
    const made = fact(x.dtype, isWhole ? labels.shape : []);
    return classes === "as input" ? [made, fact(x.dtype, x.shape)] : [made];
  };

export const reductionOperators = family("reduction", {
  ReduceSum: reduction(SUM_SINCE),
  ReduceProd: reduction(OTHERS_SINCE, productOf),
  ...operators(
    reduction(OTHERS_SINCE),
    "ReduceMean ReduceMax ReduceMin ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceSumSquare",
  ),
  ...operators(operator(position), "ArgMax ArgMin"),
  TopK: operator(largest, 1),
  CumSum: operator(like()),
  CumProd: operator(like()),
  SoftmaxCrossEntropyLoss: operator(loss("as input")),
  NegativeLogLikelihoodLoss: operator(loss("left out")),
  "com.microsoft:SoftmaxCrossEntropyLossGrad": operator((_, inputs) => [fact(inputs.at(1).dtype, inputs.at(1).shape)]),
});
