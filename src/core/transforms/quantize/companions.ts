// Constants that change together or not at all: weights of one operator, and those that share their bytes.
import type { EncodingRequest } from "../../ir/dialect";
import type { Storage } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import type { WeightEncoder } from "../../ir/weight-encoder";

/**
 * Those of the chosen that have to stay because of others that do, each with the reason.
 * @param stays Whether a chosen constant is known to stay.
 */
export function leftByCompanions(
  encoder: WeightEncoder,
  bits: EncodingRequest["bits"],
  chosen: readonly Value[],
  stays: (value: Value) => boolean = () => false,
): ReadonlyMap<Value, string> {
  const staying = new Map<Value, string>();
  const going = new Set(chosen.filter((value) => !stays(value)));
  /** Of a constant those that go only with it. */
  const dependents = new Map<Value, Value[]>();
  const sharing = new Map<Storage, Value[]>();
  /** What stays, and those that may have to because of it. */
  const pending = chosen.filter((value) => !going.has(value));
  for (const value of going) {
    listOf(sharing, value.constant!.storage).push(value);
    for (const companion of encoder.companions?.(value, bits) ?? []) {
      listOf(dependents, companion).push(value);
      if (!going.has(companion)) {
        pending.push(companion);
      }
    }
  }
  const keep = (values: readonly Value[], reason: string) => {
    for (const value of values) {
      if (going.delete(value)) {
        staying.set(value, reason);
        pending.push(value);
      }
    }
  };
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    keep(taken(dependents, next), `stored only together with ${next.name}, which stays as it is`);
    if (next.constant !== null) {
      keep(taken(sharing, next.constant.storage), `shares its bytes with ${next.name}, which stays as it is`);
    }
  }
  return staying;
}

function listOf<K>(lists: Map<K, Value[]>, key: K): Value[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/** Looked at once: who stays because of it does so from then on. */
function taken<K>(lists: Map<K, Value[]>, key: K): readonly Value[] {
  const list = lists.get(key) ?? [];
  lists.delete(key);
  return list;
}
