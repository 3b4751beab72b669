// Tables of text: https://www.rfc-editor.org/rfc/rfc4180
import { ModelError } from "../../core";

/** Rows of fields; empty lines are left out. */
export function readCsv(bytes: Uint8Array): readonly (readonly string[])[] {
  const text = new TextDecoder().decode(bytes);
  const separator = /^[^\n,]*;/.test(text) ? ";" : ",";
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let isQuoted = false;
  for (let at = 0; at <= text.length; at++) {
    const letter = text[at];
    if (isQuoted && letter !== undefined) {
      if (letter !== '"') {
        field += letter;
      } else if (text[at + 1] === '"') {
        field += '"';
        at++;
      } else {
        isQuoted = false;
      }
    } else if (letter === '"') {
      isQuoted = true;
    } else if (letter === separator || letter === "\n" || letter === undefined) {
      row.push(field.trim());
      field = "";
      if (letter !== separator) {
        if (row.some((each) => each !== "")) {
          rows.push(row);
        }
        row = [];
      }
    } else {
      field += letter;
    }
  }
  return rows;
}

/** Numbers of each row, below a first line of titles if there is one. @throws ModelError for anything else. */
export function readNumbers(
  bytes: Uint8Array,
  file: string,
): { readonly rows: number; readonly numbers: Float64Array } {
  const all = readCsv(bytes);
  const rows = all.slice(isNumbers(all[0] ?? []) ? 0 : 1);
  const width = rows[0]?.length ?? 0;
  const numbers = new Float64Array(rows.length * width);
  rows.forEach((row, index) => {
    if (row.length !== width || !isNumbers(row)) {
      throw new ModelError("malformed", `${file} is no table of numbers: see its row ${index + 1}.`, file);
    }
    row.forEach((field, column) => (numbers[index * width + column] = Number(field)));
  });
  return { rows: rows.length, numbers };
}

function isNumbers(row: readonly string[]): boolean {
  return row.every((field) => field !== "" && !Number.isNaN(Number(field)));
}
