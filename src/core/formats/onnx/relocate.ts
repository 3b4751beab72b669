// Which tensors of a model go to other files when it is written, and what those files hold.
// Files beside a model may belong to other models too, so they are never written to: in the model's own folder they
// are referred to as before, in another folder they are written anew.
import type { ByteSource } from "../../bytes/byte-source";
import type { Model } from "../../ir/model";
import { ModelError } from "../../ground/errors";
import type { Storage, Tensor } from "../../ir/tensor";
import { allGraphs } from "../../ir/walk";
import { Pieces, type OutputFile } from "../../ir/pieces";
import type { Destination } from "../../ir/writer";
import { isExternal, type ExternalRange, type ExternalStorage } from "./external-data";
import { extrasOf, type ModelExtras } from "./extras";
import { storedParts } from "./sparse-tensor";

/** Protobuf messages end at 2 GiB; some room is left for the structure. */
const LARGEST_MODEL_FILE = 1.9e9;
/** Tensors below this stay in the model file even when others must leave it. */
const SMALLEST_EXTERNAL = 1024;
/** A page, so that runtimes can map the file into memory. */
const ALIGNMENT = 4096;

export interface Relocation {
  /** Where a tensor's bytes go if not into the model file or where they were. */
  moved(tensor: Tensor): ExternalRange | null;
  readonly files: OutputFile[];
}

export async function relocate(model: Model, target: Destination): Promise<Relocation> {
  const { external } = extrasOf<ModelExtras>(model)!;
  if (model.fileBytes !== null && external.used.length === 0 && target.sameFolder) {
    return { moved: () => null, files: [] };
  }
  const tensors = tensorsOf(model);
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
  }
  const here = groupBy([...tensors.values()].filter(isElsewhere), ({ tensor }) => tensor.storage.range.location);
  for (const [location, ranges] of groupBy(external.used, (range) => range.location)) {
    const source = await external.source(location);
    const file = otherFile(location, source, ranges, here.get(location) ?? [], target.sameFolder, moved);
    if (file !== null) {
      files.push(file);
    }
  }
  if (model.fileBytes !== null) {
    return { moved: (tensor) => moved.get(tensor.storage) ?? null, files };
  }
  const inFile = [...tensors.values()].filter(({ tensor }) => !isExternal(tensor.storage));
  const total = inFile.reduce((sum, { tensor }) => sum + tensor.storage.storedBytes, 0);
  if (total > LARGEST_MODEL_FILE) {
    const location = freeName(target.name, external.locations);
    const large = inFile.filter(({ tensor, mayLeave }) => mayLeave && tensor.storage.storedBytes >= SMALLEST_EXTERNAL);
    files.push({ path: location, pieces: pack(location, large, moved) });
  }
  return { moved: (tensor) => moved.get(tensor.storage) ?? null, files };
}

/** All that is stored: constants, and what nodes have in their attributes; of sparse ones the parts. */
function tensorsOf(model: Model): Map<Storage, NamedTensor> {
  const tensors = new Map<Storage, NamedTensor>();
  const add = (tensor: Tensor, name: string, isInitializer: boolean) =>
    storedParts(tensor).forEach((part) =>
      tensors.set(part.storage, { tensor: part, name, mayLeave: isInitializer && part === tensor }),
    );
  for (const graph of allGraphs(model)) {
    graph.nodes.forEach((node) => node.tensorAttributes.forEach((tensor) => add(tensor, node.name, false)));
    for (const { constant, name, producer } of graph.values) {
      if (constant !== null) {
        add(constant, name, producer === null);
      }
    }
  }
  return tensors;
}

/** Files beside the model keep their names. */
function freeName(model: string, taken: ReadonlySet<string>): string {
  let name = `${model}.data`;
  for (let number = 1; taken.has(name); number++) {
    name = `${model}.${number}.data`;
  }
  return name;
}

interface NamedTensor {
  readonly tensor: Tensor;
  readonly name: string;
  /** Whether it may go from the model's file to another one: not all runtimes look for parts of nodes there. */
  readonly mayLeave: boolean;
}

interface TensorElsewhere extends NamedTensor {
  readonly tensor: Tensor & { readonly storage: ExternalStorage };
}

function isElsewhere(each: NamedTensor): each is TensorElsewhere {
  return isExternal(each.tensor.storage);
}

/**
 * A file that holds weights: whole where all of it is still used, else only what is used.
 * @param ranges What the model used of it.
 * @param tensors Those that still lie in it.
 * @returns null where there are none.
 */
function otherFile(
  location: string,
  source: ByteSource | null,
  ranges: readonly ExternalRange[],
  tensors: readonly TensorElsewhere[],
  stays: boolean,
  moved: Map<Storage, ExternalRange>,
): OutputFile | null {
  if (source === null && !stays) {
    throw new ModelError(
      "malformed",
      `The file ${location}, which holds weights, is not beside the model; put it there, or save into the same folder.`,
      location,
    );
  }
  const place = ({ offset, length }: ExternalRange) => `${offset} ${length}`;
  const kept = new Set(tensors.map(({ tensor }) => place(tensor.storage.range)));
  if (source !== null && ranges.every((range) => kept.has(place(range)))) {
    return { path: location, pieces: new Pieces().copy(source, 0, source.size), stays };
  }
  return tensors.length === 0
    ? null
    : { path: location, pieces: pack(location, tensors, stays ? new Map<Storage, ExternalRange>() : moved), stays };
}

function groupBy<K, T>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) {
      groups.set(keyOf(item), [item]);
    } else {
      group.push(item);
    }
  }
  return groups;
}

/** Tensors one after the other, and where each comes to lie. */
function pack(location: string, tensors: readonly NamedTensor[], moved: Map<Storage, ExternalRange>): Pieces {
  const pieces = new Pieces();
  for (const { tensor, name } of tensors) {
    pieces.bytes(new Uint8Array((ALIGNMENT - (pieces.length % ALIGNMENT)) % ALIGNMENT));
    const length = tensor.storage.storedBytes;
    moved.set(tensor.storage, { location, offset: pieces.length, length });
    pieces.tensor(tensor, length, name);
  }
  return pieces;
}
