// What several recipes make of a model, side by side: how large it is then, and how far its results are from the original's.
import {
  costsOf,
  costSummary,
  gzipSize,
  isLowerBound,
  layersOf,
  ModelError,
  runRecipe,
  throwIfCancelled,
  writerOf,
  type Context,
  type Model,
  type Recipe,
  type Variant,
  type VariantResults,
  type VariantRow,
} from "../core";
import { median } from "./benchmark";
import { BesideOriginal } from "./beside-original";
import { EngineError } from "./engine-error";
import type { EngineHost } from "./engine-thread";
import type { Question, SideBySide } from "./verify";

/**
 * @param host Null: what they make is not run.
 * @param onRow Hears of each row as soon as it is there, and of its steps that change something.
 */
export async function compareVariants(
  model: Model,
  variants: readonly Variant[],
  question: Question,
  host: EngineHost | null,
  context: Context,
  onRow: (row: VariantRow, effective: Recipe) => void = () => {},
): Promise<VariantRow[]> {
  const rows: VariantRow[] = [];
  const originals: number[] = [];
  const runs = host === null ? null : new BesideOriginal(model, question, host, context);
  try {
    for (const variant of variants) {
      throwIfCancelled(context.signal);
      const { before, effective, ...row } = await rowOf(model, variant, runs, context);
      if (before !== null) {
        originals.push(before);
      }
      onRow(row, effective);
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

/** `before` is how long a run of the original took beside it, `effective` are the steps that change something. */
async function rowOf(
  original: Model,
  { title, recipe }: Variant,
  runs: BesideOriginal | null,
  context: Context,
): Promise<VariantRow & { readonly before: number | null; readonly effective: Recipe }> {
  let made: Awaited<ReturnType<typeof runRecipe>>;
  try {
    made = await runRecipe(original, recipe, context);
  } catch (error) {
    return { ...NOTHING, title, problem: plainly(error) };
  }
  const { model, reports } = made;
  const [file, ...others] = await writerOf(model).write(model, { sameFolder: true, name: "" });
  const { parameters } = await layersOf(model);
  const cost = costSummary(await costsOf(model));
  const effective = recipe.filter((_, step) => reports[step]!.changes.length > 0);
  const sized = {
    ...{ title, effective },
    bytes: [file!, ...others].reduce((sum, { pieces }) => sum + pieces.length, 0),
    gzipBytes: (await gzipSize(file!.pieces)).bytes,
    parameters,
    macs: isLowerBound(cost) ? null : cost.macs,
    steps: [...new Set(effective.map(({ id }) => id))],
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

const NOT_RUN = { results: null, latency: null, before: null };
const NOTHING = { bytes: 0, gzipBytes: 0, parameters: 0, macs: null, steps: [], effective: [], ...NOT_RUN };

/** @throws what is no problem of the model: a mistake of ours, or that it was cancelled. */
function plainly(error: unknown): string {
  if (error instanceof EngineError || (error instanceof ModelError && error.code !== "cancelled")) {
    return error.message;
  }
  throw error;
}
