// Constants that change together or not at all: those whose forms name each other, and those that share their bytes.
import type { Encoding } from "../../ir/dialect";
import type { Value } from "../../ir/value";
import type { Choice } from "../weights/choose";

/**
 * Those of the chosen that have to stay because of others that do, each with the reason.
 * @param stays Whether a chosen constant is known to stay.
 */
export function leftByCompanions(
  chosen: readonly Choice<Encoding>[],
  stays: (value: Value) => boolean = () => false,
): ReadonlyMap<Value, string> {
  const staying = new Map<Value, string>();
  const going = new Set(chosen.map(({ value }) => value).filter((value) => !stays(value)));
  for (let size = -1; size !== going.size;) {
    size = going.size;
    const kept = chosen.filter(({ value }) => !going.has(value));
    const storages = new Map(kept.map(({ value }) => [value.constant!.storage, value]));
    for (const { value, form } of chosen.filter(({ value }) => going.has(value))) {
      const companion = form.companions?.find((each) => !going.has(each));
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
