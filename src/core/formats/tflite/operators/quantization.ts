import type { Operator } from "../../../ir/operator";
import { like, operator, operators } from "../../../semantics/rules";

/** What is stored in another form has the shape it had. */
export const quantizationOperators: Readonly<Record<string, Operator>> = operators(
  operator(like()),
  "QUANTIZE DEQUANTIZE DENSIFY FAKE_QUANT",
);
