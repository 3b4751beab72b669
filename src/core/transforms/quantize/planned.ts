// What a quantizer would do with each tensor, told without doing it.
import { forkModel } from "../../ir/fork";
import type { EditableModel } from "../../ir/model";
import type { Storage } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { allGraphs } from "../../ir/walk";
import type { WeightEncoder } from "../../ir/weight-encoder";
import type { PlannedTensor } from "../transform";
import { planQuantization, type PlanRequest } from "./plan";
import { coarserText, codeBytes, formText, scaleBytes } from "./smallest-encoding";

/** The float constants of a model in its order. Bytes are those of elements, scales and zero points. */
export async function plannedTensors(
  original: EditableModel,
  request: PlanRequest,
  encoder?: WeightEncoder,
): Promise<PlannedTensor[]> {
  const model = request.halves === true ? forkModel(original) : original;
  const plan = await planQuantization(model, request, encoder);
  const forms = new Map(plan.chosen.map(({ value, form }) => [value, form]));
  const reasons = new Map(plan.left.map(({ value, reason }) => [value, reason]));
  const counted = new Set<Storage>();
  const values = [...allGraphs(model)].flatMap((graph) => [...graph.values]);
  return values
    .filter((value) => forms.has(value) || reasons.has(value))
    .map((value) => {
      const { shape, storage } = value.constant!;
      const form = forms.get(value);
      const bytesBefore = counted.has(storage) ? 0 : storage.storedBytes;
      counted.add(storage);
      const bytes = form && codeBytes(form, shape) + scaleBytes(form, shape);
      return {
        tensor: value.name,
        shape,
        ...readerOf(value),
        what: form === undefined ? null : formText(form),
        bytesBefore,
        bytesAfter: bytes === undefined || bytesBefore === 0 ? bytesBefore : bytes,
        reason: form === undefined ? reasons.get(value)! : coarserText(form),
      };
    });
}

/** The first node that reads a value: the layer it belongs to. */
export function readerOf(value: Value): { layer: string | null; operator: string | null } {
  const [node] = value.uses;
  return { layer: node === undefined ? null : node.name, operator: node === undefined ? null : node.op.name };
}
