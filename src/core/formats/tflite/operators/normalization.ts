import type { Operator } from "../../../ir/operator";
import { like, operator, operators } from "../../../semantics/rules";

export const normalizationOperators: Readonly<Record<string, Operator>> = operators(
  operator(like()),
  "L2_NORMALIZATION LOCAL_RESPONSE_NORMALIZATION",
);
