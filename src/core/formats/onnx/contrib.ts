// Operators that only onnxruntime has: https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
import type { Model } from "../../ir/model";
import type { OperatorType } from "../../ir/node";

const DOMAIN = "com.microsoft";
const VERSION = 1;

export function contribOperator(name: string): OperatorType {
  return { domain: DOMAIN, name, version: VERSION };
}

/** Has the model say that it uses them, in the version it may have named already. */
export function importContribOperators(model: Model): void {
  model.opsets = new Map([[DOMAIN, VERSION], ...model.opsets]);
}
