// Hashes by which people can tell what changed between two files and what did not.
import { quietContext, type Context } from "../context";
import type { DType } from "../ir/dtype";
import type { Model } from "../ir/model";
import { streamPieces } from "../wire/piece-stream";
import type { Contents } from "./contents";
import { layersOf } from "./layers";
import { namedGraphs } from "./named-graphs";

export interface TensorHash {
  readonly name: string;
  /** The graph it is in. */
  readonly place: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** What it takes up where it is stored. */
  readonly bytes: number;
  /** Whether it counts as a parameter; else it is a setting such as a shape. */
  readonly weight: boolean;
  /** Of its elements, as `Contents.sha256` defines it: the same in all formats, whatever its name, type and shape. */
  readonly sha256: string;
}

export interface Hashes {
  /** Every constant, in the order of the file. */
  readonly tensors: readonly TensorHash[];
  /**
   * SHA-256 of all else that the file says, in the form of `ModelFormat.outline`: graphs, nodes, names, types and shapes,
   * signatures, metadata, unknown fields. Not in it: where in the file things are, and in which of several forms
   * elements are stored. Files of the same format can be compared by it.
   */
  readonly structure: string;
}

/** Of a model as it was read. Reads all of the file, in blocks. @throws ModelError where a tensor cannot be read. */
export async function hashesOf(model: Model, contents: Contents, context: Context): Promise<Hashes> {
  const { weights } = await layersOf(model);
  const constants = namedGraphs(model).flatMap(({ graph, name: place }) =>
    [...graph.values].flatMap(({ name, constant }) => (constant === null ? [] : [{ name, place, constant }])),
  );
  const total = constants.reduce((sum, { constant }) => sum + constant.storage.storedBytes, 0);
  const tensors: TensorHash[] = [];
  let done = 0;
  for (const { name, place, constant } of constants) {
    const { dtype, shape, storage } = constant;
    const sha256 = await contents.sha256(constant, name);
    const weight = weights.has(storage);
    tensors.push({ name, place, dtype, shape, bytes: storage.storedBytes, weight, sha256 });
    await context.progress((done += storage.storedBytes), total);
  }
  const structure = contents.newHash();
  for await (const block of streamPieces(model.format.outline(model), quietContext(context.signal))) {
    structure.update(block);
  }
  return { tensors, structure: structure.digest() };
}
