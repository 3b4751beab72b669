// model-bonsai tensor: what a constant holds, and a copy of it as a file.
import {
  bytesText,
  constantNamed,
  counted,
  exactCount,
  formatShape,
  measureText,
  ModelError,
  quantizationText,
  readModel,
  shareText,
  tensorFile,
  tensorFileKind,
  tensorStatistics,
  type Context,
  type Model,
  type NamedConstant,
  type TensorStatistics,
} from "../../core";
import { nodeFileSystem } from "../../files/node-file-system";
import { findTarget } from "../../files/target";
import { positional, UsageError, type ParsedArguments } from "../arguments";
import { histogramText } from "../histogram-text";
import { cliContext } from "../interruption";
import type { NodeFiles } from "../node-files";
import { printResult } from "../output";
import { withFiles } from "../transform-file";
import { writeFiles } from "../write-files";
import type { Verb } from "./verb";

export const tensorVerb: Verb = {
  usage: `  tensor FILE NAME [--axis N] [-o OUT.npy|OUT.csv] [--json]
                                               range, mean, zeros and distribution of a constant, for each index of an
                                               axis too; -o: a copy of it as a file; --graph: where names are not unique`,
  flags: {
    output: { takesValue: true },
    axis: { takesValue: true },
    graph: { takesValue: true },
  },
  run: tensor,
};

async function tensor(parsed: ParsedArguments): Promise<number> {
  const [file, name] = positional(parsed, ["FILE", "NAME"]);
  const output = parsed.flags.get("output");
  const { context, done } = cliContext("reading");
  await withFiles(file!, async (files) => {
    const report = await tensorReport(await readModel(files, context), name!, parsed, context);
    if (output !== undefined) {
      await writeTensor(report.constant, output, files, context);
    }
    done();
    await printResult(
      parsed,
      () => ({ ...tensorJson(report), ...(output !== undefined && { output }) }),
      () => [...tensorLines(report), ...(output === undefined ? [] : ["", `${output} holds it now.`])],
    );
  });
  return 0;
}

interface TensorReport {
  readonly constant: NamedConstant;
  /** Null: its elements are no numbers. */
  readonly statistics: TensorStatistics | null;
}

/** @throws ModelError where there is no such constant, or no such axis. */
async function tensorReport(
  model: Model,
  name: string,
  { flags }: ParsedArguments,
  context: Context,
): Promise<TensorReport> {
  const constant = constantNamed(model, name, flags.get("graph") ?? null);
  const { tensor, value } = constant;
  const axis = axisFrom(flags.get("axis"), tensor.shape.length) ?? value.quantization?.axis ?? null;
  try {
    return { constant, statistics: await tensorStatistics(tensor, value.name, axis, context) };
  } catch (error) {
    if (error instanceof ModelError && error.code === "unsupported") {
      return { constant, statistics: null };
    }
    throw error;
  }
}

/** Writes the tensor to a file. @throws ModelError, UsageError: then there is none. */
async function writeTensor(
  { value, tensor }: NamedConstant,
  output: string,
  files: NodeFiles,
  context: Context,
): Promise<void> {
  const kind = tensorFileKind(output);
  if (kind === null) {
    throw new UsageError(`The output ends in .npy or .csv; not "${output}".`);
  }
  const target = await findTarget(nodeFileSystem, output);
  const pieces = await tensorFile(tensor, value.name, kind);
  await writeFiles([{ path: null, pieces }], target, files.opened, false, context);
}

function tensorJson({ constant: { value, tensor, place }, statistics }: TensorReport) {
  const { quantization } = value;
  const list = (numbers: Float64Array) => [...numbers].map((each) => (Number.isNaN(each) ? null : each));
  return {
    name: value.name,
    graph: place,
    dtype: tensor.dtype,
    shape: tensor.shape,
    bytes: tensor.storage.storedBytes,
    quantization: quantization && {
      axis: quantization.axis,
      scale: [...quantization.scale],
      zeroPoint: [...quantization.zeroPoint],
    },
    statistics: statistics && {
      ...statistics,
      histogram: statistics.histogram && { ...statistics.histogram, counts: [...statistics.histogram.counts] },
      ranges: statistics.ranges && {
        axis: statistics.ranges.axis,
        minimum: list(statistics.ranges.minimum),
        maximum: list(statistics.ranges.maximum),
      },
    },
  };
}

/** Rows of ranges that are printed; --json has all. */
const MOST_RANGES = 64;

function tensorLines({ constant: { value, tensor, place }, statistics }: TensorReport): string[] {
  const quantization = quantizationText(value);
  const lines = [
    `${value.name}: ${tensor.dtype} ${formatShape(tensor.shape)}, ${bytesText(tensor.storage.storedBytes)}, in ${place === "main graph" ? "the main graph" : place}`,
    ...(quantization === "" ? [] : [`quantized: ${quantization}`]),
  ];
  if (statistics === null) {
    return [...lines, "Its elements are no numbers."];
  }
  const { elements, nan, infinite, minimum, maximum, mean, deviation, zeros, distinct, histogram, ranges } = statistics;
  lines.push(
    `${counted(elements, "element")}, ${distinct === null ? "more than 65,536" : exactCount(distinct)} distinct, ` +
      `${exactCount(zeros)} zero (${shareText(elements === 0 ? 0 : zeros / elements)})` +
      (nan + infinite === 0 ? "" : `, ${exactCount(nan)} NaN, ${exactCount(infinite)} infinite`),
  );
  if (minimum !== null) {
    lines.push(
      `minimum ${measureText(minimum)}, maximum ${measureText(maximum!)}, mean ${measureText(mean!)}, ` +
        `standard deviation ${measureText(deviation!)}`,
    );
  }
  if (histogram !== null && histogram.counts.length > 1) {
    lines.push(histogramText(histogram, maximum!));
  }
  if (ranges !== null) {
    const shown = Math.min(ranges.minimum.length, MOST_RANGES);
    lines.push("", `along axis ${ranges.axis}:`);
    for (let index = 0; index < shown; index++) {
      lines.push(`  ${index}: ${measureText(ranges.minimum[index]!)} to ${measureText(ranges.maximum[index]!)}`);
    }
    if (shown < ranges.minimum.length) {
      lines.push(`  and ${exactCount(ranges.minimum.length - shown)} more; --json has them`);
    }
  }
  return lines;
}

function axisFrom(text: string | undefined, rank: number): number | null {
  if (text === undefined) {
    return null;
  }
  const axis = Number(text);
  if (!/^-?\d+$/u.test(text) || axis < -rank || axis >= rank) {
    throw new UsageError(`--axis takes a number from ${-rank} to ${rank - 1} here; not "${text}".`);
  }
  return axis < 0 ? axis + rank : axis;
}
