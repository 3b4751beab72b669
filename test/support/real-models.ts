// The corpus and the samples, read, and written again.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { openFiles } from "../../src/cli/node-files";
import {
  gatherPieces,
  memoryFiles,
  memorySource,
  ModelError,
  quietContext,
  readModel,
  writerOf,
  type ByteSource,
  type Model,
} from "../../src/core";
import { corpusFiles, sampleFiles, type CorpusFile } from "./corpus";

export function realModels(): CorpusFile[] {
  return [...sampleFiles(), ...corpusFiles()];
}

/** By id what is expected: "title|nodes|parameters|inputs|outputs", or the sentence of the error. */
export const expected: ReadonlyMap<string, string> = new Map(
  readFileSync("test/corpus/expected.tsv", "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t") as [string, string]),
);

/** Does nothing where the file is expected not to be read, and is not. */
export async function withModel(file: CorpusFile, use: (model: Model) => Promise<void>): Promise<void> {
  const opened = await openFiles(file.path);
  try {
    await use(await readModel(opened, quietContext()));
  } catch (error) {
    if (!(error instanceof ModelError) || expected.get(file.id) !== error.message) {
      throw error;
    }
  } finally {
    await opened.close();
  }
}

/** The model's own file. */
export async function rewritten(model: Model, { path }: CorpusFile): Promise<Uint8Array> {
  const [main] = await writerOf(model).write(model, { sameFolder: true, name: basename(path) });
  return gatherPieces(main!.pieces, quietContext());
}

/** What was made of a file, beside the other files of that. */
export async function readAgain(file: CorpusFile, bytes: Uint8Array): Promise<Model> {
  const files = { ...memoryFiles(basename(file.path), bytes), open: (path: string) => openBeside(file, path) };
  return readModel(files, quietContext());
}

async function openBeside(file: CorpusFile, path: string): Promise<ByteSource | null> {
  const opened = await openFiles(file.path);
  const source = await opened.open(path);
  const bytes = source === null ? null : await source.read(0, source.size);
  await opened.close();
  return bytes === null ? null : memorySource(bytes);
}
