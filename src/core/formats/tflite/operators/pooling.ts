import { resizesPlane } from "../../../ir/axis-flows";
import { numberAttribute } from "../../../ir/node";
import { family } from "../../../semantics/family";
import { fact } from "../../../semantics/fact";
import { windowed } from "../../../semantics/images";
import { operator, operators, type Rule } from "../../../semantics/rules";
import { windowsOf } from "./convolution";
import type { TfliteEntry } from "./entry";

const pool: Rule = (node, inputs) => {
  const kernel = ["height", "width"].map((side) => numberAttribute(node, `filter_${side}`, 1));
  return [fact(null, windowed(inputs.at(0).shape, true, windowsOf(node, kernel)))];
};

export const poolingOperators = family<TfliteEntry>(
  "pool",
  operators<TfliteEntry>({ ...operator(pool), activation: "applied" }, "AVERAGE_POOL_2D MAX_POOL_2D L2_POOL_2D"),
  resizesPlane,
);
