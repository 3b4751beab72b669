// One verb for each transform: its parameters are its flags.
import { planStep, runRecipe, throwIfRefused, type Parameter, type Transform } from "../../core";
import { flagsOf, helpOf, parametersFrom, positional, refuseBeside, usageOf, type ParsedArguments } from "../arguments";
import { cliContext } from "../interruption";
import { printResult } from "../output";
import { printPlan } from "../print";
import { OUTPUT_FLAGS, rewrite } from "../rewrite";
import { withModel } from "../transform-file";
import type { Verb } from "./verb";

/** Of all of them, as the help has it. */
export const TRANSFORM_USAGE = `  TRANSFORM FILE -o OUT [options] [--json]     do it; "model-bonsai TRANSFORM --help" lists its options
  TRANSFORM FILE --plan [options] [--json]     say what it would do with each tensor; for those that quantize`;

export function transformVerb(transform: Transform): Verb {
  return {
    usage: usageLines(transform).join("\n"),
    flags: { ...OUTPUT_FLAGS, plan: { takesValue: false }, ...flagsOf(transform) },
    run: (parsed) => (parsed.flags.has("plan") ? plan(transform, parsed) : apply(transform, parsed)),
  };
}

async function plan(transform: Transform, parsed: ParsedArguments): Promise<number> {
  const [file] = positional(parsed, ["FILE"]);
  refuseBeside("plan", Object.keys(OUTPUT_FLAGS), parsed.flags, "nothing is written");
  const step = stepFrom(transform, parsed);
  await withModel(file!, cliContext("reading").context, async (model) => {
    const planned = await planStep(model, step);
    return printResult(
      parsed,
      () => planned,
      () => printPlan(planned),
    );
  });
  return 0;
}

function apply(transform: Transform, parsed: ParsedArguments): Promise<number> {
  const [file] = positional(parsed, ["FILE"]);
  const step = stepFrom(transform, parsed);
  return rewrite(file!, parsed.flags.get("output"), parsed, async (model, context) => {
    const result = await runRecipe(model, [step], context);
    throwIfRefused(result.reports[0]!);
    return result;
  });
}

function stepFrom(transform: Transform, { flags }: ParsedArguments) {
  return { id: transform.id, parameters: parametersFrom(transform, flags) };
}

function usageLines(transform: Transform): string[] {
  const options = Object.entries<Parameter>(transform.parameters).flatMap(([name, parameter]) => [
    `  ${usageOf(name, parameter)}`,
    `      ${helpOf(parameter)}`,
  ]);
  return [`model-bonsai ${transform.id} FILE -o OUT [options]`, transform.description, "", ...options];
}
