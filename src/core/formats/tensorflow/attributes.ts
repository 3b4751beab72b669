// AttrValue ↔ Attribute.
import type { ByteSource } from "../../bytes/byte-source";
import type { DType } from "../../ir/dtype";
import type { Attribute, Integer, ListItem } from "../../ir/node";
import type { Shape } from "../../ir/value";
import {
  floatValue,
  integerValues,
  MessageOpener,
  stringValue,
  subMessage,
  WireType,
  type Field,
  type Message,
} from "../../wire/protobuf-reader";
import type { FieldOrigin } from "../../wire/field-storage";
import { MessageWriter } from "../../wire/protobuf-writer";
import type { Pieces } from "../../ir/pieces";
import { ATTR, dataTypeOf, DIM, dtypeOf, ENTRY, NODE, SHAPE } from "./schema";
import { dimensionsOf } from "./tensor-shape";
import { readTensor, writeTensor } from "./tensor";

/** The attributes of a NodeDef, each carried by its map entry until it changes. Of several with one name the last counts. */
export function readAttributes(origin: FieldOrigin, node: Message): Map<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  const name = node.string(NODE.name);
  for (const field of node.all(NODE.attr)) {
    const entry = subMessage(field, "attr");
    const value = entry.single(ENTRY.value, "AttrValue");
    if (value !== null) {
      attributes.set(entry.string(ENTRY.key), readAttribute(origin, value, field, name));
    }
  }
  return attributes;
}

const entries = new MessageOpener();
const values = new MessageOpener();

/**
 * The value of one attribute, without decoding the others; null where the node does not have it. It is good until the
 * next one is asked for.
 */
export function findAttribute(node: Message, key: string): Message | null {
  const found = placeOf(node, key);
  return found < 0 ? null : entries.open(node.list, found, "attr").single(ENTRY.value, "AttrValue", values);
}

/** One attribute, decoded without the others. */
export function readOne(origin: FieldOrigin, node: Message, key: string): Attribute | undefined {
  const value = findAttribute(node, key);
  return value === null
    ? undefined
    : readAttribute(origin, value, node.list.made(placeOf(node, key)), node.string(NODE.name));
}

export function hasAttribute(node: Message, key: string): boolean {
  return placeOf(node, key) >= 0;
}

/** Whether an attribute is a tensor. */
export function holdsTensor({ list }: Message): boolean {
  for (let index = list.next(NODE.attr, 0); index >= 0; index = list.next(NODE.attr, index + 1)) {
    if (entries.open(list, index, "attr").single(ENTRY.value, "AttrValue", values)?.has(ATTR.tensor) === true) {
      return true;
    }
  }
  return false;
}

/** Where the entry of an attribute stands; −1 where the node does not have it. Of several the last counts. */
function placeOf({ list }: Message, key: string): number {
  let found = -1;
  for (let index = list.next(NODE.attr, 0); index >= 0; index = list.next(NODE.attr, index + 1)) {
    if (list.hasKey(index, key) ?? entries.open(list, index, "attr").string(ENTRY.key) === key) {
      found = index;
    }
  }
  return found;
}

function readAttribute(file: FieldOrigin, value: Message, origin: Field, subject: string): Attribute {
  // A oneof: the last field counts. An empty message is an attribute without a value.
  const field = value.fields[value.fields.length - 1];
  switch (field?.number) {
    case ATTR.s:
      return field.chunk === null
        ? { kind: "opaque", value: `${field.length} bytes`, origin }
        : { kind: "string", value: stringValue(field), origin };
    case ATTR.i:
      return { kind: "int", value: integerValues(field)[0]!, origin };
    case ATTR.f:
      return { kind: "float", value: floatValue(field), origin };
    case ATTR.b:
      return { kind: "bool", value: Number(integerValues(field)[0]) !== 0, origin };
    case ATTR.type:
      return { kind: "type", value: dtypeOf(Number(integerValues(field)[0])), origin };
    case ATTR.shape:
      return { kind: "shape", value: readShape(subMessage(field, "TensorShapeProto")), origin };
    case ATTR.tensor:
      return { kind: "tensor", value: readTensor(file, subMessage(field, "TensorProto"), subject), origin };
    case ATTR.list:
      return readList(subMessage(field, "ListValue"), origin);
    case ATTR.func:
      return field.chunk === null
        ? { kind: "opaque", value: "a function", origin }
        : { kind: "opaque", value: `the function ${subMessage(field, "NameAttrList").string(1)}`, origin };
    case ATTR.placeholder:
      return { kind: "opaque", value: `the function's attribute ${stringValue(field)}`, origin };
    default:
      return { kind: "opaque", value: "empty", origin };
  }
}

function readList(list: Message, origin: Field): Attribute {
  const number = list.fields[0]?.number;
  if (list.fields.some((field) => field.chunk === null)) {
    return { kind: "opaque", value: `a list of ${list.end - list.start} bytes`, origin };
  }
  const make = (of: (Attribute & { kind: "list" })["of"], value: ListItem[]): Attribute => ({
    kind: "list",
    of,
    value,
    origin,
  });
  switch (number) {
    case ATTR.s:
      return make("string", list.strings(ATTR.s));
    case ATTR.i:
      return make("int", list.integers(ATTR.i));
    case ATTR.f:
      return make("float", list.all(ATTR.f).flatMap(floats));
    case ATTR.b:
      return make(
        "bool",
        list.integers(ATTR.b).map((value) => Number(value) !== 0),
      );
    case ATTR.type:
      return make(
        "type",
        list.integers(ATTR.type).map((value) => dtypeOf(Number(value))),
      );
    case ATTR.shape:
      return make("shape", list.messages(ATTR.shape, "TensorShapeProto").map(readShape));
    case undefined:
      return make("int", []);
    default:
      return { kind: "opaque", value: `a list of ${list.fields.length}`, origin };
  }
}

function floats(field: Field): number[] {
  if (field.wireType === WireType.Fixed32) {
    return [floatValue(field)];
  }
  const { bytes } = field;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.byteLength / 4) }, (_, index) => view.getFloat32(index * 4, true));
}

/** Null: the rank is unknown. A dimension of −1 is unknown. */
export function readShape(message: Message): Shape | null {
  if (message.integer(SHAPE.unknownRank) !== 0) {
    return null;
  }
  return dimensionsOf(message).map((size) => (size < 0 || !Number.isSafeInteger(size) ? null : size));
}

/** A map entry of NodeDef.attr for a new or changed attribute. */
export function writeAttribute(source: ByteSource, key: string, attribute: Attribute): Pieces {
  const entry = new MessageWriter(source, null).optionalString(ENTRY.key, key);
  return entry.field(ENTRY.value, [entry.message(ENTRY.value, null, writeValue(source, attribute, key))]).finish();
}

function writeValue(source: ByteSource, attribute: Attribute, key: string): Pieces {
  const out = new MessageWriter(source, null);
  switch (attribute.kind) {
    case "int":
      return out.field(ATTR.i, [out.integer(ATTR.i, null, attribute.value)]).finish();
    case "float":
      return out.field(ATTR.f, [out.float(ATTR.f, null, attribute.value)]).finish();
    case "bool":
      return out.field(ATTR.b, [out.integer(ATTR.b, null, attribute.value ? 1 : 0)]).finish();
    case "string":
      return out.field(ATTR.s, [out.string(ATTR.s, null, attribute.value)]).finish();
    case "type":
      return out.field(ATTR.type, [out.integer(ATTR.type, null, dataTypeOf(attribute.value))]).finish();
    case "shape":
      return out.field(ATTR.shape, [out.message(ATTR.shape, null, writeShape(source, attribute.value))]).finish();
    case "tensor":
      return out
        .field(ATTR.tensor, [out.message(ATTR.tensor, null, writeTensor(source, attribute.value, key))])
        .finish();
    case "list":
      return out.field(ATTR.list, [out.message(ATTR.list, null, writeList(source, attribute))]).finish();
    default:
      throw new Error(`A changed attribute of kind ${attribute.kind} is not written.`);
  }
}

const LIST_FIELDS = { int: ATTR.i, float: ATTR.f, bool: ATTR.b, string: ATTR.s, type: ATTR.type, shape: ATTR.shape };

function writeList(source: ByteSource, { of, value }: Attribute & { kind: "list" }): Pieces {
  const list = new MessageWriter(source, null);
  const field = LIST_FIELDS[of];
  const items = value.map((each) => {
    switch (of) {
      case "string":
        return list.string(field, null, each as string);
      case "float":
        return list.float(field, null, each as number);
      case "type":
        return list.integer(field, null, dataTypeOf(each as DType));
      case "shape":
        return list.message(field, null, writeShape(source, each as Shape | null));
      default:
        return list.integer(field, null, typeof each === "boolean" ? Number(each) : (each as Integer));
    }
  });
  return list.field(field, items).finish();
}

export function writeShape(source: ByteSource, shape: Shape | null): Pieces {
  const out = new MessageWriter(source, null);
  if (shape === null) {
    return out.field(SHAPE.unknownRank, [out.integer(SHAPE.unknownRank, null, 1)]).finish();
  }
  const dimensions = shape.map((dimension) => {
    const dim = new MessageWriter(source, null);
    dim.field(DIM.size, [dim.integer(DIM.size, null, typeof dimension === "number" ? dimension : -1)]);
    return out.message(SHAPE.dim, null, dim.finish());
  });
  return out.field(SHAPE.dim, dimensions).finish();
}
