// ValueInfoProto and TypeProto ↔ TensorType.
import type { DType } from "../../ir/dtype";
import type { Dimension, TensorType } from "../../ir/value";
import type { ByteSource } from "../../bytes/byte-source";
import { integerValue, stringValue, type Message } from "../../wire/protobuf-reader";
import { MessageWriter } from "../../wire/protobuf-writer";
import type { Pieces } from "../../ir/pieces";
import { dataTypeOf, DIMENSION, dtypeOf, TENSOR_SHAPE, TENSOR_TYPE, TYPE, VALUE_INFO } from "./schema";

const CONTAINERS: readonly [number, DType][] = [
  [TYPE.sequence, "sequence"],
  [TYPE.map, "map"],
  [TYPE.optional, "optional"],
  [TYPE.opaque, "opaque"],
];

export function readValueType(valueInfo: Message): TensorType | null {
  const type = valueInfo.single(VALUE_INFO.type, "TypeProto");
  if (type === null) {
    return null;
  }
  const tensor =
    type.single(TYPE.tensor, "TypeProto.Tensor") ?? type.single(TYPE.sparseTensor, "TypeProto.SparseTensor");
  if (tensor === null) {
    const container = CONTAINERS.find(([number]) => type.first(number) !== null);
    return container === undefined ? null : { dtype: container[1], shape: null };
  }
  const shape = tensor.single(TENSOR_TYPE.shape, "TensorShapeProto");
  return {
    dtype: dtypeOf(tensor.integer(TENSOR_TYPE.elementType)),
    shape: shape === null ? null : shape.messages(TENSOR_SHAPE.dimension, "Dimension").map(readDimension),
  };
}

/** An empty dimension, or a negative one as some exporters write, is unknown. */
function readDimension(message: Message): Dimension {
  // A oneof: of the two the last one in the file counts.
  const last = message.fields.filter((field) => field.number <= DIMENSION.name).at(-1);
  if (last === undefined) {
    return null;
  }
  if (last.number === DIMENSION.name) {
    return stringValue(last) || null;
  }
  const value = Number(integerValue(last));
  return value >= 0 && Number.isSafeInteger(value) ? value : null;
}

export function writeValueInfo(source: ByteSource, name: string, type: TensorType | null): Pieces {
  const writer = new MessageWriter(source, null).optionalString(VALUE_INFO.name, name);
  return type === null ? writer.finish() : replaceType(writer, type).finish();
}

/** Puts a tensor type into a ValueInfoProto that is being written. */
export function replaceType(valueInfo: MessageWriter, type: TensorType): MessageWriter {
  const { source } = valueInfo;
  const tensor = new MessageWriter(source, null);
  tensor.field(TENSOR_TYPE.elementType, [tensor.integer(TENSOR_TYPE.elementType, null, dataTypeOf(type.dtype))]);
  if (type.shape !== null) {
    const shape = new MessageWriter(source, null);
    const dimensions = type.shape.map((dimension) => {
      const item = new MessageWriter(source, null);
      if (typeof dimension === "number") {
        item.field(DIMENSION.value, [item.integer(DIMENSION.value, null, dimension)]);
      } else if (dimension !== null) {
        item.field(DIMENSION.name, [item.string(DIMENSION.name, null, dimension)]);
      }
      return shape.message(TENSOR_SHAPE.dimension, null, item.finish());
    });
    shape.field(TENSOR_SHAPE.dimension, dimensions);
    tensor.field(TENSOR_TYPE.shape, [tensor.message(TENSOR_TYPE.shape, null, shape.finish())]);
  }
  const wrapper = new MessageWriter(source, null);
  wrapper.field(TYPE.tensor, [wrapper.message(TYPE.tensor, null, tensor.finish())]);
  const origin = valueInfo.original?.last(VALUE_INFO.type) ?? null;
  return valueInfo.field(VALUE_INFO.type, [valueInfo.message(VALUE_INFO.type, origin, wrapper.finish())]);
}
