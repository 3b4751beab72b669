// Carries out a plan: reads each tensor once, encodes it, and has the dialect store it.
import type { Context } from "../../context";
import type { Encoded, Encoding } from "../../ir/dialect";
import type { Model } from "../../ir/model";
import { bytesOf, memoryTensor, type Storage } from "../../ir/tensor";
import type { WeightEncoder } from "../../ir/weight-encoder";
import type { Change } from "../transform";
import { largestPerSlice, quantizeMinFirst, quantizeSymmetric, rangeOf, slicesOf } from "./arithmetic";
import { quantizeAsymmetric } from "./asymmetric";
import { quantizeFloat16 } from "./float16-elements";
import type { Plan } from "../weights/choose";
import { readInTurn } from "../weights/read-in-turn";

export async function rewriteConstants(
  model: Model,
  plan: Plan<Encoding>,
  context: Context,
  encoder: WeightEncoder = model.dialect,
): Promise<Change[]> {
  plan.left.forEach(({ subject, reason }) => context.note(subject, reason));
  const total = plan.chosen.reduce((sum, { value }) => sum + value.constant!.storage.storedBytes, 0);
  const changes: Change[] = [];
  // Values that share their bytes share what they become.
  const done = new Map<Storage, Encoded | null>();
  let bytes = 0;
  const reading = readInTurn(plan.chosen.map(({ value }) => value));
  for (const { graph, value, form: encoding } of plan.chosen) {
    const tensor = value.constant!;
    const { storage } = tensor;
    const shared = done.has(storage);
    const encoded = shared
      ? done.get(storage)!
      : encode(tensor.shape, (await reading.next()).value!, encoding, value.name, context);
    done.set(storage, encoded);
    if (encoded === null) {
      context.note(value.name, "it holds values that are not finite");
      continue;
    }
    encoder.storeEncoded(model, graph, value, encoding, encoded);
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
  const { arithmetic, axis, sevenBits = false } = encoding;
  const slices = slicesOf(shape, axis);
  if (arithmetic === "symmetric") {
    const { largest, finite } = largestPerSlice(elements, slices);
    if (!finite) {
      return null;
    }
    const { data, scales } = quantizeSymmetric(elements, largest, slices, encoding.rounding, sevenBits ? 64 : 127);
    const middle = encoding.dtype === "uint8" ? 128 : 0;
    const zeroPoint = Array.from(scales, () => middle);
    const stored = middle === 0 ? data : Uint8Array.from(data, (each) => each + middle);
    return { data: store(stored), quantization: { scale: scales, zeroPoint, axis }, range: null };
  }
  const range = rangeOf(elements);
  if (!range.finite) {
    return null;
  }
  if (arithmetic === "asymmetric") {
    const { data, scale, zeroPoint } = quantizeAsymmetric(elements, slices, sevenBits ? 127 : 255);
    return { data: store(data), quantization: { scale, zeroPoint, axis }, range: null };
  }
  if (arithmetic === "minFirst") {
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
