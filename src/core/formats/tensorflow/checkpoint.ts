// Weights of a SavedModel lie in variables/: the index, a sorted string table as LevelDB writes it, tells their names,
// types, shapes and sizes. https://github.com/google/leveldb/blob/main/doc/table_format.md
import { readRange, type ByteSource, type Files } from "../../bytes/byte-source";
import { decompressSnappy } from "../../bytes/snappy";
import { denseBytes, elementCount } from "../../ir/dtype";
import { malformed, ModelError } from "../../ir/errors";
import type { Graph } from "../../ir/graph";
import type { StoredVariable } from "../../ir/model";
import { stringAttribute } from "../../ir/node";
import { parseMessage } from "../../wire/protobuf-reader";
import { decodeVarint } from "../../wire/varint";
import { readShape } from "./attributes";
import { rowOf } from "./operators";
import { BUNDLE_ENTRY, dtypeOf } from "./schema";

const INDEX = "variables/variables.index";
const MAGIC = 0xdb4775248b80fb57n;
const FOOTER_BYTES = 48;
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
    entries = await readTable(source);
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
  const bytes = await readRange(data, offset, length, OBJECT_GRAPH);
  // A string tensor: the length of each string as a varint, a checksum of the lengths in four bytes, the strings.
  const { value, end } = decodeVarint(bytes, 0);
  const start = end + 4;
  if (end < 0 || start + Number(value) > bytes.byteLength) {
    throw malformed(OBJECT_GRAPH, "it is not one string", offset);
  }
  const graph = parseMessage("TrackableObjectGraph", { bytes, offset: 0 }, start, start + Number(value));
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

/** All entries of a sorted string table. @throws ModelError where it is damaged or compressed. */
export async function readTable(source: ByteSource): Promise<Map<string, Uint8Array>> {
  if (source.size < FOOTER_BYTES) {
    throw malformed(INDEX, "it is too short", 0);
  }
  const footer = await source.read(source.size - FOOTER_BYTES, FOOTER_BYTES);
  if (new DataView(footer.buffer, footer.byteOffset).getBigUint64(40, true) !== MAGIC) {
    throw malformed(INDEX, "it does not end as such a table does", source.size - 8);
  }
  const metaIndex = readHandle(footer, 0);
  const index = readHandle(footer, metaIndex.end);
  const entries = new Map<string, Uint8Array>();
  for (const [, handle] of await readBlock(source, index)) {
    for (const [key, value] of await readBlock(source, readHandle(handle, 0))) {
      entries.set(key, value);
    }
  }
  return entries;
}

interface Handle {
  readonly offset: number;
  readonly size: number;
  readonly end: number;
}

function readHandle(bytes: Uint8Array, position: number): Handle {
  const offset = decodeVarint(bytes, position);
  const size = offset.end < 0 ? offset : decodeVarint(bytes, offset.end);
  if (size.end < 0) {
    throw malformed(INDEX, "a block's place is not one", position);
  }
  return { offset: Number(offset.value), size: Number(size.value), end: size.end };
}

const text = new TextDecoder();

/** Keys share their beginning with the one before; the block ends with the places where they do not. */
async function readBlock(source: ByteSource, { offset, size }: Handle): Promise<[string, Uint8Array][]> {
  const stored = await readRange(source, offset, size + 1, INDEX);
  const bytes = stored[size] === 0 ? stored.subarray(0, size) : decompressSnappy(stored.subarray(0, size));
  if (bytes === null || stored[size]! > 1 || bytes.byteLength < 4) {
    throw malformed(INDEX, "a block is not stored as such tables do", offset);
  }
  const length = bytes.byteLength;
  const restarts = new DataView(bytes.buffer, bytes.byteOffset).getUint32(length - 4, true);
  const end = length - 4 - restarts * 4;
  const entries: [string, Uint8Array][] = [];
  let key = new Uint8Array(0);
  for (let position = 0; position < end;) {
    const shared = decodeVarint(bytes, position, end);
    const rest = shared.end < 0 ? shared : decodeVarint(bytes, shared.end, end);
    const size = rest.end < 0 ? rest : decodeVarint(bytes, rest.end, end);
    const keyStart = size.end;
    const valueStart = keyStart + Number(rest.value);
    const valueEnd = valueStart + Number(size.value);
    if (size.end < 0 || Number(shared.value) > key.byteLength || valueEnd > end || valueStart < keyStart) {
      throw malformed(INDEX, "an entry runs past its block", offset + position);
    }
    const next = new Uint8Array(Number(shared.value) + Number(rest.value));
    next.set(key.subarray(0, Number(shared.value)));
    next.set(bytes.subarray(keyStart, valueStart), Number(shared.value));
    key = next;
    entries.push([text.decode(key), bytes.subarray(valueStart, valueEnd)]);
    position = valueEnd;
  }
  return entries;
}
