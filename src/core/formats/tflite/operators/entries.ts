// What the builtin operators of TFLite make, by family. Element types are stated by every file.
import { own } from "../../../ir/own";
import { fact } from "../../../semantics/fact";
import type { OperatorOf } from "../../../ir/operator";
import type { Entry } from "../../../semantics/family";
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

export const OPERATORS: Readonly<Record<string, Entry>> = {
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

const untyped = Object.fromEntries(
  Object.entries(OPERATORS).map(([name, each]): [string, Entry] => [
    name,
    {
      ...each,
      result: (node, inputs) =>
        each.result(node, inputs)?.map((made) => made && fact(null, made.shape, made.elements)) ?? null,
    },
  ]),
);

export function tfliteOperators(): OperatorOf {
  return ({ op }) => (op.domain === CUSTOM_DOMAIN ? null : (own(untyped, op.name) ?? null));
}
