// TensorProto of TensorFlow: raw tensor_content, or a list by type.
import type { ByteSource } from "../../bytes/byte-source";
import { denseBytes, elementCount, type DType } from "../../ir/dtype";
import { malformed } from "../../ground/errors";
import type { Storage, Tensor } from "../../ir/tensor";
import { Pieces } from "../../ir/pieces";
import { FieldStorage, type FieldOrigin } from "../../wire/field-storage";
import type { Field, Message } from "../../wire/protobuf-reader";
import { MessageWriter } from "../../wire/protobuf-writer";
import { MAX_RANK } from "../../bytes/limits";
import { ListStorage, opaqueStorage } from "./list-storage";
import { dimensionsOf } from "./tensor-shape";
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
  const dimensions = message === null ? [] : dimensionsOf(message);
  if (dimensions.length > MAX_RANK || dimensions.some((each) => each < 0 || !Number.isSafeInteger(each))) {
    throw malformed(`Const "${subject}"`, "its shape is not one", message!.start);
  }
  return dimensions;
}

function readStorage(origin: FieldOrigin, message: Message, dtype: DType, elements: number, subject: string): Storage {
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
  const { list } = message;
  const fields: Field[] = [];
  for (let index = 0; index < list.length; index++) {
    if (isContent(list.number(index))) {
      fields.push(list.made(index));
    }
  }
  const kind = fields[0] === undefined ? "fixed" : LISTS[fields[0].number]!;
  if (kind === "opaque" || Number.isNaN(dense)) {
    return opaqueStorage(origin, fields, dtype, subject);
  }
  const storage = new ListStorage(origin, fields, kind, dtype, elements, subject);
  if (kind === "fixed" && storage.storedBytes > dense) {
    throw malformed(`Const "${subject}"`, "it holds more values than its shape", message.start);
  }
  return storage;
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
