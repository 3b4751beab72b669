// Which tensors of a model go to other files when it is written, and what those files hold.
// Files beside a model may belong to other models too, so they are never written to: in the model's own folder they
// are referred to as before, in another folder they are written anew.
import type { Model } from "../../ir/model";
import { ModelError } from "../../ir/errors";
import { isSparse } from "../../ir/sparse";
import type { Storage, Tensor } from "../../ir/tensor";
import { allGraphs } from "../../ir/walk";
import { Pieces, type OutputFile } from "../../wire/pieces";
import type { Target } from "../format";
import { isExternal, type ExternalFiles, type ExternalRange } from "./external-data";
import type { ModelExtras } from "./extras";

/** Protobuf messages end at 2 GiB; some room is left for the structure. */
const LARGEST_MODEL_FILE = 1.9e9;
/** Tensors below this stay in the model file even when others must leave it. */
const SMALLEST_EXTERNAL = 1024;
/** A page, so that runtimes can map the file into memory. */
const ALIGNMENT = 4096;

export interface Relocation {
  /** Where a tensor's bytes go if not into the model file or where they were. */
  moved(tensor: Tensor): ExternalRange | null;
  readonly files: readonly OutputFile[];
}

export async function relocate(model: Model, extras: ModelExtras, target: Target): Promise<Relocation> {
  const tensors = new Map<Storage, { tensor: Tensor; name: string }>();
  for (const graph of allGraphs(model)) {
    for (const value of graph.values) {
      if (value.constant !== null) {
        tensors.set(value.constant.storage, { tensor: value.constant, name: value.name });
      }
    }
  }
  const moved = new Map<Storage, ExternalRange>();
  const files: OutputFile[] = [];
  if (!target.sameFolder) {
    for (const { tensor, name } of tensors.values()) {
      if (tensor.storage.outside !== undefined) {
        throw new ModelError(
          "malformed",
          `Tensor "${name}": ${tensor.storage.outside}; it is not read, so the model can only be saved into its own folder.`,
          name,
        );
      }
    }
    for (const location of new Set(extras.external.used.map((range) => range.location))) {
      const file = await carriedFile(location, [...tensors.values()], extras.external, moved);
      if (file !== null) {
        files.push(file);
      }
    }
  }
  const inFile = [...tensors.values()].filter(({ tensor }) => !isExternal(tensor.storage) && !isSparse(tensor.storage));
  const total = inFile.reduce((sum, { tensor }) => sum + tensor.storage.storedBytes, 0);
  if (total > LARGEST_MODEL_FILE) {
    const large = inFile.filter(({ tensor }) => tensor.storage.storedBytes >= SMALLEST_EXTERNAL);
    files.push(packedFile(`${target.name}.data`, large, moved));
  }
  return { moved: (tensor) => moved.get(tensor.storage) ?? null, files };
}

/**
 * A file that holds weights, for another folder: whole where all of it is still used, else only what is used.
 * @returns null where that is nothing.
 */
async function carriedFile(
  location: string,
  tensors: readonly { tensor: Tensor; name: string }[],
  external: ExternalFiles,
  moved: Map<Storage, ExternalRange>,
): Promise<OutputFile | null> {
  const source = await external.source(location);
  if (source === null) {
    throw new ModelError(
      "malformed",
      `The file ${location}, which holds weights, is not beside the model; put it there, or save into the same folder.`,
      location,
    );
  }
  const here = tensors.filter(({ tensor }) => isExternal(tensor.storage) && tensor.storage.range.location === location);
  const kept = new Set(here.map(({ tensor }) => isExternal(tensor.storage) && tensor.storage.range));
  if (external.used.every((range) => range.location !== location || kept.has(range))) {
    return { path: location, pieces: new Pieces().copy(source, 0, source.size) };
  }
  return here.length === 0 ? null : packedFile(location, here, moved);
}

function packedFile(
  location: string,
  tensors: readonly { tensor: Tensor; name: string }[],
  moved: Map<Storage, ExternalRange>,
): OutputFile {
  const pieces = new Pieces();
  for (const { tensor, name } of tensors) {
    pieces.bytes(new Uint8Array((ALIGNMENT - (pieces.length % ALIGNMENT)) % ALIGNMENT));
    const length = tensor.storage.storedBytes;
    moved.set(tensor.storage, { location, offset: pieces.length, length });
    pieces.tensor(tensor, length, name);
  }
  return { path: location, pieces };
}
