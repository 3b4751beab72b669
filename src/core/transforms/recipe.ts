// What was done to a model, in the form it is saved in: a list of steps that gives the same result on every run.
import { ModelError } from "../ir/errors";
import { complete, type Parameters } from "./parameters";
import { transformOf } from "./registry";

export interface RecipeStep {
  readonly id: string;
  /** Only what differs from the defaults need be given. */
  readonly parameters: Parameters;
}

export type Recipe = readonly RecipeStep[];

/** @throws ModelError where the text is no recipe, names an unknown transform or gives it a wrong parameter. */
export function parseRecipe(text: string): Recipe {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong("it is not JSON");
  }
  if (!Array.isArray(value)) {
    throw wrong("it is not a list of steps");
  }
  return value.map((step: unknown, index) => {
    const { id, parameters } = isRecord(step) ? step : {};
    if (typeof id !== "string" || (parameters !== undefined && !isRecord(parameters))) {
      throw wrong(`step ${index + 1} is not of the form {"id": "…", "parameters": {…}}`);
    }
    const transform = transformOf(id);
    const given = parameters ?? {};
    complete(id, transform.parameters, given);
    return { id, parameters: given as Parameters };
  });
}

export function printRecipe(recipe: Recipe): string {
  return `${JSON.stringify(recipe, null, 2)}\n`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(what: string): ModelError {
  return new ModelError("parameter", `This is no recipe: ${what}.`, "recipe");
}
