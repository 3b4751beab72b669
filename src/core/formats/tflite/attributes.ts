// Options tables of operators ↔ attributes. Enumerations are shown by name.
import { NO_ATTRIBUTES, type Attribute, type Attributes } from "../../ir/node";
import {
  FlatString,
  flatString,
  FlatTable,
  FlatUnion,
  FlatVector,
  flatVector,
  isOnePart,
  type FlatValue,
} from "../../wire/flatbuffer";
import type { FieldSpec } from "../../wire/flatbuffer-schema";

const UNIONS = ["builtin_options", "builtin_options_2"] as const;
const CUSTOM = "custom_options";

/** Every field of the operator's options, absent ones with their default. */
export function readAttributes(operator: FlatTable): Attributes {
  const attributes = new Map<string, Attribute>();
  for (const union of UNIONS) {
    const options = operator.union(union)?.table ?? null;
    for (const field of options?.spec.fields ?? []) {
      attributes.set(field.name, readAttribute(field, options!));
    }
  }
  const custom = customOptions(operator);
  if (custom !== undefined) {
    attributes.set(CUSTOM, custom);
  }
  return attributes.size === 0 ? NO_ATTRIBUTES : attributes;
}

function customOptions(operator: FlatTable): Attribute | undefined {
  const custom = operator.vector(CUSTOM);
  return custom === null ? undefined : { kind: "opaque", value: `${custom.length} bytes`, origin: operator };
}

/** One of them, as `readAttributes` has it. */
export function findAttribute(operator: FlatTable, name: string): Attribute | undefined {
  for (const union of [...UNIONS].reverse()) {
    const options = operator.union(union)?.table ?? null;
    const field = options?.spec.byName.get(name);
    if (field !== undefined) {
      return readAttribute(field, options!);
    }
  }
  return name === CUSTOM ? customOptions(operator) : undefined;
}

function readAttribute(field: FieldSpec, options: FlatTable): Attribute {
  const origin = options;
  const value = options.get(field.name);
  const { type } = field;
  if (type.kind === "scalar") {
    const number = value === undefined ? field.default : (value as number | bigint | boolean);
    const named = type.values?.[Number(number)];
    if (named !== undefined) {
      return { kind: "string", value: named, origin };
    }
    if (type.scalar === "bool") {
      return { kind: "bool", value: Number(number) !== 0, origin };
    }
    return type.scalar === "f32"
      ? { kind: "float", value: Number(number), origin }
      : { kind: "int", value: typeof number === "bigint" ? number : Number(number), origin };
  }
  if (value instanceof FlatString || type.kind === "string") {
    return { kind: "string", value: value instanceof FlatString ? value.text : "", origin };
  }
  if (type.kind === "vector" && type.scalar !== "u8") {
    const of = type.scalar === "f32" ? "float" : type.scalar === "bool" ? "bool" : "int";
    return { kind: "list", of, value: value instanceof FlatVector ? value.elements() : [], origin };
  }
  return { kind: "opaque", value: value instanceof FlatVector ? `${value.length} bytes` : "not shown", origin };
}

/** The operator's table with its options changed to what the attributes say. */
export function writeAttributes(operator: FlatTable, attributes: ReadonlyMap<string, Attribute>): FlatTable {
  let table = operator;
  for (const union of UNIONS) {
    const current = table.union(union);
    const options = current?.table ?? null;
    if (current === null || options === null) {
      continue;
    }
    const changes: Record<string, FlatValue> = {};
    for (const field of options.spec.fields) {
      const attribute = attributes.get(field.name);
      if (attribute !== undefined && !isFrom(attribute, options)) {
        changes[field.name] = writeAttribute(field, attribute);
      }
    }
    const changed = options.with(changes);
    if (changed !== options) {
      table = table.with({ [union]: new FlatUnion(current.type, changed) });
    }
  }
  return table;
}

/** Whether it is as it was read from a table. */
function isFrom({ origin }: Attribute, options: FlatTable): boolean {
  return origin instanceof FlatTable && isOnePart(origin, options);
}

function writeAttribute(field: FieldSpec, attribute: Attribute): FlatValue {
  const { type } = field;
  if (type.kind === "scalar") {
    if (attribute.kind === "string" && type.values !== null) {
      return type.values.indexOf(attribute.value);
    }
    if (attribute.kind === "int" || attribute.kind === "float" || attribute.kind === "bool") {
      return attribute.value;
    }
  } else if (type.kind === "vector" && attribute.kind === "list") {
    return flatVector(type.scalar, attribute.value.map(Number));
  } else if (type.kind === "string" && attribute.kind === "string") {
    return flatString(attribute.value);
  }
  throw new Error(`The option ${field.name} cannot hold an attribute of kind ${attribute.kind}.`);
}
