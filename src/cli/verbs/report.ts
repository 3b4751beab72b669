// model-bonsai report: a model, or what a recipe makes of it, on one page of HTML.
import { basename } from "node:path";
import {
  Contents,
  gzipOfFile,
  Pieces,
  readModel,
  readRecipe,
  reportPage,
  reportSubject,
  runRecipe,
  type Recipe,
} from "../../core";
import { graphFigure } from "../../drawing/graph-figure";
import { nodeFileSystem } from "../../files/node-file-system";
import { findTarget } from "../../files/target";
import { positional, UsageError, type ParsedArguments } from "../arguments";
import { newHash } from "../hash";
import { cliContext } from "../interruption";
import { printResult } from "../output";
import { readWhole } from "../read-whole";
import { STANDARD_OUTPUT, withFiles } from "../transform-file";
import { writeFiles, writeToStandardOutput } from "../write-files";
import type { Verb } from "./verb";

export const reportVerb: Verb = {
  usage: `  report FILE -o OUT.html [--recipe R.json]    a page of HTML that needs nothing else, for reviews: graph, inputs and outputs,
                                               bytes, layers, groups and cost; --recipe: of what a recipe makes of the model,
                                               with what it changed`,
  flags: { output: { takesValue: true }, recipe: { takesValue: true } },
  run: report,
};

async function report(parsed: ParsedArguments): Promise<number> {
  const [file] = positional(parsed, ["FILE"]);
  const output = parsed.flags.get("output");
  if (output === undefined || output === "") {
    throw new UsageError("-o is missing: name the file the page goes to.");
  }
  const given = parsed.flags.get("recipe");
  const recipe: Recipe = given === undefined ? [] : readRecipe(await readWhole(given));
  const target = output === STANDARD_OUTPUT ? null : await findTarget(nodeFileSystem, output);
  const { context, done } = cliContext("reading");
  const bytes = await withFiles(file!, async (files) => {
    const original = await readModel(files, context);
    // Compressed in a thread of its own, while the steps run.
    const [gzip, { model, reports }] = await Promise.all([
      gzipOfFile(files.main),
      runRecipe(original, recipe, context),
    ]);
    const contents = new Contents(newHash, context);
    const subject = await reportSubject(basename(file!), { model: original, gzip }, model, reports, contents);
    const page = reportPage(subject, graphFigure(subject.graphs));
    const pieces = new Pieces().bytes(new TextEncoder().encode(page));
    const written = [{ path: null, pieces }];
    await (target === null
      ? writeToStandardOutput(written, context)
      : writeFiles(written, target, files.opened, false, context));
    return pieces.length;
  });
  done();
  await printResult(
    parsed,
    () => ({ input: file, output, bytes }),
    () => [`${output} has the page.`],
    target === null,
  );
  return 0;
}
