// What a recipe made of several files, as text.
import { bytesText, deltaText } from "../protocol/numbers";
import { visibleText } from "../protocol/visible-text";

export type FileOutcome = Done | { readonly name: string; readonly problem: string };

interface Done {
  readonly name: string;
  /** The name of the file it was written to. */
  readonly result: string;
  readonly bytesBefore: number;
  readonly bytes: number;
}

/** A row for each file: its size before and after, or what went wrong. */
export function outcomesTable(outcomes: readonly FileOutcome[]): string {
  const rows = outcomes.map((outcome) =>
    "problem" in outcome
      ? [outcome.name, outcome.problem]
      : [
          outcome.name,
          bytesText(outcome.bytesBefore),
          bytesText(outcome.bytes),
          deltaText(outcome.bytesBefore, outcome.bytes),
          outcome.result,
        ],
  );
  const all = [["File", "Before", "After", "", "Result"], ...rows].map((row) => row.map(visibleText));
  // A problem takes the rest of its row, so it widens no column.
  const width = (column: number) =>
    all.reduce((most, row) => (row.length > 2 || column === 0 ? Math.max(most, row[column]!.length) : most), 0);
  const widths = all[0]!.map((_, column) => width(column));
  const isNumber = (row: readonly string[], column: number) => row.length > 2 && column > 0 && column < 4;
  return all
    .map((row) =>
      row
        .map((text, column) => (isNumber(row, column) ? text.padStart(widths[column]!) : text.padEnd(widths[column]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** "3 of 4 files, 12.3 MB → 3.10 MB (−74.8 %)". */
export function outcomesLine(outcomes: readonly FileOutcome[]): string {
  const done = outcomes.filter((outcome): outcome is Done => !("problem" in outcome));
  const sum = (bytesOf: (outcome: Done) => number) => done.reduce((total, outcome) => total + bytesOf(outcome), 0);
  const [before, after] = [sum(({ bytesBefore }) => bytesBefore), sum(({ bytes }) => bytes)];
  const files = done.length === outcomes.length ? `${done.length}` : `${done.length} of ${outcomes.length}`;
  const count = `${files} ${outcomes.length === 1 ? "file" : "files"}`;
  return done.length === 0
    ? count
    : `${count}, ${bytesText(before)} → ${bytesText(after)} (${deltaText(before, after)})`;
}
