// What benchmark_model of LiteRT and of TensorFlow print with --enable_op_profiling or --show_run_order, as tables or as CSV:
// https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/stats_calculator.cc
import { Entries, type Profile, type ProfileEntry } from "./profile";

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

/** A row has a few names; more in one line has no room as a list of cells. */
const LONGEST_LINE = 2 ** 20;

/** @returns null where it is none. @throws RangeError where a line or the profile is longer than any. */
export function benchmarkProfile(text: string): Profile | null {
  const entries = new Entries();
  let hasDelegate = false;
  let [isWanted, isPart] = [true, true];
  let columns: { readonly at: Columns; readonly isCsv: boolean } | null = null;
  for (const line of linesOf(text)) {
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
      const entry = entryOf(line, columns.isCsv, columns.at);
      if (entry === null) {
        columns = null;
        continue;
      }
      entries.add(entry);
      hasDelegate ||= entry.provider !== null;
    }
  }
  const list = entries.list();
  return list.length === 0
    ? null
    : {
        ...{ tool: "benchmark_model", unit: "ms", runs: null },
        entries: hasDelegate ? list.map((entry) => ({ ...entry, provider: entry.provider ?? "CPU" })) : list,
      };
}

/** One after the other: there may be more than a list has room for. */
function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    if (end - start > LONGEST_LINE) {
      throw new RangeError(`a line of it has more than ${LONGEST_LINE} characters`);
    }
    yield text.slice(start, end);
    start = end + 1;
  }
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
function entryOf(line: string, isCsv: boolean, at: Columns): ProfileEntry | null {
  const cells = cellsOf(line, isCsv);
  const milliseconds = cells[at.milliseconds] === "" ? NaN : Number(cells[at.milliseconds]);
  const name = cells.slice(at.name).join(" ");
  if (!(milliseconds >= 0 && milliseconds < Infinity) || name === "") {
    return null;
  }
  const calls = Number(cells[at.calls] ?? 1);
  const operator = cells[at.type]!;
  const numbered = NUMBERED.exec(name);
  return {
    ...{ name: numbered?.[1] ?? name, operator },
    amount: milliseconds * (calls >= 1 && calls < Infinity ? calls : 1),
    index: numbered === null ? null : Number(numbered[2]),
    provider: /^\S*Delegate\S*/i.exec(operator)?.[0] ?? null,
  };
}

/** Columns stand apart by tabs, or by several blanks where a terminal made these of them. */
function cellsOf(line: string, isCsv: boolean): string[] {
  const cells = isCsv ? line.split(",") : line.trim().split(/\s*\t\s*|\s{2,}/);
  return cells.map((cell) => cell.trim());
}
