import type { Meaning } from "./dialect";

/** Of files that hold tensors and nothing that computes. */
export const NO_OPERATORS: Meaning = {
  ordered: false,
  uniqueNames: true,
  constantsAreInputs: false,
  numbersAreScalars: true,
  linearOperators: { affine: () => null, unary: () => null },
  bodies: { bindings: () => () => null },
  role: () => "other",
  outputCount: () => null,
  effects: () => () => null,
  operand: () => ({ kind: "data" }),
  coefficients: () => [],
  endpoints: () => ({ inputs: [], outputs: [], leftOut: [] }),
  arithmeticOf: () => null,
  attributeManual: () => [],
  operatorNote: () => null,
  closesLoop: () => false,
};
