// What the operators of ONNX and of onnxruntime's com.microsoft domain make, by family.
import type { Model } from "../../../ir/model";
import { own } from "../../../ir/own";
import type { OperatorOf } from "../../../ir/operator";
import type { Entry } from "../../../semantics/family";
import { operator } from "../../../semantics/rules";
import { functionKey } from "../read-graph";
import { activationOperators } from "./activation";
import { classicalOperators } from "./classical";
import { call, controlOperators } from "./control";
import { convolutionOperators } from "./convolution";
import { elementwiseOperators } from "./elementwise";
import { matrixOperators } from "./matrix";
import { movementOperators } from "./movement";
import { normalizationOperators } from "./normalization";
import { poolingOperators } from "./pooling";
import { quantizationOperators } from "./quantization";
import { recurrentOperators } from "./recurrent";
import { reductionOperators } from "./reduction";

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
  ...classicalOperators,
};

/** A local function goes before an operator of the same name. */
export function onnxOperators({ functions }: Model): OperatorOf {
  const calls = new Map([...functions].map(([key, body]) => [key, operator(call(body))]));
  return ({ op, attributes }) => {
    const called = calls.get(functionKey(op.domain, op.name));
    if (called !== undefined) {
      return called;
    }
    const known = own(OPERATORS, op.domain === "" ? op.name : `${op.domain}:${op.name}`) ?? null;
    // In a function's body an attribute may stand for one of the function's own.
    return known !== null && [...attributes.values()].some(({ kind }) => kind === "opaque") ? null : known;
  };
}
