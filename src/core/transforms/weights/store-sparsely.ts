// Has constants stored as their non-zero elements, where that makes the file smaller.
import type { Context } from "../../context";
import type { EditableModel } from "../../ir/model";
import { float32Elements, type Storage, type Tensor } from "../../ir/tensor";
import type { Change } from "../transform";
import type { Choice } from "./choose";

export async function storeSparsely(
  model: EditableModel,
  chosen: readonly Choice<object>[],
  context: Context,
): Promise<Change[]> {
  const { sparseConstants } = model.dialect;
  if ("lacks" in sparseConstants) {
    context.note("The model", sparseConstants.lacks);
    return [];
  }
  const constants = sparseConstants.offers;
  const changes: Change[] = [];
  // Values that share their bytes share what they become.
  const made = new Map<Storage, Tensor | string>();
  for (const { graph, value } of chosen) {
    const { storage } = value.constant!;
    const shared = made.has(storage);
    const tensor = shared
      ? made.get(storage)!
      : constants.sparse(model, graph, value, await float32Elements(value.constant!, value.name));
    made.set(storage, tensor);
    if (typeof tensor === "string") {
      context.note(value.name, tensor);
    } else if (tensor.storage.storedBytes + constants.overheadBytes(value) >= storage.storedBytes) {
      context.note(value.name, "stored sparsely it would not get smaller");
    } else {
      constants.store(model, graph, value, tensor);
      const [bytesBefore, bytesAfter] = shared ? [0, 0] : [storage.storedBytes, tensor.storage.storedBytes];
      changes.push({ kind: "rewritten", subject: value.name, bytesBefore, bytesAfter });
    }
  }
  return changes;
}
