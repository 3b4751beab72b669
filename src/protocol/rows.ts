// Rows with the same fields as columns: objects are slow to copy from one side to another, and typed arrays and long texts are
// not.

/** What a field may hold, the same kind in all rows: texts, flags, or numbers and null. */
type Cell = string | boolean | number | null;

export type Column =
  | { readonly kind: "numbers"; readonly numbers: Float64Array<ArrayBuffer> }
  | { readonly kind: "flags"; readonly flags: Uint8Array<ArrayBuffer> }
  /** Few different texts, each once. */
  | { readonly kind: "words"; readonly words: readonly string[]; readonly places: Int32Array<ArrayBuffer> }
  /** All texts one after the other, and how long each is. */
  | { readonly kind: "texts"; readonly text: string; readonly lengths: Int32Array<ArrayBuffer> };

/** @typeParam T Of a row. */
export interface PackedRows<T> {
  readonly length: number;
  readonly columns: { readonly [K in keyof T]: Column };
}

/** A row for every so many different texts at least, for these to be told once each. */
const REPEATED = 4;
/** From so many different texts on they are no words, unless there are far more rows. */
const FEW_WORDS = 64;

export function packRows<T extends { readonly [K in keyof T]: Cell }>(
  rows: readonly T[],
  fields: readonly (keyof T & string)[],
): PackedRows<T> {
  const columns = fields.map((field) => [field, packColumn(rows.length, (row) => rows[row]![field])] as const);
  return { length: rows.length, columns: Object.fromEntries(columns) as unknown as PackedRows<T>["columns"] };
}

export function unpackRows<T>({ length, columns }: PackedRows<T>): T[] {
  const fields = Object.entries<Column>(columns).map(
    ([field, column]) => [field, unpackColumn(length, column)] as const,
  );
  return Array.from({ length }, (_, row) => {
    const made: Record<string, Cell> = {};
    for (const [field, cells] of fields) {
      made[field] = cells[row]!;
    }
    return made as T;
  });
}

/** The same for one field. */
export function packColumn(length: number, cellOf: (row: number) => Cell): Column {
  const first = length === 0 ? false : cellOf(0);
  if (typeof first === "boolean") {
    const flags = new Uint8Array(length);
    for (let row = 0; row < length; row++) {
      flags[row] = cellOf(row) === true ? 1 : 0;
    }
    return { kind: "flags", flags };
  }
  if (typeof first === "string") {
    const texts = new Array<string>(length);
    for (let row = 0; row < length; row++) {
      texts[row] = cellOf(row) as string;
    }
    return textColumn(texts);
  }
  const numbers = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    numbers[row] = (cellOf(row) as number | null) ?? NaN;
  }
  return { kind: "numbers", numbers };
}

/** By row. */
export function unpackColumn(length: number, column: Column): Cell[] {
  const cells = new Array<Cell>(length);
  let end = 0;
  switch (column.kind) {
    case "flags":
      for (let row = 0; row < length; row++) {
        cells[row] = column.flags[row] === 1;
      }
      break;
    case "numbers":
      for (let row = 0; row < length; row++) {
        const number = column.numbers[row]!;
        cells[row] = Number.isNaN(number) ? null : number;
      }
      break;
    case "words":
      for (let row = 0; row < length; row++) {
        cells[row] = column.words[column.places[row]!]!;
      }
      break;
    case "texts":
      for (let row = 0; row < length; row++) {
        cells[row] = column.text.slice(end, (end += column.lengths[row]!));
      }
  }
  return cells;
}

function textColumn(texts: readonly string[]): Column {
  const known = new Map<string, number>();
  const places = new Int32Array(texts.length);
  for (let row = 0; row < texts.length; row++) {
    const text = texts[row]!;
    let place = known.get(text);
    if (place === undefined) {
      place = known.size;
      if (place >= FEW_WORDS && place * REPEATED > row) {
        return { kind: "texts", text: texts.join(""), lengths: Int32Array.from(texts, ({ length }) => length) };
      }
      known.set(text, place);
    }
    places[row] = place;
  }
  return { kind: "words", words: [...known.keys()], places };
}
