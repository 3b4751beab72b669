// Carries out a plan: reads each tensor once, encodes it, and has the dialect store it.
import type { Context } from "../../context";
import type { Encoded } from "../../ir/dialect";
import type { Model } from "../../ir/model";
import type { Storage } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import type { Change } from "../transform";
import { readInTurn } from "../weights/read-in-turn";
import { valuesToMake } from "../weights/sample";
import { leftByCompanions } from "./companions";
import { encode, type Overflow } from "./encode";
import { scaleBytes, type QuantizationPlan } from "./plan";
import { unmadeEncoding } from "./unmade";

export async function rewriteConstants(
  model: Model,
  plan: QuantizationPlan,
  context: Context,
  overflow: Overflow = "clamp",
): Promise<Change[]> {
  plan.left.forEach(({ subject, reason }) => context.note(subject, reason));
  const total = plan.chosen.reduce((sum, { value }) => sum + value.constant!.storage.storedBytes, 0);
  // Values that share their bytes share what they become.
  const done = new Map<Storage, Encoded | string>();
  let bytes = 0;
  const making = valuesToMake(
    plan.chosen.map(({ value }) => value),
    context,
  );
  const made = new Set(making.map(({ constant }) => constant!.storage));
  const reading = readInTurn(making);
  for (const { value, form: encoding } of plan.chosen) {
    const { shape, storage } = value.constant!;
    if (!done.has(storage)) {
      const encoded = made.has(storage)
        ? encode(shape, (await reading.next()).value!, encoding, overflow, (reason) => context.note(value.name, reason))
        : unmadeEncoding(shape, encoding);
      done.set(storage, encoded);
    }
    const encoded = done.get(storage)!;
    if (typeof encoded === "string") {
      context.note(value.name, encoded);
    } else if (encoding.coarser !== null) {
      context.note(value.name, `not in blocks: ${encoding.coarser}`);
    }
    bytes += storage.storedBytes;
    await context.progress(bytes, total);
  }
  return storeAll(model, plan, context, done);
}

/** Only when all are known are those that have to stay because another does. */
function storeAll(
  model: Model,
  { chosen, encoder }: QuantizationPlan,
  context: Context,
  done: ReadonlyMap<Storage, Encoded | string>,
): Change[] {
  const failed = ({ constant }: Value) => typeof done.get(constant!.storage) === "string";
  const staying = leftByCompanions(
    encoder,
    chosen.map(({ value }) => value),
    failed,
  );
  staying.forEach((reason, value) => context.note(value.name, reason));
  const changes: Change[] = [];
  const counted = new Set<Storage>();
  for (const { graph, value, form: encoding } of chosen) {
    const { shape, storage } = value.constant!;
    const encoded = done.get(storage)!;
    if (typeof encoded === "string" || staying.has(value)) {
      continue;
    }
    encoder.storeEncoded(model, graph, value, encoding, encoded);
    const shared = counted.has(storage);
    counted.add(storage);
    changes.push({
      kind: "rewritten",
      subject: value.name,
      bytesBefore: shared ? 0 : storage.storedBytes,
      bytesAfter: shared ? 0 : encoded.data.storage.storedBytes + scaleBytes(encoding, shape),
    });
  }
  return changes;
}
