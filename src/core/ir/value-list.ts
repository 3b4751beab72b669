import type { Value } from "./value";

/** Up to here looking through the list is quicker, and takes no memory: functions have few inputs and outputs. */
const SHORT = 8;

/** A list that tells what is in it, and lets go of single values, in constant time: the inputs or outputs of a graph. */
export class ValueList {
  #list: Value[] = [];
  /** How often each value is in the list; drawn up when first asked for. */
  #counts: Map<Value, number> | null = null;
  /** Values that stand in the list and are gone. */
  #gone: Set<Value> | null = null;

  get list(): readonly Value[] {
    const gone = this.#gone;
    if (gone !== null) {
      this.#list = this.#list.filter((value) => !gone.has(value));
      this.#gone = null;
    }
    return this.#list;
  }

  set list(values: readonly Value[]) {
    this.#list = [...values];
    this.#counts = null;
    this.#gone = null;
  }

  has(value: Value): boolean {
    return this.#counts === null && this.#list.length <= SHORT ? this.list.includes(value) : this.#countOf(value) > 0;
  }

  add(value: Value): void {
    const list = this.#gone?.has(value) === true ? (this.list as Value[]) : this.#list;
    list.push(value);
    this.#count(value, 1);
  }

  /** Takes a value out wherever it stands. */
  remove(value: Value): void {
    if (this.has(value)) {
      (this.#gone ??= new Set()).add(value);
      this.#counts?.delete(value);
    }
  }

  /** Puts another value at a position. */
  replace(position: number, value: Value): void {
    const list = this.list as Value[];
    this.#count(list[position]!, -1);
    list[position] = value;
    this.#count(value, 1);
  }

  #countOf(value: Value): number {
    if (this.#counts === null) {
      this.#counts = new Map();
      this.list.forEach((each) => this.#count(each, 1));
    }
    return this.#counts.get(value) ?? 0;
  }

  #count(value: Value, by: number): void {
    const count = (this.#counts?.get(value) ?? 0) + by;
    if (count > 0) {
      this.#counts?.set(value, count);
    } else {
      this.#counts?.delete(value);
    }
  }
}
