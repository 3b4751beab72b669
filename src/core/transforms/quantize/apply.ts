import type { Context } from "../../context";
import type { EditableModel } from "../../ir/model";
import type { WeightEncoder } from "../../ir/weight-encoder";
import type { Change } from "../transform";
import type { Overflow } from "./encode";
import { planQuantization, type PlanRequest } from "./plan";
import { rewriteConstants } from "./rewrite";

/** Plans and carries out what is asked for, and tells what fits nothing. */
export async function quantizeWith(
  model: EditableModel,
  request: PlanRequest,
  context: Context,
  { overflow = "clamp", encoder }: { overflow?: Overflow; encoder?: WeightEncoder } = {},
): Promise<Change[]> {
  const plan = await planQuantization(model, request, encoder);
  plan.unmatched.forEach((pattern) => context.note(pattern, "fits no weight, layer or operator this is about"));
  return rewriteConstants(model, plan, context, overflow);
}
