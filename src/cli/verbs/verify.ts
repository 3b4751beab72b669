// Runs two models on the same inputs, and says how far apart their results are.
import { join } from "node:path";
import { counted, decibelText, ModelError, readModel } from "../../core";
import {
  DEFAULT_TOLERANCES,
  EngineError,
  verifyModels,
  type LayerDistance,
  type Tolerances,
  type Verification,
} from "../../engines";
import { nodeHost } from "../../engines/node-host";
import { positional, UsageError, type ParsedArguments } from "../arguments";
import { checkDimensions, dimensionsFrom, openIn } from "../dimensions";
import { INPUT_FLAGS, inputsFor, LABEL_FLAG } from "../input-flags";
import { cliContext } from "../interruption";
import { numberFrom, wholeFrom } from "../numbers";
import { printResult } from "../output";
import { withFiles } from "../transform-file";
import type { Verb } from "./verb";

const ITS_FLAGS = [
  ...INPUT_FLAGS,
  LABEL_FLAG,
  "samples",
  "taps",
  "dimensions",
  "sqnr",
  "ignore-below",
  "max-absolute",
  "agreement",
  "time-limit",
];

export const verifyVerb: Verb = {
  usage: `  verify A B [--inputs FILE] [--samples N] [--taps all] [--json]
                                               run both on the same inputs, made up or from .npy, .npz, .csv, .bin, a
                                               picture, a .wav, a folder or zip of these, ONNX test data, or as an
                                               .inputs.json says, and say how far apart their outputs are; --values
                                               imagenet, -1..1, 0..1 or raw, --fit crop, stretch or pad, --colors rgb
                                               or bgr, --layout nhwc or nchw: what is made of pictures; --sample-rate
                                               HZ: of sound; --labels folders or FILE.csv: how often they are right;
                                               --taps all: and inner values; --sqnr DB, --max-absolute X,
                                               --agreement SHARE: how far they may be, by default 20 dB;
                                               --ignore-below X: differences up to X count as none for --sqnr, as of
                                               outputs that are near 0 everywhere; --seed N: inputs
                                               that are made up, and others; --dimensions batch=8,…,
                                               --time-limit S`,
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
  const inputs = await inputsFor(before, flags);
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

/** Where any limit is given, those alone count. */
function tolerancesFrom(flags: ReadonlyMap<string, string>): Tolerances {
  const ignored = numberFrom(flags, "ignore-below", 0, Infinity);
  const limits = {
    sqnr: numberFrom(flags, "sqnr", -1000, 1000),
    maxAbsolute: numberFrom(flags, "max-absolute", 0, Infinity),
    agreement: numberFrom(flags, "agreement", 0, 1),
  };
  const isGiven = Object.values(limits).some((each) => each !== null);
  if (ignored !== null && isGiven && limits.sqnr === null) {
    throw new UsageError("--ignore-below goes with --sqnr, which is no limit here.");
  }
  return { ...(isGiven ? limits : DEFAULT_TOLERANCES), ignored };
}

const FEWEST = 8;

/** @param all Whether every layer is listed, and not the worst alone. */
function verificationLines(verification: VerificationReport): string[] {
  const { engine, version, samples, inputs, outputs, layers, leftOut, verdict, reason, accuracy } = verification;
  const share = (value: number | null) => (value === null ? "" : `, same largest element in ${percent(value)}`);
  const worst = [...layers].sort((a, b) => (a.ownSqnr ?? Infinity) - (b.ownSqnr ?? Infinity)).slice(0, FEWEST);
  return [
    `${verdict}: ${reason}`,
    "",
    `${engine} ${version}, ${counted(samples, "sample")}`,
    ...inputs.map(({ name, source }) => `  input ${name}: ${source}`),
    ...outputs.map(
      ({ name, maxAbsolute, sqnr, top1 }) =>
        `  output ${name}: ${decibelText(sqnr)}, at most ${Number(maxAbsolute.toPrecision(3))} apart${share(top1)}`,
    ),
    ...(accuracy === null
      ? []
      : [`  right in ${percent(accuracy.before)}, then in ${percent(accuracy.after)} of ${accuracy.labels} samples`]),
    ...(layers.length === 0
      ? []
      : [
          "",
          `${counted(layers.length, "inner value")} in both; those that add the most error themselves:`,
          ...worst.map(
            ({ name, sqnr, ownSqnr }) => `  ${name}: own ${decibelText(ownSqnr ?? null)}, in all ${decibelText(sqnr)}`,
          ),
        ]),
    ...(leftOut === null ? [] : ["", `Left out: ${leftOut}`]),
  ];
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}
