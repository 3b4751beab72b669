// How operators keep a tensor within limits.
import { keepsShape, limitedByNumber, type Limits } from "../../../ir/clamp";

export const bounded =
  (side: "min" | "max"): Limits =>
  async (node, fixed) => {
    const clamp = await limitedByNumber(node, side, fixed);
    return clamp !== null && keepsShape(clamp) ? clamp : null;
  };
