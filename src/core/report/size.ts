// Where the bytes of a model are.
import type { Model } from "../ir/model";
import type { Storage } from "../ir/tensor";
import { allGraphs } from "../ir/walk";
import { writerOf } from "../ir/writer";
import type { OutputFile } from "../ir/pieces";

/** Of the files a model consists of: as it was read, or as it would be written. */
export interface ModelSize {
  /** The model file. */
  readonly file: number;
  /** What it uses of files beside it. */
  readonly others: number;
}

const HERE = { sameFolder: true, name: "" };

export async function sizeOf(model: Model): Promise<ModelSize> {
  const { writer } = model.format;
  if (model.fileBytes !== null) {
    const beside = "offers" in writer ? await writer.offers.beside(model, HERE) : [];
    return { file: model.fileBytes, others: bytesIn(beside) };
  }
  const [file, ...others] = await writerOf(model).write(model, HERE);
  return { file: file!.pieces.length, others: bytesIn(others) };
}

export function bytesIn(files: readonly OutputFile[]): number {
  return files.reduce((sum, { pieces }) => sum + pieces.length, 0);
}

export interface StorageBytes {
  /** Tensors in the model file. */
  readonly tensors: number;
  /** Tensors in other files. */
  readonly external: number;
}

/** tensors + structure + metadata is the size of the model file, exactly. */
export interface Accounting extends StorageBytes {
  /** Nodes, names, types, lengths and padding: everything that is neither of the others. */
  readonly structure: number;
  readonly metadata: number;
}

/** Bytes that tensors take up, those that several tensors share counted once. */
export function storageOf(model: Model): StorageBytes {
  const seen = new Set<Storage>();
  let tensors = 0;
  let external = 0;
  for (const graph of allGraphs(model)) {
    graph.values.forEach(({ constant }) => {
      if (constant !== null && !seen.has(constant.storage)) {
        seen.add(constant.storage);
        if (constant.storage.location === "external") {
          external += constant.storage.storedBytes;
        } else {
          tensors += constant.storage.storedBytes;
        }
      }
    });
  }
  for (const { bytes } of new Set(model.variables.values())) {
    external += bytes;
  }
  return { tensors, external };
}

/** @param fileBytes The size of the model file. */
export function accountingOf(model: Model, fileBytes: number): Accounting {
  const { tensors, external } = storageOf(model);
  const stated = model.metadata.reduce((sum, entry) => sum + entry.bytes, 0);
  // A constant that is also listed as metadata would count twice; what is left is never less than nothing.
  const metadata = Math.min(stated, Math.max(0, fileBytes - tensors));
  return { tensors, structure: fileBytes - tensors - metadata, metadata, external };
}
