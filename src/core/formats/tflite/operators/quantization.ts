import { family } from "../../../semantics/family";
import { like, operator, operators } from "../../../semantics/rules";

/** What is stored in another form has the shape it had. */
export const quantizationOperators = family("quantize", {
  ...operators(operator(like()), "QUANTIZE FAKE_QUANT"),
  ...operators({ role: "dequantize", ...operator(like()), weights: { 0: null } }, "DEQUANTIZE DENSIFY"),
});
