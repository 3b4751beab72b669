// model-bonsai: inspect, transforms, run, shrink, diff, and one verb per transform.
import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import {
  compareModels,
  formatOf,
  gzipOfFile,
  gzipSize,
  modelBytes,
  ModelError,
  planStep,
  readModel,
  readRecipe,
  recommendedRecipe,
  runRecipe,
  storageOf,
  summarize,
  transforms,
  type Context,
  type Model,
  type OutputFile,
  type Parameter,
  type StepReport,
  type Transform,
} from "../core";
import {
  flagsOf,
  helpOf,
  parametersFrom,
  parseArguments,
  UsageError,
  usageOf,
  type ParsedArguments,
} from "./arguments";
import { parsePipeline } from "./graph-transform-tool/pipeline";
import { runPipeline } from "./graph-transform-tool/run";
import { checkCall } from "./graph-transform-tool/steps";
import { openFiles, type NodeFiles } from "./node-files";
import { printComparison, printPlan, printSteps, printSummary, printTransforms } from "./print";
import { progressBar } from "./progress-bar";
import { isSameFile, writeFiles } from "./write-files";

declare const VERSION: string;

const HELP = `model-bonsai: look into .tflite, .onnx and .pb models, and shrink them

  inspect FILE [--json]                        inputs, outputs, layers and bytes of a model
  transforms [--json]                          what can be done to a model
  TRANSFORM FILE -o OUT [options] [--json]     do it; "model-bonsai TRANSFORM --help" lists its options
  TRANSFORM FILE --plan [options] [--json]     say what it would do with each tensor; for those that quantize
  run RECIPE.json FILE -o OUT [--json]         do the steps of a recipe
  shrink FILE -o OUT [--json]                  do what is recommended for a device: all that is safe, then int8
  diff A B [--json]                            what differs between two models
  transform-graph --in_graph=FILE --out_graph=OUT --inputs=A,B --outputs=C --transforms='...'
                                               a pipeline of TensorFlow's Graph Transform Tool, on any model

  -o, --output FILE    where the result goes; not onto the input, unless with --force
  -f, --force          replace the input or other files
  --json               print the result as JSON
  --version, --help

Transforms: ${transforms.map(({ id }) => id).join(", ")}.
Exit codes: 0 done, 1 a model cannot be read or written, 2 wrong usage.
`;

const JSON_FLAG = { json: { takesValue: false }, help: { takesValue: false } };
const PLAN_FLAG = { plan: { takesValue: false } };
const OUTPUT_FLAGS = { ...JSON_FLAG, output: { takesValue: true }, force: { takesValue: false } };
const PIPELINE_FLAGS = {
  ...JSON_FLAG,
  force: { takesValue: false },
  ...Object.fromEntries(
    ["in_graph", "out_graph", "inputs", "outputs", "transforms"].map((name) => [name, { takesValue: true }]),
  ),
};

async function main(words: readonly string[]): Promise<void> {
  const [verb, ...rest] = words;
  if (verb === "--version") {
    process.stdout.write(`${VERSION}\n`);
  } else if (verb === undefined || verb === "--help" || verb === "-h" || verb === "help") {
    process.stdout.write(HELP);
    process.exitCode = verb === undefined ? 2 : 0;
  } else if (verb === "inspect") {
    await inspect(parseArguments(rest, JSON_FLAG));
  } else if (verb === "transforms") {
    listTransforms(parseArguments(rest, JSON_FLAG));
  } else if (verb === "diff") {
    await diff(parseArguments(rest, JSON_FLAG));
  } else if (verb === "run") {
    const parsed = parseArguments(rest, OUTPUT_FLAGS);
    const [recipe, file] = positional(parsed, ["RECIPE.json", "FILE"]);
    const bytes = await readFile(recipe!).catch(() => {
      throw new ModelError("parameter", `The recipe ${recipe} cannot be read.`, recipe!);
    });
    const steps = readRecipe(bytes);
    await transformFile(file!, parsed.flags.get("output"), parsed, (model, context) =>
      runRecipe(model, steps, context),
    );
  } else if (verb === "shrink") {
    const parsed = parseArguments(rest, OUTPUT_FLAGS);
    const [file] = positional(parsed, ["FILE"]);
    await transformFile(file!, parsed.flags.get("output"), parsed, (model, context) =>
      runRecipe(model, recommendedRecipe(model.format), context),
    );
  } else if (verb === "transform-graph") {
    await transformGraph(parseArguments(rest, PIPELINE_FLAGS));
  } else {
    await runVerb(verb, rest);
  }
}

async function runVerb(verb: string, words: readonly string[]): Promise<void> {
  const transform = transforms.find(({ id }) => id === verb);
  if (transform === undefined) {
    throw new UsageError(`There is no command "${verb}".`);
  }
  const parsed = parseArguments(words, { ...OUTPUT_FLAGS, ...PLAN_FLAG, ...flagsOf(transform) });
  if (parsed.flags.has("help")) {
    process.stdout.write(helpText(transform));
    return;
  }
  const [file] = positional(parsed, ["FILE"]);
  const step = { id: verb, parameters: parametersFrom(transform, parsed.flags) };
  if (parsed.flags.has("plan")) {
    await withModel(file!, cliContext("reading").context, (model) => {
      const plan = planStep(model, step);
      print(parsed, plan, () => printPlan(plan));
    });
    return;
  }
  await transformFile(file!, parsed.flags.get("output"), parsed, (model, context) => runRecipe(model, [step], context));
}

/** Takes the words and the pipeline of TensorFlow's transform_graph. */
async function transformGraph(parsed: ParsedArguments): Promise<void> {
  positional(parsed, []);
  const [file, output, pipeline] = ["in_graph", "out_graph", "transforms"].map((name) => {
    const value = parsed.flags.get(name);
    if (value === undefined || value === "") {
      throw new UsageError(`--${name} is missing.`);
    }
    return value;
  });
  const calls = parsePipeline(pipeline!);
  if (calls.length === 0) {
    throw new UsageError("--transforms names no transform.");
  }
  calls.forEach(checkCall);
  const list = (name: string) => (parsed.flags.get(name) ?? "").split(",").filter((each) => each !== "");
  const names = { inputs: list("inputs"), outputs: list("outputs") };
  await transformFile(file!, output, parsed, (model, context) => runPipeline(model, calls, names, context));
}

function helpText(transform: Transform): string {
  const options = Object.entries<Parameter>(transform.parameters).map(
    ([name, parameter]) => `  ${usageOf(name, parameter)}\n      ${helpOf(parameter)}\n`,
  );
  return `model-bonsai ${transform.id} FILE -o OUT [options]\n${transform.description}\n\n${options.join("")}`;
}

function positional({ positional: given }: ParsedArguments, names: readonly string[]): readonly string[] {
  if (given.length < names.length) {
    throw new UsageError(`${names[given.length]} is missing.`);
  }
  if (given.length > names.length) {
    throw new UsageError(`"${given[names.length]}" is one argument too many.`);
  }
  return given;
}

function print(parsed: ParsedArguments, value: unknown, text: () => string): void {
  process.stdout.write(parsed.flags.has("json") ? `${JSON.stringify(value, null, 2)}\n` : text());
}

function listTransforms(parsed: ParsedArguments): void {
  positional(parsed, []);
  const described = transforms.map(({ id, title, description, lossy, mayGrow, parameters }) => ({
    id,
    title,
    description,
    lossy,
    mayGrow: mayGrow === true,
    parameters,
  }));
  print(parsed, described, () => printTransforms(transforms));
}

async function inspect(parsed: ParsedArguments): Promise<void> {
  const [file] = positional(parsed, ["FILE"]);
  await withModel(file!, cliContext("reading").context, async (model, files) => {
    const summary = await summarize(model);
    const gzip = await gzipOfFile(files.main);
    const { format, title, bytes, ...others } = summary;
    const json = { format, title, bytes, gzipBytes: gzip.bytes, gzipEstimated: gzip.estimated, ...others };
    print(parsed, json, () => printSummary(summary, gzip));
  });
}

async function diff(parsed: ParsedArguments): Promise<void> {
  const [one, other] = positional(parsed, ["A", "B"]);
  const { context } = cliContext("reading");
  await withModel(one!, context, (before) =>
    withModel(other!, context, async (after) => {
      const comparison = await compareModels(before, after);
      const bytesBefore = await modelBytes(before);
      const bytesAfter = await modelBytes(after);
      print(parsed, { before: one, after: other, bytesBefore, bytesAfter, ...comparison }, () =>
        printComparison(bytesBefore, bytesAfter, comparison),
      );
    }),
  );
}

/** Rewrites a model, writes the result and says what came of it. */
async function transformFile(
  file: string,
  output: string | undefined,
  parsed: ParsedArguments,
  rewrite: (model: Model, context: Context) => Promise<{ model: Model; reports: StepReport[] }>,
): Promise<void> {
  if (output === undefined) {
    throw new UsageError("-o is missing: name the file the result goes to.");
  }
  const force = parsed.flags.has("force");
  if (!force && (await isSameFile(file, output))) {
    throw new UsageError("The output is the input; use --force to replace it.");
  }
  const started = performance.now();
  const { context, done } = cliContext("working");
  await withModel(file, context, async (model, { main }) => {
    // Compressed in threads of their own, while the steps run and while the result is written.
    const [{ result, files, reports }, gzipBefore] = await Promise.all([
      rewrite(model, context).then(async ({ model: result, reports }) => {
        const sameFolder = resolve(dirname(file)) === resolve(dirname(output));
        return { result, reports, files: await written(result, output, sameFolder) };
      }),
      gzipOfFile(main),
    ]);
    const [gzipAfter] = await Promise.all([gzipSize(files[0]!.pieces), writeFiles(files, output, force, context)]);
    done();
    const bytesBefore = await modelBytes(model);
    const bytesAfter = files[0]!.pieces.length + storageOf(result).external;
    const json = {
      input: file,
      output,
      bytesBefore,
      bytesAfter,
      gzipBytesBefore: gzipBefore.bytes,
      gzipBytesAfter: gzipAfter.bytes,
      gzipEstimated: gzipBefore.estimated || gzipAfter.estimated,
      milliseconds: Math.round(performance.now() - started),
      steps: reports,
    };
    print(parsed, json, () =>
      printSteps(reports, { bytes: bytesBefore, gzip: gzipBefore }, { bytes: bytesAfter, gzip: gzipAfter }, output),
    );
  });
}

function written(model: Model, path: string, sameFolder: boolean): Promise<OutputFile[]> {
  return formatOf(model.format).write(model, { sameFolder, name: basename(path) });
}

async function withModel<T>(
  path: string,
  context: Context,
  use: (model: Model, files: NodeFiles) => Promise<T> | T,
): Promise<T> {
  const files: NodeFiles = await openFiles(path);
  try {
    return await use(await readModel(files, context), files);
  } finally {
    await files.close();
  }
}

/** Shows a bar on a terminal, and stops cleanly on Ctrl+C. */
function cliContext(label: string): { context: Context; done: () => void } {
  const bar = progressBar(process.stderr);
  const abort = new AbortController();
  const interrupt = () => abort.abort();
  process.once("SIGINT", interrupt);
  const context: Context = {
    signal: abort.signal,
    progress: async (done, total) => {
      bar.show(label, done, total);
      // Signals are delivered between turns of the event loop.
      await new Promise((next) => setImmediate(next));
      if (abort.signal.aborted) {
        throw new ModelError("cancelled", "Cancelled: nothing was written.", "operation");
      }
    },
    note: () => {},
  };
  return {
    context,
    done: () => {
      process.off("SIGINT", interrupt);
      bar.clear();
    },
  };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  if (isUsage) {
    process.stderr.write(`${error.message} Run model-bonsai --help for how to use it.\n`);
  } else if (error instanceof ModelError) {
    process.stderr.write(`${error.message}\n`);
  } else {
    process.stderr.write(`This is a mistake in Model Bonsai, please report it: ${String(error)}\n`);
  }
  process.exitCode = isUsage ? 2 : 1;
});
