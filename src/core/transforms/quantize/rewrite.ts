// Carries out a plan: reads each tensor once, encodes it, and has the dialect store it.
import type { Context } from "../../context";
import type { Encoded } from "../../ir/dialect";
import type { Model } from "../../ir/model";
import type { Storage } from "../../ir/tensor";
import type { Change } from "../transform";
import { readInTurn } from "../weights/read-in-turn";
import { valuesToMake } from "../weights/sample";
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
  const changes: Change[] = [];
  // Values that share their bytes share what they become.
  const done = new Map<Storage, Encoded | string>();
  let bytes = 0;
  const making = valuesToMake(
    plan.chosen.map(({ value }) => value),
    context,
  );
  const made = new Set(making.map(({ constant }) => constant!.storage));
  const reading = readInTurn(making);
  for (const { graph, value, form: encoding } of plan.chosen) {
    const tensor = value.constant!;
    const { storage } = tensor;
    const shared = done.has(storage);
    const encoded = shared
      ? done.get(storage)!
      : made.has(storage)
        ? encode(tensor.shape, (await reading.next()).value!, encoding, overflow, (reason) =>
            context.note(value.name, reason),
          )
        : unmadeEncoding(tensor.shape, encoding);
    done.set(storage, encoded);
    if (typeof encoded === "string") {
      context.note(value.name, encoded);
      continue;
    }
    if (encoding.coarser !== null) {
      context.note(value.name, `not in blocks: ${encoding.coarser}`);
    }
    plan.encoder.storeEncoded(model, graph, value, encoding, encoded);
    changes.push({
      kind: "rewritten",
      subject: value.name,
      bytesBefore: shared ? 0 : storage.storedBytes,
      bytesAfter: shared ? 0 : encoded.data.storage.storedBytes + scaleBytes(encoding, tensor.shape),
    });
    bytes += storage.storedBytes;
    await context.progress(bytes, total);
  }
  return changes;
}
