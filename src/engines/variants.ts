// What several recipes make of a model, side by side: how large it is then, and how far its results are from the original's.
import {
  bytesText,
  costsOf,
  counted,
  countText,
  gzipSize,
  layersOf,
  ModelError,
  runRecipe,
  throwIfCancelled,
  visibleText,
  writerOf,
  type Context,
  type Model,
  type Variant,
} from "../core";
import { median } from "./benchmark";
import { BesideOriginal } from "./beside-original";
import { EngineError } from "./engine-error";
import type { EngineHost } from "./engine-thread";
import { timeText } from "./time-text";
import { decibels } from "./verdict";
import type { Question, SideBySide, Verification } from "./verify";

export interface VariantRow {
  readonly title: string;
  /** Of all its files. */
  readonly bytes: number;
  /** Of the model's file with gzip; an estimate above 1 MB. */
  readonly gzipBytes: number;
  readonly parameters: number;
  /** Null: not known. */
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
  readonly verdict: string;
  /** Of the worst output, in dB; null where there is no difference. */
  readonly sqnr: number | null;
  /** How often the largest element is the same, 0 to 1, in the output where that is the least; null: not told. */
  readonly top1: number | null;
  /** How often it is right, and the original was; null: nobody said what is right. */
  readonly accuracy: { readonly before: number; readonly after: number } | null;
  readonly samples: number;
  readonly inputs: Verification["inputs"];
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

/** @param host Null: what they make is not run. @param onRow Hears of each row as soon as it is there. */
export async function compareVariants(
  model: Model,
  variants: readonly Variant[],
  question: Question,
  host: EngineHost | null,
  context: Context,
  onRow: (row: VariantRow, index: number) => void = () => {},
): Promise<VariantRow[]> {
  const rows: VariantRow[] = [];
  const originals: number[] = [];
  const runs = host === null ? null : new BesideOriginal(model, question, host, context);
  try {
    for (const variant of variants) {
      throwIfCancelled(context.signal);
      const { before, ...row } = await rowOf(model, variant, runs, context);
      if (before !== null) {
        originals.push(before);
      }
      onRow(row, rows.length);
      rows.push(row);
    }
  } finally {
    runs?.stop();
  }
  if (originals.length === 0) {
    return rows;
  }
  const original = median(originals);
  return rows.map((row, index) => {
    const ratio = variants[index]!.recipe.length === 0 ? 1 : row.latency?.ratio;
    return ratio === undefined ? row : { ...row, latency: { median: original * ratio, ratio } };
  });
}

/** `before` is how long a run of the original took beside it. */
async function rowOf(
  original: Model,
  { title, recipe }: Variant,
  runs: BesideOriginal | null,
  context: Context,
): Promise<VariantRow & { readonly before: number | null }> {
  let made: Awaited<ReturnType<typeof runRecipe>>;
  try {
    made = await runRecipe(original, recipe, context);
  } catch (error) {
    return { ...NOTHING, title, problem: plainly(error) };
  }
  const { model, reports } = made;
  const [file, ...others] = await writerOf(model).write(model, { sameFolder: true, name: "" });
  const { parameters } = await layersOf(model);
  const sized = {
    title,
    bytes: [file!, ...others].reduce((sum, { pieces }) => sum + pieces.length, 0),
    gzipBytes: (await gzipSize(file!.pieces)).bytes,
    parameters,
    macs: (await costsOf(model)).macs,
    steps: [...new Set(reports.filter(({ changes }) => changes.length > 0).map(({ id }) => id))],
  };
  if (runs === null || sized.steps.length === 0) {
    return {
      ...{ ...sized, ...NOT_RUN },
      problem: recipe.length > 0 && sized.steps.length === 0 ? "changes nothing" : null,
    };
  }
  try {
    const { compared, before, after } = await runs.run(model);
    const latency = { median: after, ratio: after / before };
    return { ...sized, results: resultsOf(compared), latency, problem: null, before };
  } catch (error) {
    return { ...sized, ...NOT_RUN, problem: plainly(error) };
  }
}

function resultsOf({ verdict, outputs, accuracy, samples, inputs, isTelling }: SideBySide): VariantResults {
  const least = (values: readonly (number | null)[]) =>
    values.reduce((worst, each) => (each !== null && (worst === null || each < worst) ? each : worst), null);
  return {
    verdict,
    sqnr: least(outputs.map(({ sqnr }) => sqnr)),
    top1: least(outputs.map(({ top1 }) => top1)),
    accuracy: accuracy === null ? null : { before: accuracy.before, after: accuracy.after },
    ...{ samples, inputs, isTelling },
  };
}

const HEAD = ["Variant", "Size", "Of it", "gzip", "Params", "MACs", "Time", "SQNR", "Top 1", "Right", ""];
const RIGHT = HEAD.indexOf("Right");

/** As a table in Markdown, which terminals show as well, and what is to be said of its figures. */
export function variantTable(rows: readonly VariantRow[]): string[] {
  const original = rows[0]?.bytes ?? 0;
  const run = rows.find(({ results }) => results !== null)?.results ?? null;
  const cells = rows.map((row) => (row.bytes === 0 ? emptyRow(row) : cellsOf(row, original, run)));
  const hasRight = run !== null && run.accuracy !== null;
  const table = [HEAD, ...cells].map((row) =>
    row.filter((_, column) => column !== RIGHT || hasRight).map((cell) => visibleText(cell).replaceAll("|", "\\|")),
  );
  const last = table[0]!.length - 1;
  const widths = table[0]!.map((_, column) => table.reduce((most, row) => Math.max(most, row[column]!.length), 3));
  const isText = (column: number) => column === 0 || column === last;
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (isText(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(" | ")} |`;
  const rule = widths.map((width, column) => (isText(column) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(table[0]!), line(rule), ...table.slice(1).map(line), ...(run === null ? [] : ["", ...notesOf(run)])];
}

function emptyRow({ title, problem }: VariantRow): string[] {
  return HEAD.map((_, column) => (column === 0 ? title : column === HEAD.length - 1 ? (problem ?? "") : ""));
}

/** @param run Results of any, in which are those of the original. */
function cellsOf(row: VariantRow, original: number, run: VariantResults | null): string[] {
  const { title, bytes, gzipBytes, parameters, macs, latency, results, problem, steps } = row;
  const percent = (share: number | null | undefined) =>
    share == null ? "" : `${Number((share * 100).toPrecision(4))} %`;
  const isOriginal = results === null && problem === null && steps.length === 0;
  return [
    title,
    bytesText(bytes),
    original === 0 ? "" : `${((100 * bytes) / original).toFixed(1)} %`,
    bytesText(gzipBytes),
    countText(parameters),
    macs === null ? "" : countText(macs),
    latency === null ? "" : `${timeText(latency.median)}${isOriginal ? "" : ` (${latency.ratio.toFixed(2)} ×)`}`,
    results === null ? "" : decibels(results.sqnr),
    percent(results?.top1),
    percent(isOriginal ? run?.accuracy?.before : results?.accuracy?.after),
    problem ?? results?.verdict ?? "",
  ];
}

function notesOf({ samples, inputs, isTelling }: VariantResults): string[] {
  const fed = inputs.map(({ name, source }) => `${visibleText(name)}: ${visibleText(source)}`).join("; ");
  return [
    `Results are of ${counted(samples, "sample")}. ${fed}.`,
    ...(isTelling
      ? []
      : ["", "The original makes the same of every sample: that results agree tells little. Give it other inputs."]),
    "",
    "Times are of a run in WebAssembly on this computer, by turns with the original: not what a device does.",
  ];
}

const NOT_RUN = { results: null, latency: null, before: null };
const NOTHING = { bytes: 0, gzipBytes: 0, parameters: 0, macs: null, steps: [], ...NOT_RUN };

/** @throws what is no problem of the model: a mistake of ours, or that it was cancelled. */
function plainly(error: unknown): string {
  if (error instanceof EngineError || (error instanceof ModelError && error.code !== "cancelled")) {
    return error.message;
  }
  throw error;
}
