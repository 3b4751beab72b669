// model-bonsai inspect: inputs, outputs, layers, bytes and cost of a model.
import {
  aboutModel,
  Contents,
  contradictionTexts,
  costsOf,
  costSummary,
  groupRows,
  gzipOfFile,
  hashesOf,
  inferTypes,
  layerMacs,
  layersOf,
  summarize,
  valueRows,
  type Model,
} from "../../core";
import { positional, UsageError, type ParsedArguments } from "../arguments";
import { checkDimensions, dimensionsFrom } from "../dimensions";
import { GZIP_FLAG, wantsExactGzip } from "../gzip-flag";
import { newHash } from "../hash";
import { cliContext } from "../interruption";
import { printResult } from "../output";
import { printAbout } from "../print-about";
import { printGroups, printHashes, printSummary, printTensors, printValues } from "../print";
import { withModel } from "../transform-file";
import type { Verb } from "./verb";

export const inspectVerb: Verb = {
  usage: `  inspect FILE [--hashes] [--values] [--groups] [--about] [--dimensions batch=8,…] [--json]
                                               inputs, outputs, layers, bytes and cost of a model, and what it would do
                                               besides computing; --hashes: the SHA-256 of each tensor, and of all else;
                                               --values: type and shape of each value, stated or inferred;
                                               --groups: what layers and blocks hold and cost, by names or by what
                                               repeats itself, two levels of them or --depth N;
                                               --about: versions, what its author says, bytes by type and operator;
                                               --dimensions: for lengths left open, of which the cost is told for 1`,
  flags: {
    ...GZIP_FLAG,
    hashes: { takesValue: false },
    values: { takesValue: false },
    groups: { takesValue: false },
    about: { takesValue: false },
    depth: { takesValue: true },
    dimensions: { takesValue: true },
  },
  run: inspect,
};

async function inspect(parsed: ParsedArguments): Promise<number> {
  const [file] = positional(parsed, ["FILE"]);
  const exactGzip = wantsExactGzip(parsed);
  const dimensions = dimensionsFrom(parsed.flags.get("dimensions"));
  const depth = depthFrom(parsed);
  const { context, done } = cliContext("reading");
  await withModel(file!, context, async (model, files) => {
    // Compressed in a thread of its own, while the summary is drawn up.
    const [gzip, { layers, summary, costs }] = await Promise.all([
      gzipOfFile(files.main, exactGzip),
      lookInto(model, dimensions),
    ]);
    checkDimensions(dimensions, costs.openDimensions);
    const cost = costSummary(costs);
    const macs = layerMacs(layers.layers, costs);
    const { format, title, bytes, layers: rows, ...others } = summary;
    const hashes = parsed.flags.has("hashes") ? await hashesOf(model, new Contents(newHash, context), context) : null;
    const types = parsed.flags.has("values") ? await inferTypes(model) : null;
    const values = types === null ? null : valueRows(model, types);
    const groups = depth === null ? null : groupRows(model, layers, costs, depth);
    const about = parsed.flags.has("about") ? await aboutModel(model, layers) : null;
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
      ...(about && { about: { ...about, metadata: undefined } }),
    });
    await printResult(parsed, json, function* () {
      yield* model.format.tensorsOnly === true
        ? printTensors({ ...summary, warnings }, gzip)
        : printSummary({ ...summary, warnings }, gzip, cost, macs);
      yield* section(hashes && printHashes(hashes));
      yield* section(values && printValues(values));
      yield* section(groups && printGroups(groups));
      yield* section(about && printAbout(about));
    });
  });
  return 0;
}

/** Below what was told before; null: nothing. */
function* section(lines: Iterable<string> | null): Generator<string> {
  if (lines !== null) {
    yield "";
    yield* lines;
  }
}

async function lookInto(model: Model, dimensions: ReadonlyMap<string, number>) {
  const layers = await layersOf(model);
  const endpoints = model.dialect.endpoints(model);
  const [summary, costs] = await Promise.all([
    summarize(model, layers, endpoints),
    costsOf(model, dimensions, endpoints),
  ]);
  return { layers, summary, costs };
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
