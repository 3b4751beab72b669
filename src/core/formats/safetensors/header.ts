// The header of a safetensors file: what its tensors are called and are, and where their bytes lie behind it.
import { readRange, type ByteSource } from "../../bytes/byte-source";
import { malformed, ModelError } from "../../ground/errors";
import type { MetadataEntry } from "../../ir/model";
import { MAX_RANK } from "../../bytes/limits";
import { JsonReader } from "./json-reader";

export interface TensorEntry {
  readonly name: string;
  /** As the file calls it. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes from the end of the header on: the first, and the one behind the last. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  /** In its order. */
  readonly tensors: readonly TensorEntry[];
  readonly metadata: readonly MetadataEntry[];
  /** Where the bytes of tensors begin in the file. */
  readonly end: number;
}

/** A number of 64 bits: how long the header is. */
export const LENGTH_BYTES = 8;
/** The format's own reader stops there. */
const MOST_BYTES = 100_000_000;
const METADATA = "__metadata__";

/** @throws ModelError where it is not as the format demands. */
export async function readHeader(file: ByteSource): Promise<Header> {
  const head = await readRange(file, 0, LENGTH_BYTES, "The length of the header");
  const length = Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
  if (length > MOST_BYTES) {
    const limit = MOST_BYTES.toLocaleString("en-US");
    const message = `The header is said to be ${length.toLocaleString("en-US")} bytes long; at most ${limit} are read.`;
    throw new ModelError("limit", message, "The header", 0);
  }
  const bytes = await readRange(file, LENGTH_BYTES, length, "The header");
  return { ...parseHeader(bytes), end: LENGTH_BYTES + length };
}

function parseHeader(bytes: Uint8Array): Omit<Header, "end"> {
  const reader = new JsonReader(bytes, LENGTH_BYTES);
  const tensors: TensorEntry[] = [];
  const names = new Set<string>();
  let metadata: readonly MetadataEntry[] = [];
  reader.object((name) => {
    if (names.has(name)) {
      throw malformed("The header", `it names "${name}" twice`, LENGTH_BYTES + reader.position);
    }
    names.add(name);
    if (name === METADATA) {
      metadata = readMetadata(reader);
    } else {
      tensors.push(readEntry(reader, name));
    }
  });
  reader.finish();
  return { tensors, metadata };
}

function readMetadata(reader: JsonReader): readonly MetadataEntry[] {
  const entries: MetadataEntry[] = [];
  if (!reader.isNull()) {
    let start = reader.position;
    reader.object((name) => {
      const value = reader.string();
      entries.push({ name, value, bytes: reader.position - start });
      start = reader.position;
    });
  }
  return entries;
}

/** Members that later versions may add are passed over, as the format's own reader does. */
function readEntry(reader: JsonReader, name: string): TensorEntry {
  const start = reader.position;
  const wrong = (what: string) => malformed(`Tensor "${name}"`, what, LENGTH_BYTES + start);
  const found: { dtype?: string; shape?: readonly number[]; offsets?: readonly number[] } = {};
  const members = new Set<string>();
  reader.object((member) => {
    if (members.has(member)) {
      throw wrong(`it has two members "${member}"`);
    }
    members.add(member);
    if (member === "dtype") {
      found.dtype = reader.string();
    } else if (member === "shape") {
      found.shape = reader.integers(MAX_RANK);
    } else if (member === "data_offsets") {
      found.offsets = reader.integers(2);
    } else {
      reader.skip();
    }
  });
  const { dtype, shape, offsets: [begin, end] = [] } = found;
  if (dtype === undefined || shape === undefined || begin === undefined || end === undefined) {
    throw wrong("its type, its shape or its place is missing");
  }
  if (begin > end) {
    throw wrong(`it ends at ${end}, before it begins at ${begin}`);
  }
  return { name, dtype, shape, begin, end };
}
