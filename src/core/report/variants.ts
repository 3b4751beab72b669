// What several recipes make of a model, as rows of a table, and what is said of them.
import { visibleText } from "../ground/visible-text";
import { bytesText, counted, countText, decibelText, timeText } from "./numbers";
import type { VerdictWord } from "./output-distance";

export interface VariantRow {
  readonly title: string;
  /** Of all its files. */
  readonly bytes: number;
  /** Of the model's file with gzip; an estimate above 1 MB. */
  readonly gzipBytes: number;
  readonly parameters: number;
  /** Null: not known, or not of all nodes. */
  readonly macs: number | null;
  /** Steps that changed something. */
  readonly steps: readonly string[];
  /** Against the original; null for that itself, and where it was not run. */
  readonly results: VariantResults | null;
  /** Null: it was not run. */
  readonly latency: VariantLatency | null;
  /** Why there is no such model, or why it was not run; null where neither is the case. */
  readonly problem: string | null;
}

export interface VariantResults {
  readonly verdict: VerdictWord;
  /** Of the worst output, in dB; null where there is no difference. */
  readonly sqnr: number | null;
  /** How often the largest element is the same, 0 to 1, in the output where that is the least; null: not told. */
  readonly top1: number | null;
  /** How often it is right, and the original was; null: nobody said what is right. */
  readonly accuracy: { readonly before: number; readonly after: number } | null;
  readonly samples: number;
  readonly inputs: readonly { readonly name: string; readonly source: string }[];
  /** Whether the original makes not the same of every sample: else it tells little that results agree. */
  readonly isTelling: boolean;
}

/** Of a run in WebAssembly on this computer. */
export interface VariantLatency {
  /** In milliseconds: `ratio` times the median of the original in all its runs. */
  readonly median: number;
  /** To the original, run by turns: what else the computer does slows both. */
  readonly ratio: number;
}

export interface VariantColumn {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly isText: boolean;
  readonly text: (row: VariantRow) => string;
  /** What it is sorted by; null: not known. */
  readonly value: (row: VariantRow) => number | string | null;
}

/** The columns that rows have something for. */
export function variantColumns(rows: readonly VariantRow[]): readonly VariantColumn[] {
  const original = rows.find(isOriginal)?.bytes ?? 0;
  const accuracy = runOf(rows)?.accuracy ?? null;
  return [
    worded("variant", "Variant", "What is done to the file as it was opened", ({ title }) => title),
    numeric("bytes", "Size", "Bytes of all its files", made("bytes"), bytesText),
    numeric(
      ...(["share", "Of it", "Size, of that of the original"] as const),
      (row) => (original === 0 || !isMade(row) ? null : (100 * row.bytes) / original),
      (share) => `${share.toFixed(1)} %`,
    ),
    numeric("gzip", "gzip", "Bytes with gzip", made("gzipBytes"), bytesText),
    numeric("parameters", "Params", "Parameters", made("parameters"), countText),
    numeric("macs", "MACs", "Multiply-accumulates", made("macs"), countText),
    numeric(
      ...(["time", "Time", "Of a run in WebAssembly on this computer, and of that of the original"] as const),
      ({ latency }) => latency?.median ?? null,
      (median, row) => `${timeText(median)}${isOriginal(row) ? "" : ` (${row.latency!.ratio.toFixed(2)} ×)`}`,
    ),
    numeric(
      ...(["sqnr", "SQNR", "Signal to noise of the output that differs most"] as const),
      ({ results }) => (results === null ? null : (results.sqnr ?? Infinity)),
      decibelText,
    ),
    numeric("top1", "Top 1", "How often the largest element is the same", ({ results }) => results?.top1, percent),
    ...(accuracy === null
      ? []
      : [
          numeric(
            ...(["right", "Right", "How often its answer is right"] as const),
            (row) => (isOriginal(row) ? accuracy.before : row.results?.accuracy?.after),
            percent,
          ),
        ]),
    worded(
      "verdict",
      "Verdict",
      "Against the original, or what is in the way",
      ({ problem, results }) => problem ?? results?.verdict ?? "",
    ),
  ];
}

function worded(id: string, title: string, help: string, text: VariantColumn["text"]): VariantColumn {
  return { id, title, help, isText: true, text, value: (row) => (text(row) === "" ? null : text(row)) };
}

function numeric(
  id: string,
  title: string,
  help: string,
  known: (row: VariantRow) => number | null | undefined,
  textOf: (value: number, row: VariantRow) => string,
): VariantColumn {
  const value = (row: VariantRow) => known(row) ?? null;
  const text = (row: VariantRow) => {
    const number = value(row);
    return number === null ? "" : textOf(number, row);
  };
  return { id, title, help, isText: false, text, value };
}

function made(field: "bytes" | "gzipBytes" | "parameters" | "macs") {
  return (row: VariantRow) => (isMade(row) ? row[field] : null);
}

/** Whether there is such a model. */
function isMade({ bytes }: VariantRow): boolean {
  return bytes > 0;
}

function isOriginal({ results, problem, steps }: VariantRow): boolean {
  return results === null && problem === null && steps.length === 0;
}

/** Results of any, in which are those of the original. */
function runOf(rows: readonly VariantRow[]): VariantResults | null {
  return rows.find(({ results }) => results !== null)?.results ?? null;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}

/** What is to be said of the figures; nothing where none was run. */
export function variantNotes(rows: readonly VariantRow[]): string[] {
  const run = runOf(rows);
  if (run === null) {
    return [];
  }
  const { samples, inputs, isTelling } = run;
  const fed = inputs.map(({ name, source }) => `${visibleText(name)}: ${visibleText(source)}`).join("; ");
  return [
    `Results are of ${counted(samples, "sample")}. ${fed}.`,
    ...(isTelling
      ? []
      : ["The original makes the same of every sample: that results agree tells little. Give it other inputs."]),
    "Times are of a run in WebAssembly on this computer, by turns with the original: not what a device does.",
  ];
}

/** As a table in Markdown, which terminals show as well, and what is to be said of its figures. */
export function variantTable(rows: readonly VariantRow[]): string[] {
  const columns = variantColumns(rows);
  // What the last one holds says itself.
  const head = columns.map(({ id, title }) => (id === "verdict" ? "" : title));
  const table = [head, ...rows.map((row) => columns.map(({ text }) => text(row)))].map((row) =>
    row.map((cell) => plainMarkdown(visibleText(cell)).replace(/(\\*)\|/gu, "$1$1\\|")),
  );
  const widths = columns.map((_, column) => table.reduce((most, row) => Math.max(most, row[column]!.length), 3));
  const padded = (cell: string, column: number) =>
    columns[column]!.isText ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  const line = (row: readonly string[]) => `| ${row.map(padded).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    columns[column]!.isText ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  const notes = variantNotes(rows).flatMap((note) => ["", plainMarkdown(note)]);
  return [line(table[0]!), line(rule), ...table.slice(1).map(line), ...notes];
}

/** Names come from files: nothing in them is HTML or code. */
function plainMarkdown(text: string): string {
  return text.replace(/[<`]/gu, "\\$&");
}
