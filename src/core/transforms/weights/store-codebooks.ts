// Has chosen weights looked up in a table of their values, where that makes the file smaller.
import type { Context } from "../../context";
import type { Codebook } from "../../ir/codebook";
import type { EditableModel } from "../../ir/model";
import { float32Elements, type Storage } from "../../ir/tensor";
import { rangeOf } from "../quantize/arithmetic";
import type { Change } from "../transform";
import type { Choice } from "./choose";
import { codebookOf } from "./codebook";

export async function storeCodebooks(
  model: EditableModel,
  chosen: readonly Choice<object>[],
  context: Context,
): Promise<Change[]> {
  const operators = model.dialect.codebooks;
  const changes: Change[] = [];
  // Values that share their bytes share the codebook.
  const made = new Map<Storage, Codebook | null>();
  for (const { graph, value } of chosen) {
    const tensor = value.constant!;
    const { storage } = tensor;
    const overhead = operators.overheadBytes(model, graph, value);
    if (typeof overhead === "string") {
      context.note(value.name, overhead);
      continue;
    }
    const shared = made.has(storage);
    const elements = shared ? null : await float32Elements(tensor, value.name);
    if (elements !== null && !rangeOf(elements).finite) {
      continue; // was said when it was not rewritten
    }
    const codebook = elements === null ? made.get(storage)! : codebookOf(elements, tensor.shape);
    made.set(storage, codebook);
    if (codebook === null) {
      context.note(value.name, "more than 256 different values, which a byte cannot tell apart");
      continue;
    }
    const bytes = codebook.table.storage.storedBytes + codebook.positions.storage.storedBytes;
    if (bytes + overhead >= storage.storedBytes) {
      context.note(value.name, "a table of its values would not make it smaller");
      continue;
    }
    operators.store(model, graph, value, codebook);
    const bytesBefore = shared ? 0 : storage.storedBytes;
    changes.push({ kind: "rewritten", subject: value.name, bytesBefore, bytesAfter: shared ? 0 : bytes });
  }
  return changes;
}
