// The operators of ONNX and of onnxruntime's com.microsoft domain, by family: https://onnx.ai/onnx/operators/
import type { Model } from "../../../ir/model";
import { missingAttributes, withoutNumbers } from "../../../semantics/function-attributes";
import { own } from "../../../ir/own";
import type { Operator, OperatorOf } from "../../../ir/operator";
import { perOperator } from "../../../ir/per-operator";
import { operator } from "../../../semantics/rules";
import { functionKey } from "../read-graph";
import { activationOperators } from "./activation";
import { classicalOperators } from "./classical";
import { call, controlOperators } from "./control";
import { convolutionOperators } from "./convolution";
import { elementwiseOperators } from "./elementwise";
import { fourierOperators } from "./fourier";
import { matrixOperators } from "./matrix";
import { movementOperators } from "./movement";
import { normalizationOperators } from "./normalization";
import { poolingOperators } from "./pooling";
import { quantizationOperators } from "./quantization";
import { recurrentOperators } from "./recurrent";
import { reductionOperators } from "./reduction";

export const OPERATORS: Readonly<Record<string, Operator>> = {
  ...convolutionOperators,
  ...matrixOperators,
  ...elementwiseOperators,
  ...activationOperators,
  ...normalizationOperators,
  ...poolingOperators,
  ...movementOperators,
  ...fourierOperators,
  ...reductionOperators,
  ...recurrentOperators,
  ...quantizationOperators,
  ...controlOperators,
  ...classicalOperators,
};

/** Null: none of ours. */
export const entryOf = perOperator(
  ({ domain, name }): Operator | null => own(OPERATORS, domain === "" ? name : `${domain}:${name}`) ?? null,
);

/** A local function goes before an operator of the same name. */
export function onnxOperators(model: Model): OperatorOf {
  const { functions } = model;
  const calls = new Map([...functions].map(([key, body]) => [key, operator(call(body))]));
  const calledBy = perOperator(({ domain, name }) => calls.get(functionKey(domain, name)) ?? null);
  const missing = missingAttributes(model);
  return (node) => {
    const { op } = node;
    const called = calledBy(op);
    if (called !== null) {
      return called;
    }
    const known = entryOf(op);
    switch (known === null ? "nothing" : missing(node)) {
      case "nothing":
        return known;
      case "numbers":
        return withoutNumbers(known!);
      case "more":
        return null;
    }
  };
}
