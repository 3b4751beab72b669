// What benchmark_model of LiteRT and of TensorFlow print with --enable_op_profiling or --show_run_order, as tables or as CSV:
// https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/stats_calculator.cc
import { Entries, type Profile } from "./profile";

/** Columns that are read, by what their heads are called in both forms. */
const HEADS: ReadonlyMap<string, keyof Columns> = new Map([
  ["node type", "type"],
  ["avg ms", "milliseconds"],
  ["avg_ms", "milliseconds"],
  ["times called", "calls"],
  ["name", "name"],
]);

interface Columns {
  readonly type: number;
  readonly milliseconds: number;
  readonly calls: number;
  readonly name: number;
}

/** All other tables tell the same in another order, or of what is no part of a run. */
const WANTED = "run order";
const UNWANTED_PARTS = /Initialization|Delegate internal/i;
const PART = /Profiling Info for|^Delegate internal|^Subgraph \(index/i;
/** "[conv1, conv2]:7": what the node with this number makes. */
const NUMBERED = /^\[(.*)\]:(\d+)$/;

/** @returns null where it is none. */
export function benchmarkProfile(text: string): Profile | null {
  const entries = new Entries();
  const found: { readonly type: string; readonly name: string; readonly milliseconds: number }[] = [];
  let [isWanted, isPart] = [true, true];
  let columns: { readonly at: Columns; readonly isCsv: boolean } | null = null;
  for (const line of text.split(/\r?\n/)) {
    const title = titleOf(line.trim());
    if (title !== null) {
      isWanted = title.toLowerCase() === WANTED;
      columns = null;
    } else if (PART.test(line)) {
      isPart = !UNWANTED_PARTS.test(line);
      columns = null;
    } else if (columns === null) {
      columns = isWanted && isPart ? columnsOf(line) : null;
    } else {
      const row = rowOf(line, columns.isCsv, columns.at);
      columns = row === null ? null : columns;
      if (row !== null) {
        found.push(row);
      }
    }
  }
  if (found.length === 0) {
    return null;
  }
  const delegate = found.map(({ type }) => /^\S*Delegate\S*/i.exec(type)?.[0] ?? null);
  const hasDelegate = delegate.some((each) => each !== null);
  found.forEach(({ type, name, milliseconds }, at) => {
    const numbered = NUMBERED.exec(name);
    entries.add({
      ...{ name: numbered?.[1] ?? name, operator: type, amount: milliseconds },
      index: numbered === null ? null : Number(numbered[2]),
      provider: delegate[at] ?? (hasDelegate ? "CPU" : null),
    });
  });
  return { tool: "benchmark_model", unit: "ms", runs: null, entries: entries.list() };
}

/** "==== Run Order ====": that of a table. Null: it is none. In time that grows with the line. */
function titleOf(line: string): string | null {
  let [start, end] = [0, line.length];
  for (; start < end && line[start] === "="; start++);
  for (; end > start && line[end - 1] === "="; end--);
  return start === 0 || end === line.length ? null : line.slice(start, end).trim();
}

/** Null: it is the head of no table of nodes. */
function columnsOf(line: string): { readonly at: Columns; readonly isCsv: boolean } | null {
  const isCsv = /^\s*node type\s*,/i.test(line);
  const cells = cellsOf(line, isCsv).map((cell) => HEADS.get(cell.replace(/^\[|\]$/g, "").toLowerCase()));
  const at = (name: keyof Columns) => cells.indexOf(name);
  const columns = { type: at("type"), milliseconds: at("milliseconds"), calls: at("calls"), name: at("name") };
  return Math.min(columns.type, columns.milliseconds, columns.name) < 0 ? null : { at: columns, isCsv };
}

/** Null: the table ended. */
function rowOf(line: string, isCsv: boolean, at: Columns) {
  const cells = cellsOf(line, isCsv);
  const milliseconds = cells[at.milliseconds] === "" ? NaN : Number(cells[at.milliseconds]);
  const name = cells.slice(at.name).join(" ");
  if (!(milliseconds >= 0 && milliseconds < Infinity) || name === "") {
    return null;
  }
  const calls = Number(cells[at.calls] ?? 1);
  return { type: cells[at.type]!, name, milliseconds: milliseconds * (calls >= 1 && calls < Infinity ? calls : 1) };
}

/** Columns stand apart by tabs, or by several blanks where a terminal made these of them. */
function cellsOf(line: string, isCsv: boolean): string[] {
  const cells = isCsv ? line.split(",") : line.trim().split(/\s*\t\s*|\s{2,}/);
  return cells.map((cell) => cell.trim());
}
