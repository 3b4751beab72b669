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
import type { ModelService, Preview } from "../protocol/messages";
import type { CallContext, Service } from "../protocol/rpc";
import { contextOf } from "./call-context";
import type { Documents } from "./documents";

/** What steps would make of a document, which stays as it is. */
export function previews(documents: Documents): Pick<Service<ModelService>, "preview"> {
  return {
    preview: async (document: string, recipe: Recipe, step: number, call: CallContext): Promise<Preview> => {
      const before = await documents.version(document, recipe.slice(0, step), call);
      const made = documents.known(document, recipe);
      const { model, reports } = made ?? (await runPreview(before.model, recipe.slice(step), contextOf(call)));
      return previewOf(model, made === null ? reports[0]! : reports[step]!);
    },
  };
}

/** As a recipe is run, but for the weights that its last step would make: their number and size is known without them. */
async function runPreview(
  model: Model,
  recipe: Recipe,
  context: Context,
): Promise<{ model: Model; reports: readonly StepReport[] }> {
  const made = await runRecipe(model, recipe.slice(0, -1), context);
  const last = await runStep(made.model, recipe.at(-1)!, { ...context, preview: true });
  return { model: last.model, reports: [...made.reports, last.report] };
}

/** @param report Of the step that is looked at. */
async function previewOf(model: Model, { bytesBefore, changes, notes }: StepReport): Promise<Preview> {
  const [file] = await writerOf(model).write(model, { sameFolder: true, name: "" });
  return {
    bytesBefore,
    bytes: await modelBytes(model),
    gzip: await gzipPreview(file!.pieces),
    changes: changes.length,
    notes,
  };
}
