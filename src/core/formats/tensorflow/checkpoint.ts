// Weights of a SavedModel lie in variables/: the index tells their names, types, shapes and sizes.
import { Marks } from "../../ir/columns";
import { readRange, type Files } from "../../bytes/byte-source";
import { denseBytes, elementCount } from "../../ir/dtype";
import { malformed, ModelError } from "../../ground/errors";
import { rootGraphs, variableKey, type Model, type StoredVariable } from "../../ir/model";
import { stringAttribute, type Node } from "../../ir/node";
import type { Shape } from "../../ir/value";
import { ancestorsOf } from "../../ir/walk";
import { warn } from "../../ir/warnings";
import { parseMessage, type Message } from "../../wire/protobuf-reader";
import { readSortedTable } from "../../wire/sorted-table";
import { decodeVarint } from "../../bytes/varint";
import { readShape } from "./attributes";
import { MAX_OBJECT_GRAPH } from "../../bytes/limits";
import { rowOf } from "./operators";
import { keysByHolder, keysByName } from "./objects";
import { restoredVariables, type Restored } from "./restored";
import { BUNDLE_ENTRY, dtypeOf } from "./schema";

const FOLDER = "variables";
const INDEX = `${FOLDER}/variables.index`;
/** Of TensorFlow 2: tensors are found by walking the Python objects, of which this entry is the map. */
const OBJECT_GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH";

/** Puts into the model what each of its variables holds. What is missing or damaged is told in a warning. */
export async function readVariables(
  model: Model,
  files: Files,
  variables: Map<string, StoredVariable>,
  warnings: string[],
): Promise<void> {
  const holders = rootGraphs(model).flatMap(({ nodes }) => nodes.filter((node) => rowOf(node).role === "variable"));
  if (holders.length === 0) {
    return;
  }
  const source = await files.open(INDEX);
  if (source === null) {
    const isThere = (await files.list(FOLDER)).length > 0;
    const missing = isThere ? `The file ${INDEX}` : `The folder ${FOLDER}`;
    warnings.push(`${missing} is not beside the model: what its variables hold is not known; copy it there too.`);
    return;
  }
  try {
    const entries = await readSortedTable(source, INDEX);
    const shards = shardsIn(entries);
    for (const [holder, variable] of await stored(model, files, holders, entries, shards)) {
      variables.set(variableKey(holder), variable);
    }
    await checkShards(files, entries, shards, warnings);
  } catch (error) {
    if (!(error instanceof ModelError)) {
      throw error;
    }
    warnings.push(`What the variables hold is not known: ${error.message}`);
    return;
  }
  // Tracing leaves handles behind that nothing computes with.
  const outputs = model.dialect.endpoints(model).outputs.map(({ value }) => value);
  const needed = ancestorsOf(outputs, new Marks<Node>(model.lineage.nodes));
  const mains = new Set(model.graphs);
  const read = holders.filter((holder) => outputs.length === 0 || needed.has(holder) || !mains.has(holder.graph!));
  const unknown = read.filter((holder) => !variables.has(variableKey(holder)));
  if (unknown.length > 0) {
    warnings.push(
      `The folder ${FOLDER} holds nothing for ${unknown.length} of ${read.length} variables, such as "${unknown[0]!.name}".`,
    );
  }
}

/**
 * What the graph restores into each variable, or what its object holds. A graph that says neither has variables called
 * as the checkpoint calls them, or its objects.
 */
async function stored(
  model: Model,
  files: Files,
  holders: readonly Node[],
  entries: ReadonlyMap<string, Uint8Array>,
  shards: number,
): Promise<Map<Node, StoredVariable>> {
  const places = new Map<Node, Restored>(await restoredVariables(model));
  const objects = holders.every((holder) => places.has(holder)) ? null : await objectsIn(files, entries, shards);
  for (const [holder, key] of objects === null ? [] : await keysByHolder(model, objects)) {
    places.set(holder, places.get(holder) ?? whole(key));
  }
  const told = new Set([...places.keys()].map(({ graph }) => graph));
  const named = objects === null ? new Map<string, string>() : keysByName(objects);
  const found = new Map<Node, StoredVariable>();
  const known = new Map<string, StoredVariable>();
  for (const holder of holders) {
    const name = stringAttribute(holder, "shared_name", "") || holder.name;
    const names = told.has(holder.graph) ? [] : [named.get(name), name, named.get(holder.name), holder.name];
    const { key, part, shape } = places.get(holder) ?? whole(names.find((each) => each && entries.has(each)) ?? "");
    const entry = key === "" ? undefined : entries.get(key);
    if (entry !== undefined) {
      // Those that hold the same are the same parameter.
      const place = `${key} ${part}`;
      const variable = known.get(place) ?? readEntry(entry, key, shape);
      known.set(place, variable);
      found.set(holder, variable);
    }
  }
  return found;
}

function whole(key: string): Restored {
  return { key, part: "", shape: null };
}

/** @param part The shape of a part of it; null: all. */
function readEntry(bytes: Uint8Array, name: string, part: Shape | null): StoredVariable {
  const message = parseMessage("BundleEntryProto", { bytes, offset: 0 }, 0, bytes.byteLength);
  const shape = message.single(BUNDLE_ENTRY.shape, "TensorShapeProto");
  const dtype = dtypeOf(message.integer(BUNDLE_ENTRY.dtype));
  const dimensions = shape === null ? [] : (readShape(shape) ?? []);
  const stated = message.integer(BUNDLE_ENTRY.size);
  const dense = denseBytes(dtype, elementCount(dimensions.map((each) => Number(each ?? 0))));
  if (!Number.isNaN(dense) && stated !== dense && stated !== 0) {
    throw malformed(`Variable "${name}" in ${INDEX}`, `it takes ${stated} bytes where its shape needs ${dense}`, 0);
  }
  if (part !== null) {
    return { dtype, shape: part, bytes: denseBytes(dtype, elementCount(part.map(Number))) };
  }
  return { dtype, shape: dimensions, bytes: stated };
}

/** The object graph: a tensor of one string, whose bytes stand in the data file. Null: the checkpoint has none. */
async function objectsIn(
  files: Files,
  entries: ReadonlyMap<string, Uint8Array>,
  shards: number,
): Promise<Message | null> {
  const entry = entries.get(OBJECT_GRAPH);
  if (entry === undefined) {
    return null;
  }
  const message = parseMessage("BundleEntryProto", { bytes: entry, offset: 0 }, 0, entry.byteLength);
  const data = await files.open(shardName(message.integer(BUNDLE_ENTRY.shard), shards));
  if (data === null) {
    return null;
  }
  const offset = message.integer(BUNDLE_ENTRY.offset);
  const length = message.integer(BUNDLE_ENTRY.size);
  if (length > MAX_OBJECT_GRAPH) {
    throw malformed(OBJECT_GRAPH, `its ${length} bytes are too many for what it holds`, offset);
  }
  const bytes = await readRange(data, offset, length, OBJECT_GRAPH);
  // A string tensor: the length of each string as a varint, a checksum of the lengths in four bytes, the strings.
  const { value, end } = decodeVarint(bytes, 0);
  const start = end + 4;
  if (end < 0 || typeof value === "bigint" || value < 0 || start + value > bytes.byteLength) {
    throw malformed(OBJECT_GRAPH, "it is not one string", offset);
  }
  return parseMessage("TrackableObjectGraph", { bytes, offset: 0 }, start, start + value);
}

/** Into how many files the values are split. */
function shardsIn(entries: ReadonlyMap<string, Uint8Array>): number {
  const header = entries.get("") ?? new Uint8Array(0);
  return parseMessage("BundleHeaderProto", { bytes: header, offset: 0 }, 0, header.byteLength).integer(1, 1);
}

/** Warns of files that are not there, or end before what lies in them. */
async function checkShards(
  files: Files,
  entries: ReadonlyMap<string, Uint8Array>,
  shards: number,
  warnings: string[],
): Promise<void> {
  const ends = new Map<number, number>();
  for (const [key, bytes] of entries) {
    if (key !== "") {
      const entry = parseMessage("BundleEntryProto", { bytes, offset: 0 }, 0, bytes.byteLength);
      const shard = entry.integer(BUNDLE_ENTRY.shard);
      const end = entry.integer(BUNDLE_ENTRY.offset) + entry.integer(BUNDLE_ENTRY.size);
      ends.set(shard, Math.max(ends.get(shard) ?? 0, end));
    }
  }
  for (const [shard, end] of [...ends].sort(([a], [b]) => a - b)) {
    const name = shardName(shard, shards);
    const source = await files.open(name);
    if (source === null) {
      warn(
        warnings,
        `The file ${name} is not beside the model: TensorFlow cannot load its variables; copy it there too.`,
      );
    } else if (source.size < end) {
      warn(
        warnings,
        `The file ${name} ends after ${source.size.toLocaleString("en-US")} bytes where ${INDEX} has it hold ${end.toLocaleString("en-US")}: TensorFlow cannot load its variables; copy it again.`,
      );
    }
  }
}

function shardName(shard: number, shards: number): string {
  const digits = (number: number) => `${number}`.padStart(5, "0");
  return `${FOLDER}/variables.data-${digits(shard)}-of-${digits(shards)}`;
}
