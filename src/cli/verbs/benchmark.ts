// model-bonsai benchmark: how long models take to load and to run, side by side.
import { basename, dirname, join, relative } from "node:path";
import { bytesText, counted, modelBytes, ModelError, readModel, timeText, type Model } from "../../core";
import {
  benchmarkModels,
  EngineError,
  imageSettings,
  statedValues,
  type BenchmarkResult,
  type Normalization,
} from "../../engines";
import { nodeHost } from "../../engines/node-host";
import { UsageError, type ParsedArguments } from "../arguments";
import { deviceCommands, type DeviceCommands } from "../device-commands";
import { checkDimensions, dimensionsFrom, openIn } from "../dimensions";
import { INPUT_FLAGS, inputsFor } from "../input-flags";
import { cliContext } from "../interruption";
import type { NodeFiles } from "../node-files";
import { numberFrom, wholeFrom } from "../numbers";
import { printResult } from "../output";
import { withFiles } from "../transform-file";
import type { Verb } from "./verb";

const RUNS = 50;
const SECONDS = 60;
/** Each takes an engine of its own. */
const MOST_MODELS = 8;

/** What has to be said before anybody compares. */
const NOTE =
  "WebAssembly on this computer, on one thread: not what a device does. Compare the models, not the milliseconds.";

interface Measured extends BenchmarkResult {
  readonly file: string;
  readonly bytes: number;
  /** The time of a run, of that of the first model. */
  readonly ratio: number;
  readonly device: readonly DeviceCommands[];
}

export const benchmarkVerb: Verb = {
  usage: `  benchmark MODEL... [--runs N] [--inputs FILE] [--json]
                                               how long each takes to load and to run, by turns, and what memory its
                                               engine takes, in WebAssembly on this computer; and the commands that tell
                                               for a device; --inputs and what goes with them as verify has
                                               them, for the first sample; --dimensions batch=8,…, --seed,
                                               --time-limit S`,
  flags: Object.fromEntries(
    ["runs", "dimensions", "time-limit", ...INPUT_FLAGS].map((name) => [name, { takesValue: true }]),
  ),
  async run(parsed) {
    const measured = await benchmark(parsed);
    await printResult(
      parsed,
      () => ({ note: NOTE, models: measured }),
      () => linesOf(measured),
    );
    return 0;
  },
};

/** @throws UsageError, ModelError where a file cannot be read or a model cannot be run. */
async function benchmark({ positional, flags }: ParsedArguments): Promise<readonly Measured[]> {
  if (positional.length === 0 || positional.length > MOST_MODELS) {
    throw new UsageError(positional.length === 0 ? "MODEL is missing." : `There can be ${MOST_MODELS} models at most.`);
  }
  const question = {
    runs: wholeFrom(flags, "runs", 1, 1e6) ?? RUNS,
    seed: wholeFrom(flags, "seed", 0, 2 ** 31) ?? 0,
    inputs: await inputsFor(positional[0]!, flags),
    dimensions: dimensionsFrom(flags.get("dimensions")),
    limits: { milliseconds: 1000 * (numberFrom(flags, "time-limit", 0.001, 1e6) ?? SECONDS) },
  };
  const preset = flags.get("values");
  const given = preset === undefined ? null : imageSettings({ values: preset }).values;
  const { context, done } = cliContext("running");
  /** Files stay open while their models are run. */
  const withModels = (paths: readonly string[], opened: readonly Opened[]): Promise<readonly Measured[]> =>
    paths.length > 0
      ? withFiles(paths[0]!, async (files) =>
          withModels(paths.slice(1), [...opened, { files, model: await readModel(files, context) }]),
        )
      : measure(opened);
  const measure = async (opened: readonly Opened[]) => {
    const models = opened.map(({ model }) => model);
    checkDimensions(question.dimensions, openIn(models));
    const results = await benchmarkModels(models, question, nodeHost(join(__dirname, "engines")), context);
    return Promise.all(
      results.map(async (result, index) => {
        const file = positional[index]!;
        const values = given ?? (await statedIn(models[index]!));
        return {
          ...{ file, bytes: await modelBytes(models[index]!), ...result, ratio: result.median / results[0]!.median },
          device: await deviceCommands(file, companionsOf(opened[index]!), models[index]!, result.inputs, values),
        };
      }),
    );
  };
  try {
    return await withModels(positional, []);
  } catch (error) {
    throw error instanceof EngineError
      ? new ModelError("unsupported", `Cannot run: ${error.message}.`, positional.join(" "))
      : error;
  } finally {
    done();
  }
}

/** What a model says that it makes of pictures. */
async function statedIn(model: Model): Promise<Normalization | null> {
  const [input] = model.dialect.endpoints(model).inputs;
  return input === undefined ? null : ((await statedValues(model))(input)?.normalization ?? null);
}

interface Opened {
  readonly files: NodeFiles;
  readonly model: Model;
}

/** Files beside a model that it was read from. */
function companionsOf({ files: { opened } }: Opened): readonly string[] {
  const folder = dirname(opened.main.path);
  return opened.sources.filter((each) => each !== opened.main).map(({ path }) => relative(folder, path));
}

const HEADS = ["", "size", "start", "load", "first run", "median", "9 of 10 within", "", "memory"];

function linesOf(measured: readonly Measured[]): string[] {
  const rows = measured.map(({ file, bytes, start, load, first, median, tenth, ninetieth, ratio, memory }, index) => [
    basename(file),
    bytesText(bytes),
    ...[start, load, first, median].map(timeText),
    `${timeText(tenth)} to ${timeText(ninetieth)}`,
    index === 0 ? "" : `${ratio.toFixed(2)} ×`,
    bytesText(memory),
  ]);
  const widths = HEADS.map((head, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]!.length), head.length),
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("  ");
  const [{ runs }] = measured as [Measured];
  const engines = [...new Set(measured.map(({ engine, version }) => `${engine} ${version}`))];
  return [
    NOTE,
    `${counted(runs, "run")} of each by turns, after ${measured.map(({ warmUps }) => warmUps).join(", ")} to warm up.`,
    engines.join(", "),
    "",
    line(HEADS),
    ...rows.map(line),
    "",
    ...new Set(
      measured.flatMap(({ inputs }) => inputs.map(({ name, dtype, source }) => `  input ${name}: ${dtype}, ${source}`)),
    ),
    ...measured.flatMap(({ file, device }) =>
      device.flatMap(({ tool, commands, problem }) => [
        "",
        `${basename(file)} on a device, with ${tool}${problem === null ? " in /data/local/tmp" : ""}:`,
        ...(problem === null ? commands : [`${problem}.`]),
      ]),
    ),
  ];
}
