// TensorProto of TensorFlow: raw tensor_content, or a list by type. A list shorter than the shape repeats its last
// value to the end; an empty one means zeros.
import { readRange, type ByteSource } from "../../bytes/byte-source";
import { bitsOf, denseBytes, elementCount, type DType } from "../../ir/dtype";
import { malformed, ModelError } from "../../ir/errors";
import type { Storage, Tensor } from "../../ir/tensor";
import { Pieces } from "../../wire/pieces";
import { FieldStorage, type FieldOrigin } from "../../wire/field-storage";
import type { Field, Message } from "../../wire/protobuf-reader";
import { MessageWriter } from "../../wire/protobuf-writer";
import { decodeVarint } from "../../wire/varint";
import { MAX_RANK, MAX_SPLAT_ELEMENTS } from "../limits";
import { DIM, dataTypeOf, dtypeOf, SHAPE, TENSOR } from "./schema";

/** The field of each typed list, by element type. */
const LISTS: Readonly<Record<number, "fixed" | "varint" | "opaque">> = {
  5: "fixed", // float_val
  6: "fixed", // double_val
  7: "varint", // int_val, also for the small integers and the quantized ones
  8: "opaque", // string_val
  9: "fixed", // scomplex_val
  10: "varint", // int64_val
  11: "varint", // bool_val
  12: "fixed", // dcomplex_val
  13: "varint", // half_val: the bits of a float16 or bfloat16
  14: "opaque", // resource_handle_val
  15: "opaque", // variant_val
  16: "varint", // uint32_val
  17: "varint", // uint64_val
  18: "fixed", // float8_val
};

/** Whether a field of a TensorProto is one of the typed lists. */
export function isContent(field: number): boolean {
  return field in LISTS;
}

export function readTensor(origin: FieldOrigin, message: Message, subject: string): Tensor {
  const dtype = dtypeOf(message.integer(TENSOR.dtype));
  const shape = readShape(message.single(TENSOR.shape, "TensorShapeProto"), subject);
  const elements = elementCount(shape);
  if (Number.isNaN(elements)) {
    throw malformed(`Const "${subject}"`, `its shape ${shape.join("×")} is impossibly large`, message.start);
  }
  return { dtype, shape, storage: readStorage(origin, message, dtype, elements, subject) };
}

function readShape(message: Message | null, subject: string): number[] {
  const dimensions = (message?.messages(SHAPE.dim, "Dim") ?? []).map((dim) => dim.integer(DIM.size));
  if (dimensions.length > MAX_RANK || dimensions.some((each) => each < 0 || !Number.isSafeInteger(each))) {
    throw malformed(`Const "${subject}"`, "its shape is not one", message!.start);
  }
  return dimensions;
}

function readStorage(origin: FieldOrigin, message: Message, dtype: DType, elements: number, subject: string): Storage {
  const { source } = origin;
  const dense = denseBytes(dtype, elements);
  const content = message.last(TENSOR.content);
  if (content !== null && content.length > 0) {
    if (content.length !== dense && !Number.isNaN(dense)) {
      throw malformed(
        `Const "${subject}"`,
        `its shape needs ${dense} bytes of ${dtype}, but it holds ${content.length}`,
        content.start,
      );
    }
    return new FieldStorage(origin, content, subject);
  }
  const fields = message.fields.filter((field) => field.number in LISTS);
  const storedBytes = fields.reduce((sum, field) => sum + field.length, 0);
  const kind = fields[0] === undefined ? "fixed" : LISTS[fields[0].number]!;
  if (kind === "opaque" || Number.isNaN(dense)) {
    const storage = fileStorage(storedBytes, async () => joined(await allBytes(source, fields, subject)));
    return dtype === "string"
      ? { ...storage, texts: (most) => allBytes(source, fields.slice(0, most), subject) }
      : storage;
  }
  if (kind === "fixed" && storedBytes > dense) {
    throw malformed(`Const "${subject}"`, "it holds more values than its shape", message.start);
  }
  const width = Math.max(1, bitsOf(dtype) / 8);
  const blocks = async function* () {
    const stated = await statedElements(source, fields, kind, width, dense, subject);
    yield stated;
    yield* repeated(stated.subarray(-width), dense - stated.byteLength);
  };
  const storage = fileStorage(storedBytes, async () => {
    const stored = await allBytes(source, fields, subject);
    const isWhole = kind === "fixed" && stored.length === 1 && stored[0]!.byteLength === dense;
    if (isWhole) {
      return stored[0]!;
    }
    if (elements > MAX_SPLAT_ELEMENTS) {
      throw new ModelError(
        "limit",
        `Const "${subject}" repeats one value ${elements} times, which is too much to hold in memory.`,
        subject,
      );
    }
    const filled = new Uint8Array(dense);
    const used = kind === "fixed" ? copyInto(filled, stored) : decodeInto(filled, stored, bitsOf(dtype) / 8, subject);
    repeatLast(filled, used, width);
    return filled;
  });
  return { ...storage, blocks };
}

/** The elements of a list as far as it states them: a value takes at least one byte of it. */
async function statedElements(
  source: ByteSource,
  fields: readonly Field[],
  kind: "fixed" | "varint",
  width: number,
  dense: number,
  subject: string,
): Promise<Uint8Array> {
  const stored = await allBytes(source, fields, subject);
  if (kind === "fixed") {
    return stored.length === 1 ? stored[0]! : joined(stored);
  }
  const bytes = stored.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const elements = new Uint8Array(Math.min(dense, bytes * width));
  return elements.subarray(0, decodeInto(elements, stored, width, subject));
}

const BLOCK = 1024 * 1024;

/** An element over and over, zeros for none. */
function* repeated(element: Uint8Array, length: number): Generator<Uint8Array> {
  const block = new Uint8Array(Math.min(BLOCK, length));
  for (let at = 0; element.byteLength > 0 && at + element.byteLength <= block.byteLength; at += element.byteLength) {
    block.set(element, at);
  }
  for (let left = length; left > 0; left -= block.byteLength) {
    yield block.subarray(0, left);
  }
}

function fileStorage(storedBytes: number, read: () => Promise<Uint8Array>): Storage {
  return { storedBytes, location: "file", read };
}

function allBytes(source: ByteSource, fields: readonly Field[], subject: string): Promise<Uint8Array[]> {
  return Promise.all(fields.map((field) => fieldBytes(source, field, subject)));
}

function fieldBytes(source: ByteSource, field: Field, subject: string): Promise<Uint8Array> {
  return field.chunk !== null
    ? Promise.resolve(field.bytes)
    : readRange(source, field.valueStart, field.length, `Const "${subject}"`);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  copyInto(all, parts);
  return all;
}

function copyInto(target: Uint8Array, parts: readonly Uint8Array[]): number {
  let position = 0;
  for (const part of parts) {
    target.set(part, position);
    position += part.byteLength;
  }
  return position;
}

function decodeInto(target: Uint8Array, parts: readonly Uint8Array[], width: number, subject: string): number {
  const view = new DataView(target.buffer);
  let position = 0;
  for (const part of parts) {
    for (let at = 0; at < part.byteLength; position += width) {
      const { value, end } = decodeVarint(part, at);
      if (end < 0 || position + width > target.byteLength) {
        throw malformed(`Const "${subject}"`, "its list of values does not fit its shape");
      }
      if (width === 1) {
        target[position] = Number(value);
      } else if (width === 2) {
        view.setUint16(position, Number(value) & 0xffff, true);
      } else if (width === 4) {
        view.setUint32(position, Number(value) >>> 0, true);
      } else {
        view.setBigInt64(position, BigInt.asIntN(64, BigInt(value)), true);
      }
      at = end;
    }
  }
  return position;
}

/** Fills the rest with the last element that was given; with none, it stays zero. */
function repeatLast(target: Uint8Array, used: number, width: number): void {
  if (used >= width && used < target.byteLength) {
    const last = target.slice(used - width, used);
    for (let position = used; position + width <= target.byteLength; position += width) {
      target.set(last, position);
    }
  }
}

/** A TensorProto with its elements in tensor_content. */
export function writeTensor(source: ByteSource, tensor: Tensor, subject: string): Pieces {
  const out = new MessageWriter(source, null);
  const shape = new MessageWriter(source, null);
  shape.field(
    SHAPE.dim,
    tensor.shape.map((dimension) => {
      const dim = new MessageWriter(source, null);
      dim.field(DIM.size, [dim.integer(DIM.size, null, dimension)]);
      return shape.message(SHAPE.dim, null, dim.finish());
    }),
  );
  const content = new Pieces().tensor(tensor, denseBytes(tensor.dtype, elementCount(tensor.shape)), subject);
  return out
    .field(TENSOR.dtype, [out.integer(TENSOR.dtype, null, dataTypeOf(tensor.dtype))])
    .field(TENSOR.shape, [out.message(TENSOR.shape, null, shape.finish())])
    .field(TENSOR.content, [out.message(TENSOR.content, null, content)])
    .finish();
}
