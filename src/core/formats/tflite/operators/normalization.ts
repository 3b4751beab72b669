import { mixesChannels } from "../../../ir/axis-flows";
import { family } from "../../../semantics/family";
import { like, operator, operators } from "../../../semantics/rules";

export const normalizationOperators = family(
  "normalization",
  operators(operator(like()), "L2_NORMALIZATION LOCAL_RESPONSE_NORMALIZATION"),
  mixesChannels,
);
