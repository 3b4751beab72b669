// Stores constants as float16, in place of float32 or beside it.
import type { Context } from "../../context";
import { denseBytes, elementCount } from "../../ir/dtype";
import { bytesOf, float32Elements, memoryTensor, type Storage, type Tensor } from "../../ir/tensor";
import { unmadeStorage } from "../../ir/unmade";
import type { Value } from "../../ir/value";
import { encodeFloat16 } from "../quantize/encode";
import type { Change } from "../transform";
import { readInTurn } from "../weights/read-in-turn";
import { valuesToMake } from "../weights/sample";
import type { Plan } from "./plan";
import { MOST_NUMBERS } from "./whole-numbers";

/**
 * Constants with values that float16 cannot hold, and how many.
 * @param isMeant Which of the large ones are looked into too, as far as a preview does.
 */
export async function beyondFloat16(
  values: readonly Value[],
  isMeant: (value: Value) => boolean,
  context: Context,
): Promise<Map<Value, string>> {
  const found = new Map<Storage, string>();
  const isSmall = (value: Value) => elementCount(value.constant!.shape) <= MOST_NUMBERS;
  const large = values.filter((value) => !isSmall(value) && isMeant(value));
  const making = new Map(
    [...values.filter(isSmall), ...valuesToMake(large, context)].map((value) => [value.constant!.storage, value]),
  );
  const reading = readInTurn([...making.values()]);
  for (const storage of making.keys()) {
    const data = encodeFloat16((await reading.next()).value!, "leave", () => {});
    if (typeof data === "string") {
      found.set(storage, data);
    }
  }
  const reasons = values.map((value) => [value, found.get(value.constant!.storage)] as const);
  return new Map(reasons.filter((entry): entry is readonly [Value, string] => entry[1] !== undefined));
}

/** @returns the float16 copies of constants that stay float32 too. */
export async function storeConstants(plan: Plan, context: Context, changes: Change[]): Promise<Map<Value, Value>> {
  const { model, half } = plan;
  const copies = new Map<Value, Value>();
  const owners = plan.graphs.flatMap((graph) => [...graph.values].map((value) => ({ graph, value })));
  const chosen = owners.filter(
    ({ value }) => value.constant !== null && (plan.halves.has(value) || plan.isCopied(value)),
  );
  const total = chosen.reduce((sum, { value }) => sum + value.constant!.storage.storedBytes, 0);
  const making = valuesToMake(
    chosen.map(({ value }) => value),
    context,
  );
  const made = new Set(making);
  const stored = new Map<Storage, Tensor>();
  const reading = readInTurn(making);
  let bytes = 0;
  for (const { graph, value } of chosen) {
    const { storage } = value.constant!;
    const tensor =
      stored.get(storage) ?? (made.has(value) ? encoded(value, (await reading.next()).value!, context) : unmade(value));
    stored.set(storage, tensor);
    const bytesAfter = tensor.storage.storedBytes;
    bytes += storage.storedBytes;
    if (plan.halves.has(value)) {
      model.dialect.storeElements(value, { ...tensor, shape: value.constant!.shape });
      changes.push({ kind: "rewritten", subject: value.name, bytesBefore: storage.storedBytes, bytesAfter });
    } else {
      const copy = half.addConstant(graph, `${value.name}_float16`, tensor);
      copies.set(value, copy);
      changes.push({ kind: "added", subject: copy.name, bytesBefore: 0, bytesAfter });
    }
    await context.progress(bytes, total);
  }
  return copies;
}

/** Has what repeats one element repeat it as float16. */
export async function storeFillings(plan: Plan, context: Context, changes: Change[]): Promise<void> {
  for (const value of plan.halves) {
    const node = value.producer;
    const element = node !== null && plan.half.making(node) === "fill" ? plan.half.filling(node) : null;
    if (element !== null) {
      const elements = await float32Elements(element, value.name);
      plan.half.setFilling(node!, float16Tensor(value.name, element.shape, elements, context));
      changes.push({ kind: "rewritten", subject: value.name, bytesBefore: 4, bytesAfter: 2 });
    }
  }
}

function encoded(value: Value, elements: Float32Array, context: Context): Tensor {
  return float16Tensor(value.name, value.constant!.shape, elements, context);
}

function float16Tensor(name: string, shape: readonly number[], elements: Float32Array, context: Context): Tensor {
  const data = encodeFloat16(elements, "clamp", (reason) => context.note(name, reason)) as Uint16Array;
  return memoryTensor("float16", shape, bytesOf(data));
}

function unmade({ constant }: Value): Tensor {
  const { shape } = constant!;
  return { dtype: "float16", shape, storage: unmadeStorage(denseBytes("float16", elementCount(shape))) };
}
