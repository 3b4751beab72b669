// What several recipes make of a model, side by side: how large it is then, and how far its results are from the original's.
import {
  bytesText,
  costsOf,
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
import { EngineError } from "./engine-error";
import type { EngineHost } from "./engine-thread";
import { decibels } from "./verdict";
import { verifyModels, type Question } from "./verify";

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
  /** Why there is no such model, or why it was not run; null where neither is the case. */
  readonly problem: string | null;
}

export interface VariantResults {
  readonly verdict: string;
  /** Of the worst output, in dB; null where there is no difference. */
  readonly sqnr: number | null;
  /** How often the largest element is the same, 0 to 1, in the output where that is the least; null: not told. */
  readonly top1: number | null;
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
  for (const variant of variants) {
    throwIfCancelled(context.signal);
    const row = await rowOf(model, variant, question, host, context);
    onRow(row, rows.length);
    rows.push(row);
  }
  return rows;
}

async function rowOf(
  original: Model,
  { title, recipe }: Variant,
  question: Question,
  host: EngineHost | null,
  context: Context,
): Promise<VariantRow> {
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
  if (host === null || sized.steps.length === 0) {
    return {
      ...sized,
      results: null,
      problem: recipe.length > 0 && sized.steps.length === 0 ? "changes nothing" : null,
    };
  }
  try {
    const { verdict, outputs } = await verifyModels(original, model, question, host, context);
    const least = (values: readonly (number | null)[]) =>
      values.reduce((worst, each) => (each !== null && (worst === null || each < worst) ? each : worst), null);
    const results = {
      verdict,
      sqnr: least(outputs.map(({ sqnr }) => sqnr)),
      top1: least(outputs.map(({ top1 }) => top1)),
    };
    return { ...sized, results, problem: null };
  } catch (error) {
    return { ...sized, results: null, problem: plainly(error) };
  }
}

const HEAD = ["Variant", "Size", "Of it", "gzip", "Params", "MACs", "SQNR", "Top 1", ""];

/** As a table in Markdown, which terminals show as well. */
export function variantTable(rows: readonly VariantRow[]): string[] {
  const original = rows[0]?.bytes ?? 0;
  const cells = rows.map(({ title, bytes, gzipBytes, parameters, macs, results, problem }) =>
    bytes === 0
      ? [title, "", "", "", "", "", "", "", problem ?? ""]
      : [
          title,
          bytesText(bytes),
          original === 0 ? "" : `${((100 * bytes) / original).toFixed(1)} %`,
          bytesText(gzipBytes),
          countText(parameters),
          macs === null ? "" : countText(macs),
          results === null ? "" : decibels(results.sqnr),
          results?.top1 == null ? "" : `${Number((results.top1 * 100).toPrecision(4))} %`,
          problem ?? results?.verdict ?? "",
        ],
  );
  const table = [HEAD, ...cells].map((row) => row.map((cell) => visibleText(cell).replaceAll("|", "\\|")));
  const widths = HEAD.map((_, column) => table.reduce((most, row) => Math.max(most, row[column]!.length), 3));
  const isText = (column: number) => column === 0 || column === HEAD.length - 1;
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (isText(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(" | ")} |`;
  const rule = widths.map((width, column) => (isText(column) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(table[0]!), line(rule), ...table.slice(1).map(line)];
}

const NOTHING = { bytes: 0, gzipBytes: 0, parameters: 0, macs: null, steps: [], results: null };

/** @throws what is no problem of the model: a mistake of ours, or that it was cancelled. */
function plainly(error: unknown): string {
  if (error instanceof EngineError || (error instanceof ModelError && error.code !== "cancelled")) {
    return error.message;
  }
  throw error;
}
