// Puts the files of a model on disk, or one of them on standard output.
import { ModelError, streamPieces, type Context, type OutputFile } from "../core";
import { nodeFileSystem } from "../files/node-file-system";
import type { OpenedModel } from "../files/opened-model";
import type { FileSystem } from "../files/file-system";
import type { SourceFile } from "../files/source-file";
import type { Target } from "../files/target";
import { Transaction } from "../files/transaction";
import { interruptible } from "./interruption";
import { writeOut } from "./standard-output";

/**
 * @param input What the model was read from.
 * @param replace Whether the input and files beside the target may be replaced.
 * @returns what the user should know of.
 * @throws ModelError: then everything is as it was.
 */
export async function writeFiles(
  files: readonly OutputFile[],
  target: Target,
  input: OpenedModel,
  replace: boolean,
  context: Context,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<string[]> {
  return interruptible(() => write(files, target, input, replace, context, fileSystem));
}

async function write(
  files: readonly OutputFile[],
  target: Target,
  input: OpenedModel,
  replace: boolean,
  context: Context,
  fileSystem: FileSystem,
): Promise<string[]> {
  const kept = await Promise.all(files.filter(({ stays }) => stays).map(({ path }) => input.beside(path!)));
  const transaction = await Transaction.begin(target, {
    fileSystem,
    sources: input.sources,
    kept: kept.filter((each): each is SourceFile => each !== null),
    replace,
    advice: "use --force to replace it, or choose another folder",
  });
  try {
    // The model last: until it is there, nothing names the others.
    for (const { path, pieces } of files.filter(({ stays }) => !stays).reverse()) {
      await transaction.create(path, pieces.length);
      for await (const bytes of streamPieces(pieces, context)) {
        await transaction.append(bytes);
      }
    }
    return await transaction.commit();
  } finally {
    await transaction.abandon();
  }
}

/** @throws ModelError where the model consists of more than one file. */
export async function writeToStandardOutput(files: readonly OutputFile[], context: Context): Promise<void> {
  const [main, ...others] = files;
  if (others.length > 0) {
    throw new ModelError(
      "file",
      `The model consists of ${files.length} files, and standard output takes one; name a file instead.`,
      others[0]!.path!,
    );
  }
  for await (const bytes of streamPieces(main!.pieces, context)) {
    await writeOut(bytes);
  }
}
