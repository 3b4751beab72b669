// Gives chosen weights other float elements: each tensor is read once, rewritten, and stored where it was.
import type { Context } from "../../context";
import { bytesEqual } from "../../bytes/equal";
import type { EditableModel } from "../../ir/model";
import { denseBytes, elementCount } from "../../ir/dtype";
import { bytesOf, memoryTensor, type Storage } from "../../ir/tensor";
import { unmadeStorage } from "../../ir/unmade";
import type { Change } from "../transform";
import { rangeOf } from "../quantize/arithmetic";
import type { Plan } from "./choose";
import { readInTurn } from "./read-in-turn";
import { valuesToMake } from "./sample";

/** @param rewrite Returns the new elements, or the given ones where nothing changes; it may not write to those. */
export async function rewriteElements<F extends object>(
  model: EditableModel,
  { chosen, left }: Plan<F>,
  context: Context,
  rewrite: (elements: Float32Array, form: F) => Float32Array,
): Promise<Change[]> {
  left.forEach(({ subject, reason }) => context.note(subject, reason));
  const total = chosen.reduce((sum, { value }) => sum + value.constant!.storage.storedBytes, 0);
  const changes: Change[] = [];
  // Values that share their bytes share what they become.
  const done = new Map<Storage, Outcome>();
  let bytes = 0;
  const making = valuesToMake(
    chosen.map(({ value }) => value),
    context,
  );
  const made = new Set(making.map(({ constant }) => constant!.storage));
  const reading = readInTurn(making);
  for (const { value, form } of chosen) {
    const { dtype, shape, storage } = value.constant!;
    const shared = done.has(storage);
    const outcome = shared
      ? done.get(storage)!
      : made.has(storage)
        ? outcomeOf((await reading.next()).value!, form, rewrite)
        : unmadeStorage(denseBytes(dtype, elementCount(shape)));
    done.set(storage, outcome);
    if (outcome === "not finite") {
      context.note(value.name, "it holds values that are not finite");
    } else if (outcome !== "unchanged") {
      model.dialect.storeElements(value, { dtype, shape, storage: outcome });
      changes.push({
        kind: "rewritten",
        subject: value.name,
        bytesBefore: shared ? 0 : storage.storedBytes,
        bytesAfter: shared ? 0 : outcome.storedBytes,
      });
    }
    bytes += storage.storedBytes;
    await context.progress(bytes, total);
  }
  return changes;
}

type Outcome = Storage | "unchanged" | "not finite";

function outcomeOf<F>(
  elements: Float32Array,
  form: F,
  rewrite: (elements: Float32Array, form: F) => Float32Array,
): Outcome {
  if (!rangeOf(elements).finite) {
    return "not finite";
  }
  const rewritten = rewrite(elements, form);
  const isSame = rewritten === elements || bytesEqual(bytesOf(rewritten), bytesOf(elements));
  return isSame ? "unchanged" : memoryTensor("float32", [rewritten.length], bytesOf(rewritten)).storage;
}
