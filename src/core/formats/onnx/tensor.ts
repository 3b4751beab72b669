// TensorProto: the elements lie in raw_data, in the typed list of their type, or in another file.
import { readRange, type ByteSource } from "../../bytes/byte-source";
import { bitsOf, denseBytes, elementCount, type DType } from "../../ir/dtype";
import { malformed } from "../../ground/errors";
import type { Storage, Tensor } from "../../ir/tensor";
import { FieldStorage, type FieldOrigin } from "../../wire/field-storage";
import type { Field, Message } from "../../wire/protobuf-reader";
import { joined } from "../../bytes/joined";
import { decodeVarint } from "../../bytes/varint";
import type { TypePool } from "../../ir/type-pool";
import type { TensorType } from "../../ir/value";
import { externalStorage, type ExternalFiles } from "./external-data";
import { dtypeOf, TENSOR } from "./schema";

/** The typed list that holds the elements of a type, and how wide one is in memory. */
const TYPED_LISTS: readonly { field: number; list: "fixed" | "varint" | "bytes" }[] = [
  { field: TENSOR.floatData, list: "fixed" },
  { field: TENSOR.doubleData, list: "fixed" },
  { field: TENSOR.int32Data, list: "varint" },
  { field: TENSOR.int64Data, list: "varint" },
  { field: TENSOR.uint64Data, list: "varint" },
  { field: TENSOR.stringData, list: "bytes" },
];

/** @throws ModelError where the dimensions are impossible or the elements are not as many as they say. */
export function readTensor(
  origin: FieldOrigin,
  message: Message,
  external: ExternalFiles,
  types: TypePool<TensorType>,
  subject: string,
): Tensor {
  const dtype = dtypeOf(message.integer(TENSOR.dataType));
  const dimensions = message.integers(TENSOR.dims);
  checkDimensions(dimensions, subject, message.start);
  const { shape } = types.of({ dtype, shape: dimensions });
  const elements = elementCount(shape);
  if (Number.isNaN(elements)) {
    throw malformed(`Tensor "${subject}"`, `its shape ${shape.join("×")} is impossibly large`, message.start);
  }
  if (message.integer(TENSOR.dataLocation) === 1) {
    return { dtype, shape, storage: externalStorage(message, external, denseBytes(dtype, elements), subject) };
  }
  return { dtype, shape, storage: inlineStorage(origin, message, dtype, elements, subject) };
}

function checkDimensions(
  dimensions: readonly (number | bigint)[],
  subject: string,
  offset: number,
): asserts dimensions is number[] {
  for (const dimension of dimensions) {
    if (typeof dimension === "bigint" || dimension < 0) {
      throw malformed(`Tensor "${subject}"`, `it has a dimension of ${dimension}`, offset);
    }
  }
}

function inlineStorage(
  origin: FieldOrigin,
  message: Message,
  dtype: DType,
  elements: number,
  subject: string,
): Storage {
  const { source } = origin;
  const { list } = message;
  const rawAt = list.last(TENSOR.rawData);
  const raw = rawAt < 0 ? null : list.made(rawAt);
  const expected = denseBytes(dtype, elements);
  const isRaw = raw !== null && raw.length > 0;
  const listed = isRaw ? undefined : TYPED_LISTS.find(({ field }) => message.has(field));
  if (raw !== null && listed === undefined) {
    if (!Number.isNaN(expected) && raw.length !== expected && raw.length > 0) {
      throw malformed(
        `Tensor "${subject}"`,
        `its shape needs ${expected} bytes of ${dtype}, but it holds ${raw.length}`,
        raw.start,
      );
    }
    return new FieldStorage(origin, raw, subject);
  }
  if (listed === undefined) {
    return fileStorage(0, () => Promise.resolve(new Uint8Array(0)));
  }
  const fields = message.all(listed.field);
  const storedBytes = fields.reduce((sum, field) => sum + field.length, 0);
  if (listed.list === "varint") {
    return fileStorage(storedBytes, async () => {
      const parts = await Promise.all(fields.map((field) => fieldBytes(source, field, subject)));
      return narrow(parts, dtype, elements, subject);
    });
  }
  if (listed.list === "fixed" && !Number.isNaN(expected) && storedBytes !== expected) {
    throw malformed(
      `Tensor "${subject}"`,
      `its shape needs ${expected} bytes of ${dtype}, but it holds ${storedBytes}`,
      message.start,
    );
  }
  const storage = fileStorage(storedBytes, async () => {
    const parts = await Promise.all(fields.map((field) => fieldBytes(source, field, subject)));
    return parts.length === 1 ? parts[0]! : joined(parts);
  });
  return listed.list === "bytes"
    ? {
        ...storage,
        texts: (most) => Promise.all(fields.slice(0, most).map((field) => fieldBytes(source, field, subject))),
      }
    : storage;
}

function fileStorage(storedBytes: number, read: () => Promise<Uint8Array>): Storage {
  return { storedBytes, location: "file", read };
}

function fieldBytes(source: ByteSource, field: Field, subject: string): Promise<Uint8Array> {
  return field.chunk !== null
    ? Promise.resolve(field.bytes)
    : readRange(source, field.valueStart, field.length, `Tensor "${subject}"`);
}

/** Integers as they stand in a typed list → the bytes of their type. Sub-byte types come packed, a byte an entry. */
function narrow(parts: readonly Uint8Array[], dtype: DType, elements: number, subject: string): Uint8Array {
  const dense = denseBytes(dtype, elements);
  const width = bitsOf(dtype) < 8 ? 1 : bitsOf(dtype) / 8;
  const stored = parts.reduce((sum, part) => sum + part.byteLength, 0);
  // An entry takes at least one byte, so that a shape cannot make us allocate more than eight times the list.
  if (Number.isNaN(dense) || dense / width > stored) {
    throw malformed(`Tensor "${subject}"`, `its list of integers is too short for ${elements} of ${dtype}`);
  }
  const bytes = new Uint8Array(dense);
  const view = new DataView(bytes.buffer);
  let filled = 0;
  for (const part of parts) {
    for (let position = 0; position < part.byteLength; filled += width) {
      const { value, end } = decodeVarint(part, position);
      if (end < 0 || filled >= dense) {
        throw malformed(`Tensor "${subject}"`, "its list of integers does not fit its shape");
      }
      if (width === 1) {
        bytes[filled] = Number(value);
      } else if (width === 2) {
        view.setUint16(filled, Number(value) & 0xffff, true);
      } else if (width === 4) {
        view.setUint32(filled, Number(value) >>> 0, true);
      } else {
        view.setBigInt64(filled, BigInt.asIntN(64, BigInt(value)), true);
      }
      position = end;
    }
  }
  if (filled !== dense) {
    throw malformed(`Tensor "${subject}"`, "its list of integers does not fit its shape");
  }
  return bytes;
}
