// Rewrites a model, writes the result and says what came of it.
import { basename } from "node:path";
import {
  bytesIn,
  checkOutputName,
  editable,
  writerOf,
  gzipOfFile,
  gzipSize,
  readModel,
  sizeOf,
  type Context,
  type Files,
  type GzipSize,
  type Model,
  type OutputFile,
  type StepReport,
} from "../core";
import type { FileSystem } from "../files/file-system";
import { isSameFile } from "../files/identity";
import { nodeFileSystem } from "../files/node-file-system";
import { findTarget, type Target } from "../files/target";
import { UsageError } from "./arguments";
import { openFiles, type NodeFiles } from "./node-files";
import { checkTakesModel } from "./standard-output";
import { writeFiles, writeToStandardOutput } from "./write-files";

/** As an output: standard output. */
export const STANDARD_OUTPUT = "-";

export interface Outcome {
  readonly reports: readonly StepReport[];
  readonly before: OutcomeSize;
  readonly after: OutcomeSize;
  /** What the user should know of. */
  readonly warnings: readonly string[];
}

/** Bytes of the model file, of what it uses of others, and of the model file after gzip. */
export interface OutcomeSize {
  readonly file: number;
  readonly others: number;
  readonly gzip: GzipSize;
}

export type Rewrite = (model: Model, context: Context) => Promise<{ model: Model; reports: StepReport[] }>;

/**
 * @param force Whether the input and files beside the output may be replaced.
 * @param exactGzip Whether the sizes with gzip are those of all bytes, and not of samples.
 */
export async function transformFile(
  input: string,
  output: string,
  { force, exactGzip }: { readonly force: boolean; readonly exactGzip: boolean },
  rewrite: Rewrite,
  context: Context,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<Outcome> {
  const target = output === STANDARD_OUTPUT ? null : await findTarget(fileSystem, output);
  if (target === null) {
    checkTakesModel();
  }
  const use = async (files: NodeFiles): Promise<Outcome> => {
    if (target !== null && !force) {
      checkNotInput(target, files);
    }
    const original = await readModel(files, context);
    editable(original);
    checkOutputName(original.format, output, files.name);
    // Compressed in threads of their own, while the steps run and while the result is written.
    const [{ reports, written }, before] = await Promise.all([
      rewrite(original, context).then(async ({ model, reports }) => ({
        reports,
        written: await filesOf(model, output, target !== null && files.opened.isIn(target.folder)),
      })),
      sized(original, files, exactGzip),
    ]);
    const [gzip, warnings] = await Promise.all([
      gzipSize(written[0]!.pieces, exactGzip),
      target === null
        ? writeToStandardOutput(written, context).then(() => [])
        : writeFiles(written, target, files.opened, force, context, fileSystem),
    ]);
    const after = { file: written[0]!.pieces.length, others: bytesIn(written.slice(1)), gzip };
    return { reports, before, after, warnings };
  };
  return withFiles(input, use, fileSystem);
}

export async function withFiles<T>(
  path: string,
  use: (files: NodeFiles) => Promise<T>,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<T> {
  const files = await openFiles(path, fileSystem);
  try {
    return await use(files);
  } finally {
    await files.close();
  }
}

/** As the model would be written to a path. */
export function filesOf(model: Model, path: string, sameFolder: boolean): Promise<OutputFile[]> {
  return writerOf(model).write(model, { sameFolder, name: basename(path) });
}

async function sized(original: Model, { main }: NodeFiles, exactGzip: boolean): Promise<OutcomeSize> {
  const [size, gzip] = await Promise.all([sizeOf(original), gzipOfFile(main, exactGzip)]);
  return { ...size, gzip };
}

function checkNotInput(target: Target, { opened }: NodeFiles): void {
  if (target.existing !== null && isSameFile(target.existing, opened.main.status)) {
    throw new UsageError("The output is the input; use --force to replace it.");
  }
}

/** Reads a model, and keeps its files open as long as it is used. */
export async function withModel<T>(
  path: string,
  context: Context,
  use: (model: Model, files: Files) => Promise<T> | T,
): Promise<T> {
  return withFiles(path, async (files) => use(await readModel(files, context), files));
}
