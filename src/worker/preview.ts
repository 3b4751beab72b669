import {
  writerOf,
  gzipPreview,
  modelBytes,
  runRecipe,
  runStep,
  type Context,
  type Model,
  type Recipe,
  type StepReport,
} from "../core";
import type { Preview } from "../protocol/messages";

/** As a recipe is run, but for the weights that its last step would make: their number and size is known without them. */
export async function runPreview(
  model: Model,
  recipe: Recipe,
  context: Context,
): Promise<{ model: Model; reports: readonly StepReport[] }> {
  const made = await runRecipe(model, recipe.slice(0, -1), context);
  const last = await runStep(made.model, recipe.at(-1)!, { ...context, preview: true });
  return { model: last.model, reports: [...made.reports, last.report] };
}

/** @param report Of the step that is looked at. */
export async function previewOf(model: Model, { bytesBefore, changes, notes }: StepReport): Promise<Preview> {
  const [file] = await writerOf(model).write(model, { sameFolder: true, name: "" });
  return {
    bytesBefore,
    bytes: await modelBytes(model),
    gzip: await gzipPreview(file!.pieces),
    changes: changes.length,
    notes,
  };
}
