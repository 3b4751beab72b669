// model-bonsai run: the steps of a recipe.
import { resolve } from "node:path";
import { readRecipe, runRecipe } from "../../core";
import { nodeFileSystem } from "../../files/node-file-system";
import { SourceFile } from "../../files/source-file";
import { positional } from "../arguments";
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

async function readWhole(path: string): Promise<Uint8Array> {
  const source = await SourceFile.open(nodeFileSystem, resolve(path), path);
  try {
    return await source.read(0, source.size);
  } finally {
    await source.close();
  }
}
