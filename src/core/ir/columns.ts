// What is noted of the nodes or of the values of one model, by their numbers: a list takes a tenth of the memory of a Map
// or Set of a hundred thousand, and leaves nothing behind as it fills. For notes of whole models: each has room for all.

/** A node or a value. */
interface Numbered {
  readonly id: number;
}

/** As a Map, for the nodes or the values of a model that has given so many numbers. */
export class Column<K extends Numbered, V> {
  #notes: (V | undefined)[] | null = null;

  constructor(readonly count: number) {}

  get(key: K): V | undefined {
    return this.#notes?.[key.id];
  }

  set(key: K, note: V): void {
    (this.#notes ??= new Array<V | undefined>(this.count))[key.id] = note;
  }
}

/** As a Map to numbers, which are 0 where none is set. */
export class NumberColumn<K extends Numbered> {
  #notes: Float64Array | null = null;

  constructor(readonly count: number) {}

  get(key: K): number {
    return this.#notes?.[key.id] ?? 0;
  }

  /** @throws Error where the model gave the number later than the column was made. */
  set(key: K, note: number): void {
    checkNumber(key, this.count);
    (this.#notes ??= new Float64Array(this.count))[key.id] = note;
  }
}

/** As a Set. */
export class Marks<K extends Numbered> {
  #marks: Uint8Array | null = null;

  constructor(readonly count: number) {}

  has(key: K): boolean {
    return this.#marks?.[key.id] === 1;
  }

  /** @throws Error where the model gave the number later than the column was made. */
  add(key: K): void {
    checkNumber(key, this.count);
    (this.#marks ??= new Uint8Array(this.count))[key.id] = 1;
  }
}

function checkNumber({ id }: Numbered, count: number): void {
  if (id >= count) {
    throw new Error(`There is room for ${count} numbers, and this is number ${id}.`);
  }
}
