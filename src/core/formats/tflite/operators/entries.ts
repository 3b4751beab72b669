// The builtin operators of TFLite, and custom ones of known runtimes, by family.
import { own } from "../../../ir/own";
import { perOperator } from "../../../ir/per-operator";
import { fact } from "../../../semantics/fact";
import type { Made, OperatorOf } from "../../../ir/operator";
import { family } from "../../../semantics/family";
import { untold } from "../../../semantics/rules";
import { transposedWithBias } from "../channel-layers";
import type { TfliteEntry, TfliteOperator } from "./entry";
import { activationOperators } from "./activation";
import { controlOperators } from "./control";
import { convolutionOperators } from "./convolution";
import { elementwiseOperators } from "./elementwise";
import { matrixOperators } from "./matrix";
import { movementOperators } from "./movement";
import { normalizationOperators } from "./normalization";
import { poolingOperators } from "./pooling";
import { quantizationOperators } from "./quantization";
import { recurrentOperators } from "./recurrent";
import { reductionOperators } from "./reduction";
import { CUSTOM_DOMAIN } from "../operator-codes";

export const OPERATORS: Readonly<Record<string, TfliteOperator>> = {
  ...convolutionOperators,
  ...matrixOperators,
  ...elementwiseOperators,
  ...activationOperators,
  ...normalizationOperators,
  ...poolingOperators,
  ...movementOperators,
  ...reductionOperators,
  ...recurrentOperators,
  ...quantizationOperators,
  ...controlOperators,
};

const CUSTOM_OPERATORS = family<TfliteEntry>("transposedConv", {
  Convolution2DTransposeBias: {
    ...untold,
    weights: { 1: 0 },
    inputAxes: { 1: 3 },
    biases: [2],
    flow: transposedWithBias,
  },
});

/** Null: none of ours. */
export const entryOf = perOperator(
  ({ domain, name }): TfliteOperator | null =>
    own(domain === CUSTOM_DOMAIN ? CUSTOM_OPERATORS : OPERATORS, name) ?? null,
);

/** Element types are stated by every file. */
const untyped = Object.fromEntries(
  Object.entries(OPERATORS).map(([name, each]): [string, Made] => [
    name,
    {
      ...each,
      result: (node, inputs) =>
        each.result(node, inputs)?.map((made) => made && fact(null, made.shape, made.elements)) ?? null,
    },
  ]),
);

const untypedOf = perOperator(({ domain, name }) => (domain === CUSTOM_DOMAIN ? null : (own(untyped, name) ?? null)));

export function tfliteOperators(): OperatorOf {
  return ({ op }) => untypedOf(op);
}
