// model-bonsai variants: the usual ways to make a model smaller, side by side.
import { basename, join } from "node:path";
import { editable, readRecipe, variantsOf, type Variant } from "../../core";
import { compareVariants, DEFAULT_TOLERANCES, variantTable, type Question } from "../../engines";
import { nodeHost } from "../../engines/node-host";
import { positional, type ParsedArguments } from "../arguments";
import { dimensionsFrom } from "../dimensions";
import { cliContext } from "../interruption";
import { printResult } from "../output";
import { readWhole } from "../read-whole";
import { withModel } from "../transform-file";
import type { Verb } from "./verb";

/** For loading a model and for each run. */
const MILLISECONDS = 60_000;

export const variantsVerb: Verb = {
  usage: `  variants FILE [--recipe R.json] [--json]     a table in Markdown of what each usual way makes of it: size, size with gzip,
                                               parameters, and how far results are from its own; --recipe: and a recipe of
                                               yours; --no-run: sizes alone; --dimensions batch=8,…`,
  flags: {
    recipe: { takesValue: true },
    dimensions: { takesValue: true },
    "no-run": { takesValue: false },
  },
  run: variants,
};

async function variants(parsed: ParsedArguments): Promise<number> {
  const [file] = positional(parsed, ["FILE"]);
  const { flags } = parsed;
  const question: Question = {
    ...{ samples: null, seed: 0, taps: "outputs" as const, inputs: null },
    dimensions: dimensionsFrom(flags.get("dimensions")),
    tolerances: DEFAULT_TOLERANCES,
    limits: { milliseconds: MILLISECONDS },
  };
  const { context, done } = cliContext("comparing");
  const rows = await withModel(file!, context, async (model) => {
    const all = [...variantsOf(editable(model)), ...(await ownRecipe(flags.get("recipe")))];
    const host = flags.has("no-run") ? null : nodeHost(join(__dirname, "engines"));
    return compareVariants(model, all, question, host, context);
  });
  done();
  await printResult(
    parsed,
    () => ({ model: file, variants: rows }),
    () => variantTable(rows),
  );
  return 0;
}

async function ownRecipe(path: string | undefined): Promise<Variant[]> {
  return path === undefined
    ? []
    : [{ title: basename(path).replace(/(\.recipe)?\.json$/, ""), recipe: readRecipe(await readWhole(path)) }];
}
