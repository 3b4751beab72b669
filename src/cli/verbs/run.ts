// model-bonsai run: the steps of a recipe.
import { readRecipe, runRecipe } from "../../core";
import { positional } from "../arguments";
import { readWhole } from "../read-whole";
import { OUTPUT_FLAGS, rewrite } from "../rewrite";
import type { Verb } from "./verb";

export const runVerb: Verb = {
  usage: `  run RECIPE.json FILE -o OUT [--json]         do the steps of a recipe`,
  flags: OUTPUT_FLAGS,
  async run(parsed) {
    const [recipe, file] = positional(parsed, ["RECIPE.json", "FILE"]);
    const steps = readRecipe(await readWhole(recipe!));
    return rewrite(file!, parsed.flags.get("output"), parsed, (model, context) => runRecipe(model, steps, context));
  },
};
