// Carries out a plan: reads each tensor once, encodes it, and has the dialect store it.
import type { Context } from "../../context";
import type { Encoded, Encoding } from "../../ir/dialect";
import type { EditableModel } from "../../ir/model";
import type { Storage } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import type { Change } from "../transform";
import { readInTurn } from "../weights/read-in-turn";
import { valuesToMake } from "../weights/sample";
import { leftByCompanions } from "./companions";
import { encode, type Overflow } from "./encode";
import { fittingForm } from "./fitting-form";
import type { QuantizationPlan } from "./plan";
import { coarserText, formText, scaleBytes, type Planned } from "./smallest-encoding";
import { unmadeEncoding } from "./unmade";

/** What a constant becomes, and in which form. */
interface Outcome {
  readonly encoding: Encoding;
  readonly encoded: Encoded;
}

export async function rewriteConstants(
  model: EditableModel,
  plan: QuantizationPlan,
  context: Context,
  overflow: Overflow = "clamp",
): Promise<Change[]> {
  plan.left.forEach(({ subject, reason }) => context.note(subject, reason));
  const total = plan.chosen.reduce((sum, { value }) => sum + value.constant!.storage.storedBytes, 0);
  // Values that share their bytes share what they become.
  const done = new Map<Storage, Outcome | string>();
  let bytes = 0;
  const making = valuesToMake(
    plan.chosen.map(({ value }) => value),
    context,
  );
  const made = new Set(making.map(({ constant }) => constant!.storage));
  const reading = readInTurn(making);
  for (const { value, form } of plan.chosen) {
    const { shape, storage } = value.constant!;
    if (!done.has(storage)) {
      const outcome = made.has(storage)
        ? make(shape, (await reading.next()).value!, form, overflow, (reason) => context.note(value.name, reason))
        : { encoding: form, encoded: unmadeEncoding(shape, form) };
      done.set(storage, outcome);
    }
    const outcome = done.get(storage)!;
    const remark = typeof outcome === "string" ? outcome : coarserText(form);
    if (remark !== null) {
      context.note(value.name, remark);
    }
    bytes += storage.storedBytes;
    await context.progress(bytes, total);
  }
  const changes = storeAll(model, plan, context, done);
  plan.halves?.settle(changes);
  return changes;
}

function make(
  shape: readonly number[],
  elements: Float32Array,
  form: Planned,
  overflow: Overflow,
  note: (reason: string) => void,
): Outcome | string {
  const encoding = fittingForm(shape, elements, form);
  const encoded = typeof encoding === "string" ? encoding : encode(shape, elements, encoding, overflow, note);
  return typeof encoding === "string" || typeof encoded === "string" ? (encoded as string) : { encoding, encoded };
}

/** Only when all are known are those that have to stay because another does. */
function storeAll(
  model: EditableModel,
  { chosen, encoder, bits }: QuantizationPlan,
  context: Context,
  done: ReadonlyMap<Storage, Outcome | string>,
): Change[] {
  const failed = ({ constant }: Value) => typeof done.get(constant!.storage) === "string";
  const staying = leftByCompanions(
    encoder,
    bits,
    chosen.map(({ value }) => value),
    failed,
  );
  staying.forEach((reason, value) => context.note(value.name, reason));
  const changes: Change[] = [];
  const counted = new Set<Storage>();
  for (const { graph, value } of chosen) {
    const { shape, storage } = value.constant!;
    const outcome = done.get(storage)!;
    if (typeof outcome === "string" || staying.has(value)) {
      continue;
    }
    const { encoding, encoded } = outcome;
    encoder.storeEncoded(model, graph, value, encoding, encoded);
    const shared = counted.has(storage);
    counted.add(storage);
    changes.push({
      kind: "rewritten",
      subject: value.name,
      bytesBefore: shared ? 0 : storage.storedBytes,
      becomes: formText(encoding),
      bytesAfter: shared ? 0 : encoded.data.storage.storedBytes + scaleBytes(encoding, shape),
    });
  }
  return changes;
}
