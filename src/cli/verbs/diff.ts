// model-bonsai diff: what differs between two models.
import { comparisonLines, compareModels, compareTensors, Contents, hashesOf, modelBytes } from "../../core";
import { positional, type ParsedArguments } from "../arguments";
import { newHash } from "../hash";
import { cliContext } from "../interruption";
import { printResult } from "../output";
import { withModel } from "../transform-file";
import type { Verb } from "./verb";

export const diffVerb: Verb = {
  usage: `  diff A B [--json]                            what differs between two models`,
  flags: {},
  run: diff,
};

async function diff(parsed: ParsedArguments): Promise<number> {
  const [one, other] = positional(parsed, ["A", "B"]);
  const { context, done } = cliContext("reading");
  await withModel(one!, context, (before) =>
    withModel(other!, context, async (after) => {
      const contents = new Contents(newHash, context);
      const hashes = [await hashesOf(before, contents, context), await hashesOf(after, contents, context)] as const;
      const tensors = compareTensors(...hashes);
      const comparison = await compareModels(before, after, contents);
      done();
      const bytesBefore = await modelBytes(before);
      const bytesAfter = await modelBytes(after);
      const json = { before: one, after: other, bytesBefore, bytesAfter, ...comparison, tensors };
      await printResult(
        parsed,
        () => json,
        () => comparisonLines(bytesBefore, bytesAfter, comparison, tensors),
      );
    }),
  );
  return 0;
}
