import { pointwise } from "../../../ir/axis-flows";
import { family } from "../../../semantics/family";
import { like, operator } from "../../../semantics/rules";
import { quantizedRange } from "./limits";

/** What is stored in another form has the shape it had. */
export const quantizationOperators = family("quantize", {
  QUANTIZE: { ...operator(like()), flow: pointwise, saturation: quantizedRange },
  FAKE_QUANT: { ...operator(like()), flow: pointwise },
  DEQUANTIZE: { role: "dequantize", ...operator(like()), weights: { 0: null }, flow: pointwise },
  DENSIFY: { role: "dequantize", ...operator(like()), weights: { 0: null } },
});
