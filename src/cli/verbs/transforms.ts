// model-bonsai transforms: what can be done to a model.
import { transforms, type Parameter } from "../../core";
import { positional, type ParsedArguments } from "../arguments";
import { printResult } from "../output";
import { printTransforms } from "../print";
import type { Verb } from "./verb";

export const transformsVerb: Verb = {
  usage: `  transforms [--json]                          what can be done to a model`,
  flags: {},
  run: listTransforms,
};

async function listTransforms(parsed: ParsedArguments): Promise<number> {
  positional(parsed, []);
  const described = transforms.map((transform) => {
    const { id, title, description, lossy, parameters } = transform;
    const defaults = Object.fromEntries(
      Object.entries<Parameter>(parameters).map(([name, each]) => [name, each.default]),
    );
    return { id, title, description, lossy, mayGrow: transform.mayGrow?.(defaults) === true, parameters };
  });
  await printResult(
    parsed,
    () => described,
    () => printTransforms(transforms),
  );
  return 0;
}
