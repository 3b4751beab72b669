// AttributeProto ↔ Attribute.
import type { ByteSource } from "../../bytes/byte-source";
import type { Attribute, Integer } from "../../ir/node";
import { isSparse } from "../../ir/sparse";
import { floatValue, stringValue, WireType, type Field, type Message } from "../../wire/protobuf-reader";
import { MessageWriter } from "../../wire/protobuf-writer";
import type { Pieces } from "../../ir/pieces";
import { ATTRIBUTE, ATTRIBUTE_TYPE } from "./schema";

/** How a reader turns the messages inside an attribute into the graphs and tensors of the IR. */
export interface AttributeContext {
  tensor(message: Message): Attribute & { kind: "tensor" };
  sparseTensor(message: Message): Attribute & { kind: "tensor" };
  graphs(messages: readonly Message[]): Attribute & { kind: "graphs" };
}

/** Fields of an attribute whose value is a graph or several, or a tensor. */
export const GRAPHS: readonly number[] = [ATTRIBUTE.g, ATTRIBUTE.graphs];
export const TENSORS: readonly number[] = [ATTRIBUTE.t, ATTRIBUTE.sparseTensor];

/** The attribute of a message; what is not modelled becomes opaque and is carried by `origin`. */
export function readAttribute(message: Message, origin: Field, context: AttributeContext): Attribute {
  // Writers before 2017 left the type out: then the field that is there tells.
  if (GRAPHS.some((number) => message.has(number))) {
    const graph = message.single(ATTRIBUTE.g, "GraphProto");
    const graphs = [...(graph === null ? [] : [graph]), ...message.messages(ATTRIBUTE.graphs, "GraphProto")];
    return { ...context.graphs(graphs), origin };
  }
  const reference = message.string(ATTRIBUTE.reference);
  if (reference !== "") {
    const value = `the function's attribute ${reference}`;
    const isFloat = message.integer(ATTRIBUTE.type) === ATTRIBUTE_TYPE.float;
    return isFloat ? { kind: "opaque", value, of: "float", origin } : { kind: "opaque", value, origin };
  }
  const tensor = message.single(ATTRIBUTE.t, "TensorProto");
  if (tensor !== null) {
    return { ...context.tensor(tensor), origin };
  }
  const sparse = message.single(ATTRIBUTE.sparseTensor, "SparseTensorProto");
  if (sparse !== null) {
    return { ...context.sparseTensor(sparse), origin };
  }
  const type = message.integer(ATTRIBUTE.type);
  if (type === ATTRIBUTE_TYPE.float || (type === 0 && message.has(ATTRIBUTE.f))) {
    return { kind: "float", value: message.float(ATTRIBUTE.f), origin };
  }
  if (type === ATTRIBUTE_TYPE.int || (type === 0 && message.has(ATTRIBUTE.i))) {
    const values = message.integers(ATTRIBUTE.i);
    return { kind: "int", value: values[values.length - 1] ?? 0, origin };
  }
  if (type === ATTRIBUTE_TYPE.string || (type === 0 && message.has(ATTRIBUTE.s))) {
    const s = message.last(ATTRIBUTE.s);
    return s === null || s.chunk !== null
      ? { kind: "string", value: s === null ? "" : stringValue(s), origin }
      : { kind: "opaque", value: `${s.length} bytes`, origin };
  }
  return readList(message, origin, type);
}

function readList(message: Message, origin: Field, type: number): Attribute {
  const unread = message.list.isLoaded ? [] : LISTS.flatMap((number) => message.all(number));
  if (unread.some(({ chunk }) => chunk === null)) {
    const bytes = unread.reduce((sum, field) => sum + field.length, 0);
    return { kind: "opaque", value: `a list of ${bytes} bytes`, origin };
  }
  if (type === ATTRIBUTE_TYPE.floats || (type === 0 && message.has(ATTRIBUTE.floats))) {
    return { kind: "list", of: "float", value: message.all(ATTRIBUTE.floats).flatMap(floatValues), origin };
  }
  if (type === ATTRIBUTE_TYPE.ints || (type === 0 && message.has(ATTRIBUTE.ints))) {
    return { kind: "list", of: "int", value: message.integers(ATTRIBUTE.ints), origin };
  }
  if (type === ATTRIBUTE_TYPE.strings || (type === 0 && message.has(ATTRIBUTE.strings))) {
    return { kind: "list", of: "string", value: message.strings(ATTRIBUTE.strings), origin };
  }
  return { kind: "opaque", value: "not shown", origin };
}

const LISTS = [ATTRIBUTE.floats, ATTRIBUTE.ints, ATTRIBUTE.strings];

function floatValues(field: Field): number[] {
  if (field.wireType === WireType.Fixed32) {
    return [floatValue(field)];
  }
  const bytes = field.bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.byteLength / 4) }, (_, index) => view.getFloat32(index * 4, true));
}

/** How a writer turns the graphs and tensors inside an attribute back into messages. */
export interface AttributeEncoder {
  readonly source: ByteSource;
  tensor(attribute: Attribute & { kind: "tensor" }): Pieces;
  sparseTensor(attribute: Attribute & { kind: "tensor" }): Pieces;
  graphs(attribute: Attribute & { kind: "graphs" }): readonly { origin: Field | null; pieces: Pieces }[];
}

export function writeAttribute(
  name: string,
  attribute: Attribute,
  original: Message | null,
  encoder: AttributeEncoder,
): Pieces {
  const writer = new MessageWriter(encoder.source, original).optionalString(ATTRIBUTE.name, name);
  if (attribute.kind === "graphs") {
    const items = encoder.graphs(attribute);
    const asNew = items.length > 1 ? ATTRIBUTE.graphs : ATTRIBUTE.g;
    for (const number of [ATTRIBUTE.g, ATTRIBUTE.graphs]) {
      const those = items.filter(({ origin }) => (origin?.number ?? asNew) === number);
      writer.field(
        number,
        those.map(({ origin, pieces }) => writer.message(number, origin, pieces)),
      );
    }
    return writer.finish();
  }
  for (const number of [
    ATTRIBUTE.f,
    ATTRIBUTE.i,
    ATTRIBUTE.s,
    ATTRIBUTE.t,
    ATTRIBUTE.sparseTensor,
    ATTRIBUTE.floats,
    ATTRIBUTE.ints,
    ATTRIBUTE.strings,
  ]) {
    writer.field(number, []);
  }
  const type = putValue(writer, attribute, encoder);
  return writer
    .field(ATTRIBUTE.type, [writer.integer(ATTRIBUTE.type, original?.last(ATTRIBUTE.type) ?? null, type)])
    .finish();
}

function putValue(writer: MessageWriter, attribute: Attribute, encoder: AttributeEncoder): number {
  switch (attribute.kind) {
    case "int":
      writer.field(ATTRIBUTE.i, [writer.integer(ATTRIBUTE.i, null, attribute.value)]);
      return ATTRIBUTE_TYPE.int;
    case "float":
      writer.field(ATTRIBUTE.f, [writer.float(ATTRIBUTE.f, null, attribute.value)]);
      return ATTRIBUTE_TYPE.float;
    case "string":
      writer.field(ATTRIBUTE.s, [writer.string(ATTRIBUTE.s, null, attribute.value)]);
      return ATTRIBUTE_TYPE.string;
    case "tensor":
      if (isSparse(attribute.value.storage)) {
        const message = encoder.sparseTensor(attribute);
        writer.field(ATTRIBUTE.sparseTensor, [writer.message(ATTRIBUTE.sparseTensor, null, message)]);
        return ATTRIBUTE_TYPE.sparseTensor;
      }
      writer.field(ATTRIBUTE.t, [writer.message(ATTRIBUTE.t, null, encoder.tensor(attribute))]);
      return ATTRIBUTE_TYPE.tensor;
    case "list":
      return putList(writer, attribute);
    default:
      throw new Error(`ONNX has no attribute of kind ${attribute.kind}.`);
  }
}

function putList(writer: MessageWriter, attribute: Attribute & { kind: "list" }): number {
  if (attribute.of === "int") {
    const items = attribute.value.map((value) => writer.integer(ATTRIBUTE.ints, null, value as Integer));
    writer.field(ATTRIBUTE.ints, items);
    return ATTRIBUTE_TYPE.ints;
  }
  if (attribute.of === "float") {
    const items = attribute.value.map((value) => writer.float(ATTRIBUTE.floats, null, value as number));
    writer.field(ATTRIBUTE.floats, items);
    return ATTRIBUTE_TYPE.floats;
  }
  if (attribute.of === "string") {
    const items = attribute.value.map((value) => writer.string(ATTRIBUTE.strings, null, value as string));
    writer.field(ATTRIBUTE.strings, items);
    return ATTRIBUTE_TYPE.strings;
  }
  throw new Error(`ONNX has no list attribute of ${attribute.of}.`);
}
