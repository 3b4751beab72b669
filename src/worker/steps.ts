import { printRecipe, readRecipe, transforms, type Recipe, type RecipeStep } from "../core";
import type { ModelService } from "../protocol/messages";
import type { CallContext, Service } from "../protocol/rpc";
import type { Documents } from "./documents";

type Stepping = Pick<Service<ModelService>, "effective" | "transforms" | "printRecipe" | "readRecipe">;

/** What can be done to documents, and recipes of that. */
export function stepping(documents: Documents): Stepping {
  return {
    effective: async (document: string, recipe: Recipe, more: Recipe, call: CallContext): Promise<Recipe> => {
      const steps: RecipeStep[] = [];
      for (const step of more) {
        const { reports } = await documents.version(document, [...recipe, ...steps, step], call);
        if (reports.at(-1)!.changes.length > 0) {
          steps.push(step);
        }
      }
      return steps;
    },

    transforms: () =>
      Promise.resolve(
        transforms.map(({ id, title, description, group, lossy, suffix, parameters }) => ({
          ...{ id, title, description, group, lossy, suffix },
          parameters: Object.entries(parameters).map(([name, parameter]) => ({ name, ...parameter })),
        })),
      ),

    printRecipe: (recipe: Recipe) => Promise.resolve(printRecipe(recipe)),

    // eslint-disable-next-line @typescript-eslint/require-await -- a wrong recipe has to come back as a rejection
    readRecipe: async (bytes: Uint8Array) => readRecipe(bytes),
  };
}
