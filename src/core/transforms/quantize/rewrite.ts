// Carries out a plan: reads each tensor once, encodes it, and has the dialect store it.
import type { Context } from "../../context";
import type { Encoded, Encoding } from "../../ir/dialect";
import type { Model } from "../../ir/model";
import { bytesOf, memoryTensor, type Storage } from "../../ir/tensor";
import type { Change } from "../transform";
import { largestPerSlice, quantizeMinFirst, quantizeSymmetric, rangeOf, slicesOf } from "./arithmetic";
import { quantizeFloat16 } from "./float16-elements";
import type { Plan } from "../weights/choose";
import { readInTurn } from "../weights/read-in-turn";
import { valuesToMake } from "../weights/sample";
import { unmadeEncoding } from "./unmade";

export async function rewriteConstants(model: Model, plan: Plan<Encoding>, context: Context): Promise<Change[]> {
  plan.left.forEach(({ subject, reason }) => context.note(subject, reason));
  const total = plan.chosen.reduce((sum, { value }) => sum + value.constant!.storage.storedBytes, 0);
  const changes: Change[] = [];
  // Values that share their bytes share what they become.
  const done = new Map<Storage, Encoded | null>();
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
        ? encode(tensor.shape, (await reading.next()).value!, encoding, value.name, context)
        : unmadeEncoding(tensor.shape, encoding);
    done.set(storage, encoded);
    if (encoded === null) {
      context.note(value.name, "it holds values that are not finite");
      continue;
    }
    model.dialect.storeEncoded(model, graph, value, encoding, encoded);
    changes.push({
      kind: "rewritten",
      subject: value.name,
      bytesBefore: shared ? 0 : storage.storedBytes,
      bytesAfter: shared ? 0 : encodedBytes(encoded),
    });
    bytes += storage.storedBytes;
    await context.progress(bytes, total);
  }
  return changes;
}

function encodedBytes({ data, quantization, range }: Encoded): number {
  return data.storage.storedBytes + (quantization?.scale.byteLength ?? 0) + (range === null ? 0 : 8);
}

/** @returns null where an element is not finite: no scale could bring it back. */
function encode(
  shape: readonly number[],
  elements: Float32Array,
  encoding: Encoding,
  name: string,
  context: Context,
): Encoded | null {
  const store = (view: ArrayBufferView) => memoryTensor(encoding.dtype, shape, bytesOf(view));
  if (encoding.arithmetic === "symmetric") {
    const slices = slicesOf(shape, encoding.axis);
    const { largest, finite } = largestPerSlice(elements, slices);
    if (!finite) {
      return null;
    }
    const { data, scales } = quantizeSymmetric(elements, largest, slices, encoding.rounding);
    const zeroPoint = Array.from(scales, () => 0);
    return { data: store(data), quantization: { scale: scales, zeroPoint, axis: encoding.axis }, range: null };
  }
  const range = rangeOf(elements);
  if (!range.finite) {
    return null;
  }
  if (encoding.arithmetic === "minFirst") {
    const { data, min, max } = quantizeMinFirst(elements, range);
    return { data: store(data), quantization: null, range: { min, max } };
  }
  const { data, clamped } = quantizeFloat16(elements);
  if (clamped > 0) {
    const values = clamped === 1 ? "value" : "values";
    context.note(name, `${clamped} ${values} beyond ±65,504, the largest float16, set to it`);
  }
  return { data: store(data), quantization: null, range: null };
}
