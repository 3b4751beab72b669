// Runs two models on the same inputs, and says how far apart their results are.
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { counted, ModelError, OpenDimensions, readModel, type Model } from "../../core";
import {
  decibels,
  DEFAULT_TOLERANCES,
  EngineError,
  readInputs,
  verifyModels,
  type GivenInputs,
  type InputFile,
  type LayerDistance,
  type Tolerances,
  type Verification,
} from "../../engines";
import { nodeHost } from "../../engines/node-host";
import { readingError } from "../../files/file-error";
import { positional, UsageError, type ParsedArguments } from "../arguments";
import { checkDimensions, dimensionsFrom } from "../dimensions";
import { cliContext } from "../interruption";
import { printResult } from "../output";
import { withFiles } from "../transform-file";
import type { Verb } from "./verb";

const ITS_FLAGS = [
  "inputs",
  "samples",
  "seed",
  "taps",
  "dimensions",
  "sqnr",
  "max-absolute",
  "agreement",
  "time-limit",
];

export const verifyVerb: Verb = {
  usage: `  verify A B [--inputs FILE] [--samples N] [--taps all] [--json]
                                               run both on the same inputs, made up or from .npy, .npz or a folder of
                                               ONNX test data, and say how far apart their outputs are; --taps all: and
                                               inner values; --sqnr DB, --max-absolute X, --agreement SHARE: how far they
                                               may be, by default 20 dB; --seed, --dimensions batch=8,…, --time-limit S`,
  flags: Object.fromEntries(ITS_FLAGS.map((name) => [name, { takesValue: true }])),
  async run(parsed) {
    const [before, after] = positional(parsed, ["A", "B"]);
    const verification = await verify(before!, after!, parsed);
    await printResult(
      parsed,
      () => verification,
      () => verificationLines(verification),
    );
    return verification.verdict === "different" ? TOO_FAR_APART : 0;
  },
};

/** The exit code of models that were run and are too far apart. */
const TOO_FAR_APART = 3;

const SECONDS = 60;

export interface VerificationReport extends Omit<Verification, "layers"> {
  readonly layers: readonly LayerDistance[];
}

/** @throws UsageError, ModelError where a file cannot be read or a model cannot be run. */
async function verify(before: string, after: string, { flags }: ParsedArguments): Promise<VerificationReport> {
  const taps = flags.get("taps") ?? "outputs";
  if (taps !== "all" && taps !== "outputs") {
    throw new UsageError(`--taps takes one of all, outputs; not "${taps}".`);
  }
  const samples = wholeFrom(flags, "samples", 1, 1e6);
  const inputs = flags.has("inputs") ? await givenInputs(flags.get("inputs")!) : null;
  const question = {
    samples,
    seed: wholeFrom(flags, "seed", 0, 2 ** 31) ?? 0,
    taps,
    dimensions: dimensionsFrom(flags.get("dimensions")),
    inputs,
    tolerances: tolerancesFrom(flags),
    limits: { milliseconds: 1000 * (numberFrom(flags, "time-limit", 0.001, 1e6) ?? SECONDS) },
  } as const;
  const { context, done } = cliContext("running");
  try {
    return await withFiles(before, (one) =>
      withFiles(after, async (other) => {
        const models = [await readModel(one, context), await readModel(other, context)] as const;
        checkDimensions(question.dimensions, openIn(models));
        const host = nodeHost(join(__dirname, "engines"));
        const { layers, ...verification } = await verifyModels(...models, question, host, context);
        return { ...verification, layers: layers.map(({ value: _value, ...layer }) => layer) };
      }),
    );
  } catch (error) {
    throw error instanceof EngineError
      ? new ModelError("unsupported", `Cannot verify: ${error.message}.`, before)
      : error;
  } finally {
    done();
  }
}

/** Lengths of inputs that either model leaves open. */
function openIn(models: readonly Model[]): ReadonlyMap<string, number> {
  const open = new OpenDimensions(new Map());
  for (const model of models) {
    for (const { value, type } of model.dialect.endpoints(model).inputs) {
      open.close(value, type?.shape ?? []);
    }
  }
  return open.taken;
}

/** Where any is given, those alone count. */
function tolerancesFrom(flags: ReadonlyMap<string, string>): Tolerances {
  const tolerances = {
    sqnr: numberFrom(flags, "sqnr", -1000, 1000),
    maxAbsolute: numberFrom(flags, "max-absolute", 0, Infinity),
    agreement: numberFrom(flags, "agreement", 0, 1),
  };
  return Object.values(tolerances).every((each) => each === null) ? DEFAULT_TOLERANCES : tolerances;
}

function numberFrom(flags: ReadonlyMap<string, string>, name: string, least: number, most: number): number | null {
  const text = flags.get(name);
  if (text === undefined) {
    return null;
  }
  const number = Number(text);
  if (text.trim() === "" || !(number >= least && number <= most)) {
    const kind = Number.isFinite(most) ? `a number from ${least} to ${most}` : `a number from ${least} on`;
    throw new UsageError(`--${name} takes ${kind}; not "${text}".`);
  }
  return number;
}

function wholeFrom(flags: ReadonlyMap<string, string>, name: string, least: number, most: number): number | null {
  const number = numberFrom(flags, name, least, most);
  if (number !== null && !Number.isInteger(number)) {
    throw new UsageError(`--${name} takes a whole number from ${least} to ${most}; not "${flags.get(name)}".`);
  }
  return number;
}

/** A file, or a folder of ONNX's test data: of one set, or of several in folders of their own. */
async function givenInputs(path: string): Promise<GivenInputs> {
  try {
    const sets = (await stat(path)).isDirectory() ? await setsIn(path) : [[path]];
    const files: InputFile[][] = [];
    for (const set of sets) {
      files.push(await Promise.all(set.map(async (file) => ({ name: basename(file), bytes: await readFile(file) }))));
    }
    return await readInputs(...files);
  } catch (error) {
    throw readingError(error, `"${path}"`);
  }
}

async function setsIn(folder: string): Promise<string[][]> {
  const own = await numbered(folder, INPUT);
  if (own.length > 0) {
    return [own];
  }
  const sets = await Promise.all((await numbered(folder, SET)).map((set) => numbered(set, INPUT)));
  const filled = sets.filter(({ length }) => length > 0);
  if (filled.length === 0) {
    throw new ModelError("file", `There is no input_0.pb in "${folder}", nor in a test_data_set_0 there.`, folder);
  }
  return filled;
}

const INPUT = /^input_(\d+)\.pb$/;
const SET = /^test_data_set_(\d+)$/;

/** Paths in the order of the numbers in their names. */
async function numbered(folder: string, pattern: RegExp): Promise<string[]> {
  const found = (await readdir(folder)).flatMap((name) => {
    const number = pattern.exec(name)?.[1];
    return number === undefined ? [] : [{ name, number: Number(number) }];
  });
  return found.sort((a, b) => a.number - b.number).map(({ name }) => join(folder, name));
}

const FEWEST = 8;

/** @param all Whether every layer is listed, and not the worst alone. */
function verificationLines(verification: VerificationReport): string[] {
  const { engine, version, samples, inputs, outputs, layers, verdict, reason } = verification;
  const share = (value: number | null) => (value === null ? "" : `, same largest element in ${percent(value)}`);
  const worst = [...layers].sort((a, b) => (a.ownSqnr ?? Infinity) - (b.ownSqnr ?? Infinity)).slice(0, FEWEST);
  return [
    `${verdict}: ${reason}`,
    "",
    `${engine} ${version}, ${counted(samples, "sample")}`,
    ...inputs.map(({ name, source }) => `  input ${name}: ${source}`),
    ...outputs.map(
      ({ name, maxAbsolute, sqnr, top1 }) =>
        `  output ${name}: ${decibels(sqnr)}, at most ${Number(maxAbsolute.toPrecision(3))} apart${share(top1)}`,
    ),
    ...(layers.length === 0
      ? []
      : [
          "",
          `${counted(layers.length, "inner value")} in both; those that add the most error themselves:`,
          ...worst.map(
            ({ name, sqnr, ownSqnr }) => `  ${name}: own ${decibels(ownSqnr ?? null)}, in all ${decibels(sqnr)}`,
          ),
        ]),
  ];
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}
