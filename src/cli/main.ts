// model-bonsai: inspect, tensor, transforms, run, shrink, diff, and one verb per transform.
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import {
  comparisonLines,
  compareModels,
  compareTensors,
  Contents,
  contradictionTexts,
  costsOf,
  costSummary,
  groupRows,
  gzipOfFile,
  inferTypes,
  hashesOf,
  layerMacs,
  layersOf,
  modelBytes,
  ModelError,
  planStep,
  readModel,
  readRecipe,
  writerOf,
  runRecipe,
  summarize,
  throwIfRefused,
  transforms,
  valueRows,
  type Context,
  type Files,
  type Hash,
  type Model,
  type Parameter,
  type Transform,
} from "../core";
import { readingError } from "../files/file-error";
import { nodeFileSystem } from "../files/node-file-system";
import { SourceFile } from "../files/source-file";
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
import { cliContext, endAsTold } from "./interruption";
import { printJson, printLines, tell } from "./output";
import { dimensionsFrom, checkDimensions } from "./dimensions";
import {
  printGroups,
  printHashes,
  printPlan,
  printSteps,
  printSummary,
  printTensors,
  printTransforms,
  printValues,
} from "./print";
import { ClosedPipe } from "./standard-output";
import { tensorJson, tensorLines, tensorReport, TENSOR_FLAGS, writeTensor } from "./tensor";
import { STANDARD_OUTPUT, transformFile, withFiles, type Rewrite } from "./transform-file";
import { verificationLines, verify, VERIFY_FLAGS } from "./verify";

declare const VERSION: string;

const HELP = `model-bonsai: look into .tflite, .onnx, .pb and .safetensors models, and shrink the first three

  inspect FILE [--hashes] [--values] [--groups] [--dimensions batch=8,…] [--json]
                                               inputs, outputs, layers, bytes and cost of a model, and what it would do
                                               besides computing; --hashes: the SHA-256 of each tensor, and of all else;
                                               --values: type and shape of each value, stated or inferred;
                                               --groups: what layers and blocks hold and cost, by names or by what
                                               repeats itself, two levels of them or --depth N;
                                               --dimensions: for lengths left open, of which the cost is told for 1
  transforms [--json]                          what can be done to a model
  TRANSFORM FILE -o OUT [options] [--json]     do it; "model-bonsai TRANSFORM --help" lists its options
  TRANSFORM FILE --plan [options] [--json]     say what it would do with each tensor; for those that quantize
  run RECIPE.json FILE -o OUT [--json]         do the steps of a recipe
  shrink FILE -o OUT [--json]                  do what is recommended for a device: all that is safe, then int8
  tensor FILE NAME [--axis N] [-o OUT.npy|OUT.csv] [--json]
                                               range, mean, zeros and distribution of a constant, for each index of an
                                               axis too; -o: a copy of it as a file; --graph: where names are not unique
  diff A B [--json]                            what differs between two models
  verify A B [--inputs FILE] [--samples N] [--taps all] [--json]
                                               run both on the same inputs, made up or from .npy, .npz or a folder of
                                               ONNX test data, and say how far apart their outputs are; --taps all: and
                                               inner values; --sqnr DB, --max-absolute X, --agreement SHARE: how far they
                                               may be, by default 20 dB; --seed, --dimensions batch=8,…, --time-limit S
  transform-graph --in_graph=FILE --out_graph=OUT --inputs=A,B --outputs=C --transforms='...'
                                               a pipeline of TensorFlow's Graph Transform Tool, on any model

  -o, --output FILE    where the result goes, "-" for standard output; not onto the input, unless with --force
  -f, --force          replace the input, or files beside the result
  --gzip exact         compress the whole model for its size with gzip; as it is, above 1 MB samples are
  --json               print the result as JSON
  --version, --help

Transforms: ${transforms.map(({ id }) => id).join(", ")}.
Exit codes: 0 done, 1 a model cannot be read, written or run, 2 wrong usage, 3 verified and too far apart.`;

/** Of a program that writes where nobody reads any more, as shells tell it. */
const CLOSED_PIPE = 128 + 13;

const TOO_FAR_APART = 3;

const JSON_FLAG = { json: { takesValue: false }, help: { takesValue: false } };
const GZIP_FLAG = { gzip: { takesValue: true } };
const INSPECT_FLAGS = {
  ...JSON_FLAG,
  ...GZIP_FLAG,
  hashes: { takesValue: false },
  values: { takesValue: false },
  groups: { takesValue: false },
  depth: { takesValue: true },
  dimensions: { takesValue: true },
};
const PLAN_FLAG = { plan: { takesValue: false } };
const OUTPUT_FLAGS = { ...JSON_FLAG, ...GZIP_FLAG, output: { takesValue: true }, force: { takesValue: false } };
const PIPELINE_FLAGS = {
  ...JSON_FLAG,
  ...GZIP_FLAG,
  force: { takesValue: false },
  ...Object.fromEntries(
    ["in_graph", "out_graph", "inputs", "outputs", "transforms"].map((name) => [name, { takesValue: true }]),
  ),
};

/** Does what a user asks for in words, and tells what came of it. @returns the exit code. */
export async function main(words: readonly string[]): Promise<number> {
  try {
    const code = await run(words);
    return words.length === 0 ? 2 : code;
  } catch (error) {
    return told(error);
  }
}

/** @returns the exit code */
function told(error: unknown): number {
  if (error instanceof ClosedPipe) {
    return CLOSED_PIPE;
  }
  if (error instanceof UsageError) {
    tell(`${error.message} Run model-bonsai --help for how to use it.`);
    return 2;
  }
  const known = readingError(error, "A file");
  tell(
    known instanceof ModelError
      ? known.message
      : `This is a mistake in Model Bonsai, please report it: ${String(error)}`,
  );
  if (known instanceof ModelError && known.code === "cancelled") {
    endAsTold();
  }
  return 1;
}

/** @returns the exit code of what was done. */
async function run(words: readonly string[]): Promise<number> {
  const [verb, ...rest] = words;
  if (verb === "verify") {
    return verifyTwo(parseArguments(rest, { ...JSON_FLAG, ...VERIFY_FLAGS }));
  }
  if (verb === "--version") {
    await printLines([VERSION]);
  } else if (verb === undefined || verb === "--help" || verb === "-h" || verb === "help") {
    await printLines(HELP.split("\n"));
  } else if (verb === "inspect") {
    await inspect(parseArguments(rest, INSPECT_FLAGS));
  } else if (verb === "transforms") {
    await listTransforms(parseArguments(rest, JSON_FLAG));
  } else if (verb === "diff") {
    await diff(parseArguments(rest, JSON_FLAG));
  } else if (verb === "tensor") {
    await tensor(parseArguments(rest, { ...JSON_FLAG, ...TENSOR_FLAGS }));
  } else if (verb === "run") {
    const parsed = parseArguments(rest, OUTPUT_FLAGS);
    const [recipe, file] = positional(parsed, ["RECIPE.json", "FILE"]);
    const steps = readRecipe(await readWhole(recipe!));
    await rewrite(file!, parsed.flags.get("output"), parsed, (model, context) => runRecipe(model, steps, context));
  } else if (verb === "shrink") {
    const parsed = parseArguments(rest, OUTPUT_FLAGS);
    const [file] = positional(parsed, ["FILE"]);
    await rewrite(file!, parsed.flags.get("output"), parsed, (model, context) =>
      runRecipe(model, writerOf(model).recommended, context),
    );
  } else if (verb === "transform-graph") {
    await transformGraph(parseArguments(rest, PIPELINE_FLAGS));
  } else {
    await runVerb(verb, rest);
  }
  return 0;
}

/** @returns the exit code: whether they are too far apart. */
async function verifyTwo(parsed: ParsedArguments): Promise<number> {
  const [before, after] = positional(parsed, ["A", "B"]);
  const verification = await verify(before!, after!, parsed);
  await print(
    parsed,
    () => verification,
    () => verificationLines(verification),
  );
  return verification.verdict === "different" ? TOO_FAR_APART : 0;
}

async function runVerb(verb: string, words: readonly string[]): Promise<void> {
  const transform = transforms.find(({ id }) => id === verb);
  if (transform === undefined) {
    throw new UsageError(`There is no command "${verb}".`);
  }
  const parsed = parseArguments(words, { ...OUTPUT_FLAGS, ...PLAN_FLAG, ...flagsOf(transform) });
  if (parsed.flags.has("help")) {
    await printLines(helpLines(transform));
    return;
  }
  const [file] = positional(parsed, ["FILE"]);
  const step = { id: verb, parameters: parametersFrom(transform, parsed.flags) };
  if (parsed.flags.has("plan")) {
    await withModel(file!, cliContext("reading").context, async (model) => {
      const plan = await planStep(model, step);
      return print(
        parsed,
        () => plan,
        () => printPlan(plan),
      );
    });
    return;
  }
  await rewrite(file!, parsed.flags.get("output"), parsed, async (model, context) => {
    const result = await runRecipe(model, [step], context);
    throwIfRefused(result.reports[0]!);
    return result;
  });
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
  await rewrite(file!, output, parsed, (model, context) => runPipeline(model, calls, names, context));
}

function helpLines(transform: Transform): string[] {
  const options = Object.entries<Parameter>(transform.parameters).flatMap(([name, parameter]) => [
    `  ${usageOf(name, parameter)}`,
    `      ${helpOf(parameter)}`,
  ]);
  return [`model-bonsai ${transform.id} FILE -o OUT [options]`, transform.description, "", ...options];
}

function positional({ positional: given }: ParsedArguments, names: readonly string[]): readonly string[] {
  const missing = names.findIndex((_, index) => (given[index] ?? "") === "");
  if (missing >= 0) {
    throw new UsageError(`${names[missing]} is missing.`);
  }
  if (given.length > names.length) {
    throw new UsageError(`"${given[names.length]}" is one argument too many.`);
  }
  return given;
}

/** @param aside Standard output is taken by the model. */
async function print(
  parsed: ParsedArguments,
  value: () => unknown,
  lines: () => string[],
  aside = false,
): Promise<void> {
  await (parsed.flags.has("json") ? printJson(value(), aside) : printLines(lines(), aside));
}

async function readWhole(path: string): Promise<Uint8Array> {
  const source = await SourceFile.open(nodeFileSystem, resolve(path), path);
  try {
    return await source.read(0, source.size);
  } finally {
    await source.close();
  }
}

async function listTransforms(parsed: ParsedArguments): Promise<void> {
  positional(parsed, []);
  const described = transforms.map((transform) => {
    const { id, title, description, lossy, parameters } = transform;
    const defaults = Object.fromEntries(
      Object.entries<Parameter>(parameters).map(([name, each]) => [name, each.default]),
    );
    return { id, title, description, lossy, mayGrow: transform.mayGrow?.(defaults) === true, parameters };
  });
  await print(
    parsed,
    () => described,
    () => printTransforms(transforms),
  );
}

async function inspect(parsed: ParsedArguments): Promise<void> {
  const [file] = positional(parsed, ["FILE"]);
  const exactGzip = wantsExactGzip(parsed);
  const dimensions = dimensionsFrom(parsed.flags.get("dimensions"));
  const depth = depthFrom(parsed);
  const { context, done } = cliContext("reading");
  await withModel(file!, context, async (model, files) => {
    // Compressed in a thread of its own, while the summary is drawn up.
    const gzipped = gzipOfFile(files.main, exactGzip);
    const layers = await layersOf(model);
    const endpoints = model.dialect.endpoints(model);
    const [summary, costs, gzip] = await Promise.all([
      summarize(model, layers, endpoints),
      costsOf(model, dimensions, endpoints),
      gzipped,
    ]);
    checkDimensions(dimensions, costs.openDimensions);
    const cost = costSummary(costs);
    const macs = layerMacs(layers.layers, costs);
    const { format, title, bytes, layers: rows, ...others } = summary;
    const hashes = parsed.flags.has("hashes") ? await hashesOf(model, new Contents(newHash, context), context) : null;
    const types = parsed.flags.has("values") ? await inferTypes(model) : null;
    const values = types === null ? null : valueRows(model, types);
    const groups = depth === null ? null : groupRows(model, layers, costs, depth);
    const warnings = [...summary.warnings, ...(types === null ? [] : contradictionTexts(types))];
    done();
    const gzips = { gzipBytes: gzip.bytes, gzipEstimated: gzip.estimated };
    const { macs: allMacs, activationPeakBytes, ...basis } = cost;
    const json = () => ({
      format,
      title,
      bytes,
      ...gzips,
      macs: allMacs,
      activationPeakBytes,
      ...others,
      layers: rows.map((row, index) => ({ ...row, macs: macs[index]! })),
      cost: basis,
      warnings,
      ...(hashes && { hashes }),
      ...(values && { values }),
      ...(groups && { groups }),
    });
    await print(parsed, json, () => [
      ...(model.format.tensorsOnly === true
        ? printTensors({ ...summary, warnings }, gzip)
        : printSummary({ ...summary, warnings }, gzip, cost, macs)),
      ...(hashes === null ? [] : ["", ...printHashes(hashes)]),
      ...(values === null ? [] : ["", ...printValues(values)]),
      ...(groups === null ? [] : ["", ...printGroups(groups)]),
    ]);
  });
}

async function tensor(parsed: ParsedArguments): Promise<void> {
  const [file, name] = positional(parsed, ["FILE", "TENSOR"]);
  const output = parsed.flags.get("output");
  const { context, done } = cliContext("reading");
  await withFiles(file!, async (files) => {
    const report = await tensorReport(await readModel(files, context), name!, parsed, context);
    if (output !== undefined) {
      await writeTensor(report.constant, output, files, parsed.flags.has("force"), context);
    }
    done();
    await print(
      parsed,
      () => ({ ...tensorJson(report), ...(output !== undefined && { output }) }),
      () => [...tensorLines(report), ...(output === undefined ? [] : ["", `${output} holds it now.`])],
    );
  });
}

/** How deep groups are told; null: not at all. */
function depthFrom({ flags }: ParsedArguments): number | null {
  const [given, isAsked] = [flags.get("depth"), flags.has("groups")];
  if (given === undefined) {
    return isAsked ? (flags.has("json") ? Infinity : 2) : null;
  }
  if (!isAsked) {
    throw new UsageError("--depth goes with --groups.");
  }
  if (!/^[1-9]\d{0,8}$/.test(given)) {
    throw new UsageError(`--depth takes a whole number from 1 on, not ${JSON.stringify(given)}.`);
  }
  return Number(given);
}

async function diff(parsed: ParsedArguments): Promise<void> {
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
      await print(
        parsed,
        () => json,
        () => comparisonLines(bytesBefore, bytesAfter, comparison, tensors),
      );
    }),
  );
}

/** Rewrites a model, writes the result and says what came of it: beside a model on standard output, elsewhere. */
async function rewrite(
  input: string,
  output: string | undefined,
  parsed: ParsedArguments,
  work: Rewrite,
): Promise<void> {
  if (output === undefined || output === "") {
    throw new UsageError("-o is missing: name the file the result goes to.");
  }
  const started = performance.now();
  const { context, done } = cliContext("working");
  const { reports, before, after, warnings } = await transformFile(
    input,
    output,
    { force: parsed.flags.has("force"), exactGzip: wantsExactGzip(parsed) },
    work,
    context,
  );
  done();
  const json = {
    input,
    output,
    bytesBefore: before.file + before.others,
    bytesAfter: after.file + after.others,
    otherBytesBefore: before.others,
    otherBytesAfter: after.others,
    gzipBytesBefore: before.gzip.bytes,
    gzipBytesAfter: after.gzip.bytes,
    gzipEstimated: before.gzip.estimated || after.gzip.estimated,
    milliseconds: Math.round(performance.now() - started),
    steps: reports,
    warnings,
  };
  await print(
    parsed,
    () => json,
    () => printSteps(reports, before, after, output),
    output === STANDARD_OUTPUT,
  );
  warnings.forEach((warning) => tell(`Warning: ${warning}`));
}

/** @throws UsageError where sizes with gzip are asked for in a way that there is not. */
function wantsExactGzip({ flags }: ParsedArguments): boolean {
  const way = flags.get("gzip") ?? "sampled";
  if (way !== "sampled" && way !== "exact") {
    throw new UsageError(`--gzip takes one of sampled, exact; not "${way}".`);
  }
  return way === "exact";
}

function newHash(): Hash {
  const hash = createHash("sha256");
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest("hex") };
}

async function withModel<T>(
  path: string,
  context: Context,
  use: (model: Model, files: Files) => Promise<T> | T,
): Promise<T> {
  return withFiles(path, async (files) => use(await readModel(files, context), files));
}
