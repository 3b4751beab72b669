// Columns side by side. Rows are drawn up as they are gone through: a model may have a million layers.
import { visibleText } from "../core";

export type Row = readonly string[];

const LONGEST_NAME = 60;

/** A row for each item, made anew each time, below a head where there is one. */
export function rowsOf<T>(items: readonly T[], cellsOf: (item: T, index: number) => Row, head?: Row): Iterable<Row> {
  return {
    *[Symbol.iterator]() {
      if (head !== undefined) {
        yield head;
      }
      for (let index = 0; index < items.length; index++) {
        yield cellsOf(items[index]!, index);
      }
    },
  };
}

/**
 * The lines of a table. Long names lose their beginning: the end is what tells them apart.
 * @param rows the first of which is the head; they are gone through twice.
 */
export function* aligned(rows: Iterable<Row>): Generator<string> {
  const columns = columnsOf(rows);
  for (const row of rows) {
    yield visible(row)
      .map((cell, at) => (columns[at]!.isNumeric ? cell.padStart(columns[at]!.width) : cell.padEnd(columns[at]!.width)))
      .join("  ")
      .trimEnd();
  }
}

/** A name that is too long for its column or sentence. */
export function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `…${name.slice(1 - LONGEST_NAME)}` : name;
}

interface Column {
  width: number;
  /** Whether all below the head are numbers. */
  isNumeric: boolean;
}

/** A single cell that is out of the common does not make all others wide. */
function columnsOf(rows: Iterable<Row>): readonly Column[] {
  let columns: readonly Column[] = [];
  let count = 0;
  for (const row of rows) {
    const cells = visible(row);
    if (count++ === 0) {
      columns = cells.map(() => ({ width: 0, isNumeric: true }));
    }
    columns.forEach((column, at) => {
      const cell = cells[at]!;
      column.width = Math.max(column.width, Math.min(cell.length, LONGEST_NAME));
      column.isNumeric &&= count === 1 || isNumber(cell);
    });
  }
  return columns.map(({ width, isNumeric }) => ({ width, isNumeric: isNumeric && count > 1 }));
}

function visible(row: Row): string[] {
  return row.map((cell, at) => visibleText(at === 0 ? shortened(cell) : cell));
}

function isNumber(cell: string): boolean {
  return /^((≥ )?[\d.,]+( \S{1,2})?|\?)$/.test(cell);
}
