import { float32Elements } from "../../ir/tensor";
import type { Value } from "../../ir/value";

/** The elements of each storage, once; while some are encoded the next are being read. */
export async function* readInTurn(values: readonly Value[]): AsyncGenerator<Float32Array, undefined> {
  const distinct = [...new Map(values.map((value) => [value.constant!.storage, value])).values()];
  const read = (value: Value | undefined) => {
    const elements = value && float32Elements(value.constant!, value.name);
    elements?.catch(() => {}); // It is thrown below, unless an earlier failure ends all.
    return elements;
  };
  let next = read(distinct[0]);
  for (let index = 1; next !== undefined; index++) {
    const elements = await next;
    next = read(distinct[index]);
    yield elements;
  }
}
