// Tables of text: https://www.rfc-editor.org/rfc/rfc4180
import { ModelError } from "../../core";

/** Rows of fields; empty lines are left out. */
export function readCsv(bytes: Uint8Array): readonly (readonly string[])[] {
  return fieldsOf(new TextDecoder().decode(bytes)).rows;
}

function fieldsOf(text: string): { readonly rows: readonly (readonly string[])[]; readonly separator: string } {
  const separator = separatorOf(text);
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
  return { rows, separator };
}

/** Numbers that a spreadsheet wrote where a comma stands in them. */
const DECIMAL_COMMAS = /^[-+\d.,eE]+(;[-+\d.,eE]+)+\s*$/;

/** As its first line tells. */
function separatorOf(text: string): string {
  const [line] = text.split("\n", 1) as [string];
  return line.includes("\t") ? "\t" : /^[^,]*;/.test(line) || DECIMAL_COMMAS.test(line) ? ";" : ",";
}

/** Numbers of each row, below a first line of titles if there is one. @throws ModelError for anything else. */
export function readNumbers(
  bytes: Uint8Array,
  file: string,
): { readonly rows: number; readonly numbers: Float64Array } {
  const { rows: all, separator } = fieldsOf(new TextDecoder().decode(bytes));
  const numberIn = (field: string) =>
    field === "" ? NaN : Number(separator === "," ? field : field.replace(/^([^.,]*),([^.,]*)$/, "$1.$2"));
  const isNumbers = (row: readonly string[]) => row.every((field) => !Number.isNaN(numberIn(field)));
  const titles = isNumbers(all[0] ?? []) ? 0 : 1;
  const rows = all.slice(titles);
  const width = rows[0]?.length ?? 0;
  const numbers = new Float64Array(rows.length * width);
  rows.forEach((row, index) => {
    if (row.length !== width || !isNumbers(row)) {
      throw new ModelError("malformed", `${file} is no table of numbers: see its row ${index + 1 + titles}.`, file);
    }
    row.forEach((field, column) => (numbers[index * width + column] = numberIn(field)));
  });
  return { rows: rows.length, numbers };
}
