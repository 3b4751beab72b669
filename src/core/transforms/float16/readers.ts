import type { Graph } from "../../ir/graph";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";

/** Where a value is read: by a node, or as what a graph gives. */
export type Place = { readonly node: Node; readonly index: number } | { readonly graph: Graph; readonly index: number };

/** Who reads a value as float16, as float32, and in either form. */
export interface Readers {
  readonly half: Place[];
  readonly single: Place[];
  readonly either: Place[];
}

export class ReaderMap {
  readonly #readers = new Map<Value, Readers>();

  of(value: Value): Readers {
    return this.#readers.get(value) ?? { half: [], single: [], either: [] };
  }

  values(): Iterable<Value> {
    return this.#readers.keys();
  }

  add(value: Value, form: keyof Readers, place: Place): void {
    const readers = this.of(value);
    readers[form].push(place);
    this.#readers.set(value, readers);
  }
}
