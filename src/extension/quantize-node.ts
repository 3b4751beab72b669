// A node's menu leads to the form that quantizes it alone, or all but it.
import type { Parameters, RecipeStep } from "../protocol/messages";

export const QUANTIZE = "quantize-weights";

export interface OpenedForm {
  readonly parameters: Parameters;
  /** Of the recipe; null: it is to be a new one. */
  readonly replaces: number | null;
}

/** The form for a new step. */
export function onlyNode(name: string): OpenedForm {
  return { parameters: { include: [name] }, replaces: null };
}

/** The form of the last step that quantizes, where there is one; else that for a new step. */
export function allButNode(name: string, recipe: readonly RecipeStep[]): OpenedForm {
  const at = recipe.map(({ id }) => id).lastIndexOf(QUANTIZE);
  const parameters = recipe[at]?.parameters ?? {};
  const excluded = Array.isArray(parameters["exclude"]) ? (parameters["exclude"] as readonly string[]) : [];
  const exclude = excluded.includes(name) ? excluded : [...excluded, name];
  return { parameters: { ...parameters, exclude }, replaces: at < 0 ? null : at };
}
