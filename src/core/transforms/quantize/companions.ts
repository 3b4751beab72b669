// Constants that change together or not at all: weights of one operator, and those that share their bytes.
import type { EncodingRequest } from "../../ir/dialect";
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
  for (let size = -1; size !== going.size;) {
    size = going.size;
    const kept = chosen.filter((value) => !going.has(value));
    const storages = new Map(kept.map((value) => [value.constant!.storage, value]));
    for (const value of chosen.filter((each) => going.has(each))) {
      const companion = encoder.companions?.(value, bits).find((each) => !going.has(each));
      const sharing = storages.get(value.constant!.storage);
      if (companion !== undefined) {
        staying.set(value, `stored only together with ${companion.name}, which stays as it is`);
      } else if (sharing !== undefined) {
        staying.set(value, `shares its bytes with ${sharing.name}, which stays as it is`);
      } else {
        continue;
      }
      going.delete(value);
    }
  }
  return staying;
}
