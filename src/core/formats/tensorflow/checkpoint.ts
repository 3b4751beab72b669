// Weights of a SavedModel lie in variables/: the index tells their names, types, shapes and sizes.
import { readRange, type Files } from "../../bytes/byte-source";
import { denseBytes, elementCount } from "../../ir/dtype";
import { malformed, ModelError } from "../../ir/errors";
import type { Graph } from "../../ir/graph";
import type { StoredVariable } from "../../ir/model";
import { stringAttribute } from "../../ir/node";
import { parseMessage } from "../../wire/protobuf-reader";
import { readSortedTable } from "../../wire/sorted-table";
import { decodeVarint } from "../../wire/varint";
import { readShape } from "./attributes";
import { MAX_OBJECT_GRAPH } from "../limits";
import { rowOf } from "./operators";
import { BUNDLE_ENTRY, dtypeOf } from "./schema";

const INDEX = "variables/variables.index";
/** Of TensorFlow 2: tensors are found by walking the Python objects, of which this entry is the map. */
const OBJECT_GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH";

/** What each variable node of the graphs holds, by node name. */
export async function readVariables(
  files: Files,
  graphs: readonly Graph[],
  warnings: string[],
): Promise<Map<string, StoredVariable>> {
  const variables = new Map<string, StoredVariable>();
  const holders = graphs.flatMap((graph) => graph.nodes.filter((node) => rowOf(node).role === "variable"));
  if (holders.length === 0) {
    return variables;
  }
  const source = await files.open(INDEX);
  if (source === null) {
    warnings.push(`The weights lie in the folder variables, which is not beside the model: their sizes are not known.`);
    return variables;
  }
  let entries: Map<string, Uint8Array>;
  try {
    entries = await readSortedTable(source, INDEX);
  } catch (error) {
    if (!(error instanceof ModelError)) {
      throw error;
    }
    warnings.push(`The sizes of the weights are not known: ${error.message}`);
    return variables;
  }
  const keys = await keysByName(files, entries);
  for (const node of holders) {
    const name = stringAttribute(node, "shared_name", "") || node.name;
    const entry = entries.get(keys.get(name) ?? name) ?? entries.get(keys.get(node.name) ?? node.name);
    if (entry !== undefined) {
      variables.set(node.name, readEntry(entry, name));
    }
  }
  const unknown = holders.length - variables.size;
  if (unknown > 0) {
    warnings.push(`The folder variables holds nothing for ${unknown} of ${holders.length} variables.`);
  }
  return variables;
}

function readEntry(bytes: Uint8Array, name: string): StoredVariable {
  const message = parseMessage("BundleEntryProto", { bytes, offset: 0 }, 0, bytes.byteLength);
  const shape = message.single(BUNDLE_ENTRY.shape, "TensorShapeProto");
  const dtype = dtypeOf(message.integer(BUNDLE_ENTRY.dtype));
  const dimensions = shape === null ? [] : (readShape(shape) ?? []);
  const stated = message.integer(BUNDLE_ENTRY.size);
  const dense = denseBytes(dtype, elementCount(dimensions.map((each) => Number(each ?? 0))));
  if (!Number.isNaN(dense) && stated !== dense && stated !== 0) {
    throw malformed(`Variable "${name}" in ${INDEX}`, `it takes ${stated} bytes where its shape needs ${dense}`, 0);
  }
  return { dtype, shape: dimensions, bytes: stated };
}

/**
 * Checkpoint keys by variable name. The object graph is a tensor of one string: its bytes stand in the data file.
 * TrackableObjectGraph: nodes 1 { attributes 2 { name 1, full_name 2, checkpoint_key 3 } }.
 */
async function keysByName(files: Files, entries: ReadonlyMap<string, Uint8Array>): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  const entry = entries.get(OBJECT_GRAPH);
  if (entry === undefined) {
    return keys;
  }
  const message = parseMessage("BundleEntryProto", { bytes: entry, offset: 0 }, 0, entry.byteLength);
  const header = entries.get("") ?? new Uint8Array(0);
  const shards = parseMessage("BundleHeaderProto", { bytes: header, offset: 0 }, 0, header.byteLength).integer(1, 1);
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

function shardName(shard: number, shards: number): string {
  const digits = (number: number) => `${number}`.padStart(5, "0");
  return `variables/variables.data-${digits(shard)}-of-${digits(shards)}`;
}
