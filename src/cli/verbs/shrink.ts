// model-bonsai shrink: what is recommended for a device.
import { runRecipe, writerOf } from "../../core";
import { positional } from "../arguments";
import { OUTPUT_FLAGS, rewrite } from "../rewrite";
import type { Verb } from "./verb";

export const shrinkVerb: Verb = {
  usage: `  shrink FILE -o OUT [--json]                  do what is recommended for a device: all that is safe, then int8`,
  flags: OUTPUT_FLAGS,
  async run(parsed) {
    const [file] = positional(parsed, ["FILE"]);
    return rewrite(file!, parsed.flags.get("output"), parsed, (model, context) =>
      runRecipe(model, writerOf(model).recommended, context),
    );
  },
};
