// What was done to a model, in the form it is saved in: a list of steps that gives the same result on every run.
import { ModelError } from "../ground/errors";
import type { Parameters, Recipe } from "../ir/recipe";
import { complete, renamed } from "./parameters";
import { transformOf } from "./registry";

export type { Recipe, RecipeStep } from "../ir/recipe";

/**
 * A recipe as it stands in a file. Editors and shells of Windows begin texts with a byte order mark, which says that they
 * are in UTF-8 or in either order of UTF-16.
 */
export function readRecipe(bytes: Uint8Array): Recipe {
  const mark = (bytes[0]! << 8) | bytes[1]!;
  const encoding = mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8";
  return parseRecipe(new TextDecoder(encoding).decode(bytes));
}

/** @throws ModelError where the text is no recipe, names an unknown transform or gives it a wrong parameter. */
export function parseRecipe(text: string): Recipe {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
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
    const given = renamed(id, transform.parameters, parameters ?? {});
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
