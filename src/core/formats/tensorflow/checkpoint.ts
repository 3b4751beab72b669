// Weights of a SavedModel lie in variables/: the index tells their names, types, shapes and sizes.
import { readRange, type Files } from "../../bytes/byte-source";
import { denseBytes, elementCount } from "../../ir/dtype";
import { malformed, ModelError } from "../../ir/errors";
import { rootGraphs, variableKey, type Model, type StoredVariable } from "../../ir/model";
import { stringAttribute, type Node } from "../../ir/node";
import type { Shape } from "../../ir/value";
import { ancestorsOf } from "../../ir/walk";
import { parseMessage } from "../../wire/protobuf-reader";
import { readSortedTable } from "../../wire/sorted-table";
import { decodeVarint } from "../../wire/varint";
import { readShape } from "./attributes";
import { MAX_OBJECT_GRAPH } from "../limits";
import { rowOf } from "./operators";
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
  const needed = ancestorsOf(outputs);
  const read = holders.filter(
    (holder) => outputs.length === 0 || needed.has(holder) || !model.graphs.includes(holder.graph!),
  );
  const unknown = read.filter((holder) => !variables.has(variableKey(holder)));
  if (unknown.length > 0) {
    warnings.push(
      `The folder ${FOLDER} holds nothing for ${unknown.length} of ${read.length} variables, such as "${unknown[0]!.name}".`,
    );
  }
}

/**
 * What the graph restores into each variable. A graph that restores nothing has variables called as the checkpoint
 * calls them, or as the objects that it was made of.
 */
async function stored(
  model: Model,
  files: Files,
  holders: readonly Node[],
  entries: ReadonlyMap<string, Uint8Array>,
  shards: number,
): Promise<Map<Node, StoredVariable>> {
  const found = new Map<Node, StoredVariable>();
  const restored = await restoredVariables(model);
  const withRestored = new Set([...restored.keys()].map(({ graph }) => graph));
  const named = holders.every(({ graph }) => withRestored.has(graph))
    ? new Map<string, string>()
    : await keysByName(files, entries, shards);
  const known = new Map<string, StoredVariable>();
  for (const holder of holders) {
    const name = stringAttribute(holder, "shared_name", "") || holder.name;
    const { key, part, shape }: Restored =
      restored.get(holder) ??
      (withRestored.has(holder.graph)
        ? { key: "", part: "", shape: null }
        : {
            key:
              [named.get(name) ?? name, named.get(holder.name) ?? holder.name].find((each) => entries.has(each)) ?? "",
            part: "",
            shape: null,
          });
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

/**
 * Checkpoint keys by variable name. The object graph is a tensor of one string: its bytes stand in the data file.
 * TrackableObjectGraph: nodes 1 { attributes 2 { name 1, full_name 2, checkpoint_key 3 } }.
 */
async function keysByName(
  files: Files,
  entries: ReadonlyMap<string, Uint8Array>,
  shards: number,
): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  const entry = entries.get(OBJECT_GRAPH);
  if (entry === undefined) {
    return keys;
  }
  const message = parseMessage("BundleEntryProto", { bytes: entry, offset: 0 }, 0, entry.byteLength);
  const data = await files.open(shardName(message.integer(BUNDLE_ENTRY.shard), shards));
  if (data === null) {
    return keys;
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
  const graph = parseMessage("TrackableObjectGraph", { bytes, offset: 0 }, start, start + value);
  for (const node of graph.messages(1, "TrackableObject")) {
    for (const attribute of node.messages(2, "SerializedTensor")) {
      const name = attribute.string(2);
      if (attribute.string(1) === "VARIABLE_VALUE" && !keys.has(name)) {
        keys.set(name, attribute.string(3));
      }
    }
  }
  return keys;
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
      warnings.push(
        `The file ${name} is not beside the model: TensorFlow cannot load its variables; copy it there too.`,
      );
    } else if (source.size < end) {
      warnings.push(
        `The file ${name} ends after ${source.size.toLocaleString("en-US")} bytes where ${INDEX} has it hold ${end.toLocaleString("en-US")}: TensorFlow cannot load its variables; copy it again.`,
      );
    }
  }
}

function shardName(shard: number, shards: number): string {
  const digits = (number: number) => `${number}`.padStart(5, "0");
  return `${FOLDER}/variables.data-${digits(shard)}-of-${digits(shards)}`;
}
