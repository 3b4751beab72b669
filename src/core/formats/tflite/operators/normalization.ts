import { mixesChannels } from "../../../ir/axis-flows";
import { family } from "../../../semantics/family";
import { like, operator } from "../../../semantics/rules";
import type { TfliteEntry } from "./entry";

export const normalizationOperators = family<TfliteEntry>(
  "normalization",
  {
    L2_NORMALIZATION: { ...operator(like()), activation: "refused" },
    LOCAL_RESPONSE_NORMALIZATION: operator(like()),
  },
  mixesChannels,
);
