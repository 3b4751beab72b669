// model-bonsai variants: the usual ways to make a model smaller, side by side.
import { basename, join } from "node:path";
import { editable, readRecipe, variantsOf, variantTable, type Variant } from "../../core";
import { compareVariants, DEFAULT_TOLERANCES, type Question } from "../../engines";
import { nodeHost } from "../../engines/node-host";
import { positional, refuseBeside, type ParsedArguments } from "../arguments";
import { checkDimensions, dimensionsFrom, openIn } from "../dimensions";
import { INPUT_FLAGS, inputsFor, LABEL_FLAG } from "../input-flags";
import { cliContext } from "../interruption";
import { numberFrom, wholeFrom } from "../numbers";
import { printResult } from "../output";
import { readWhole } from "../read-whole";
import { withModel } from "../transform-file";
import type { Verb } from "./verb";

/** For loading a model and for each run. */
const SECONDS = 60;

/** How models are run. */
const RUN_FLAGS = [...INPUT_FLAGS, LABEL_FLAG, "dimensions", "samples", "time-limit"];

export const variantsVerb: Verb = {
  usage: `  variants FILE [--recipe R.json] [--inputs FILE] [--samples N] [--json]
                                               a table in Markdown of what each usual way makes of it: size, size with gzip,
                                               parameters, time, and how far results are from its own; --recipe: and a
                                               recipe of yours; --no-run: sizes alone; --inputs and what goes with them as
                                               verify has them; --dimensions batch=8,…, --seed, --time-limit S`,
  flags: {
    ...Object.fromEntries(["recipe", ...RUN_FLAGS].map((name) => [name, { takesValue: true }])),
    "no-run": { takesValue: false },
  },
  run: variants,
};

async function variants(parsed: ParsedArguments): Promise<number> {
  const [file] = positional(parsed, ["FILE"]);
  const { flags } = parsed;
  refuseBeside("no-run", RUN_FLAGS, flags, "models are not run");
  const question: Question = {
    samples: wholeFrom(flags, "samples", 1, 1e6),
    seed: wholeFrom(flags, "seed", 0, 2 ** 31) ?? 0,
    taps: "outputs",
    inputs: flags.has("no-run") ? null : await inputsFor(file!, flags),
    dimensions: dimensionsFrom(flags.get("dimensions")),
    tolerances: DEFAULT_TOLERANCES,
    limits: { milliseconds: 1000 * (numberFrom(flags, "time-limit", 0.001, 1e6) ?? SECONDS) },
  };
  const { context, done } = cliContext("comparing");
  const rows = await withModel(file!, context, async (model) => {
    checkDimensions(question.dimensions, openIn([model]));
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
