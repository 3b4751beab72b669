// Columns side by side. Rows are drawn up as they are gone through: a model may have a million layers.
import { visibleText } from "../core";

export type Row = readonly string[];

const LONGEST_NAME = 60;

/** Rows by their position. */
export interface Rows {
  readonly length: number;
  /** @param index Of a row that is there. */
  at(index: number): Row | undefined;
}

/** A row for each item, made anew each time, below a head where there is one. */
export function rowsOf<T>(items: readonly T[], cellsOf: (item: T, index: number) => Row, head?: Row): Rows {
  const heads = head === undefined ? 0 : 1;
  return {
    length: heads + items.length,
    at: (index) => (index < heads ? head : cellsOf(items[index - heads]!, index - heads)),
  };
}

/**
 * The lines of a table. Long names lose their beginning: the end is what tells them apart.
 * @param rows the first of which is the head; they are gone through twice.
 */
export function* aligned(rows: Rows): Generator<string> {
  const columns = columnsOf(rows);
  for (let index = 0; index < rows.length; index++) {
    const row = rows.at(index)!;
    let line = "";
    for (let at = 0; at < row.length; at++) {
      const { width, isNumeric } = columns[at]!;
      const cell = visibleCell(row, at);
      line += (at === 0 ? "" : "  ") + (isNumeric ? cell.padStart(width) : cell.padEnd(width));
    }
    yield line.trimEnd();
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
function columnsOf(rows: Rows): readonly Column[] {
  if (rows.length === 0) {
    return [];
  }
  const columns = rows.at(0)!.map((): Column => ({ width: 0, isNumeric: rows.length > 1 }));
  for (let index = 0; index < rows.length; index++) {
    const row = rows.at(index)!;
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at]!;
      const cell = visibleCell(row, at);
      column.width = Math.max(column.width, Math.min(cell.length, LONGEST_NAME));
      column.isNumeric &&= index === 0 || isNumber(cell);
    }
  }
  return columns;
}

function visibleCell(row: Row, at: number): string {
  return visibleText(at === 0 ? shortened(row[at]!) : row[at]!);
}

function isNumber(cell: string): boolean {
  return /^((\u2265 )?[\d.,]+( \S{1,2})?|\?)$/.test(cell);
}
