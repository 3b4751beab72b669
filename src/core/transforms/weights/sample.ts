import type { Context } from "../../context";
import { elementCount } from "../../ir/dtype";
import type { Value } from "../../ir/value";

/** Elements to rewrite for a preview: clustering so many takes a third of a second. */
const ELEMENTS = 1_000_000;
/** Where every weight has more than those, one of up to this many has to do. */
const MOST_ELEMENTS = 4_000_000;

/**
 * The values to rewrite, one for each storage: all of them, or for a preview a few spread over the model, which show
 * how the others will zip. None where each is too large.
 */
export function valuesToMake(values: readonly Value[], context: Context): readonly Value[] {
  const distinct = [...new Map(values.map((value) => [value.constant!.storage, value])).values()];
  if (context.preview !== true || distinct.length === 0) {
    return distinct;
  }
  const smallest = distinct.reduce((least, value) => (sizeOf(value) < sizeOf(least) ? value : least));
  if (sizeOf(smallest) > ELEMENTS) {
    return sizeOf(smallest) <= MOST_ELEMENTS ? [smallest] : [];
  }
  const small = distinct.filter((value) => sizeOf(value) <= ELEMENTS);
  const stride = Math.max(1, small.reduce((sum, value) => sum + sizeOf(value), 0) / ELEMENTS);
  const chosen: Value[] = [];
  let passed = 0;
  let made = 0;
  for (const value of small) {
    if (passed >= made * stride && made + sizeOf(value) <= ELEMENTS) {
      chosen.push(value);
      made += sizeOf(value);
    }
    passed += sizeOf(value);
  }
  return chosen;
}

function sizeOf(value: Value): number {
  return elementCount(value.constant!.shape);
}
