import { pointwise } from "../../../ir/axis-flows";
import { family } from "../../../semantics/family";
import { like, operator, operators } from "../../../semantics/rules";

/** What is stored in another form has the shape it had. */
export const quantizationOperators = family("quantize", {
  ...operators({ ...operator(like()), flow: pointwise }, "QUANTIZE FAKE_QUANT"),
  DEQUANTIZE: { role: "dequantize", ...operator(like()), weights: { 0: null }, flow: pointwise },
  DENSIFY: { role: "dequantize", ...operator(like()), weights: { 0: null } },
});
