import { own } from "../ir/own";
// A FlatBuffers schema as data. Tables are written "name:type name:type=default", in slot order; a union takes two
// slots. Types: bool i8 u8 i16 u16 i32 u32 i64 u64 f32, string, bytes (a [u8] that may be large), [scalar], an enum's,
// a table's or a union's name, and [table].

export type ScalarType = "bool" | "i8" | "u8" | "i16" | "u16" | "i32" | "u32" | "i64" | "u64" | "f32";

export type FieldType =
  | { readonly kind: "scalar"; readonly scalar: ScalarType; readonly values: readonly string[] | null }
  | { readonly kind: "string" }
  | { readonly kind: "vector"; readonly scalar: ScalarType; readonly alignment: number }
  | { readonly kind: "table"; readonly table: string }
  | { readonly kind: "tables"; readonly table: string }
  | { readonly kind: "union"; readonly members: readonly string[] };

export interface FieldSpec {
  readonly name: string;
  /** A union's type stands in the slot before this one. */
  readonly slot: number;
  readonly type: FieldType;
  readonly default: number;
}

export interface TableSpec {
  readonly name: string;
  readonly fields: readonly FieldSpec[];
  readonly byName: ReadonlyMap<string, FieldSpec>;
  readonly slots: number;
}

export type FlatSchema = ReadonlyMap<string, TableSpec>;

export const SCALAR_BYTES: Readonly<Record<ScalarType, number>> = {
  bool: 1,
  i8: 1,
  u8: 1,
  i16: 2,
  u16: 2,
  i32: 4,
  u32: 4,
  f32: 4,
  i64: 8,
  u64: 8,
};

export interface SchemaSource {
  readonly tables: Readonly<Record<string, string>>;
  /** The scalar an enum is stored as, and its names from 0 up. */
  readonly enums: Readonly<Record<string, { readonly scalar: ScalarType; readonly values: readonly string[] }>>;
  /** Member tables of a union, from 1 up; 0 is NONE. */
  readonly unions: Readonly<Record<string, readonly string[]>>;
  /** Vectors whose elements must start at a multiple of more than their own size: "Table.field" → bytes. */
  readonly alignments: Readonly<Record<string, number>>;
}

export function parseSchema(source: SchemaSource): FlatSchema {
  return new Map(Object.entries(source.tables).map(([name, text]) => [name, parseTable(name, text, source)]));
}

function parseTable(name: string, text: string, source: SchemaSource): TableSpec {
  const fields: FieldSpec[] = [];
  let slot = 0;
  for (const item of text.split(" ").filter((each) => each !== "")) {
    const [fieldName, rest] = item.split(":") as [string, string];
    const [typeName, fallback] = rest.split("=") as [string, string | undefined];
    const type = parseType(typeName, source.alignments[`${name}.${fieldName}`], source);
    if (type.kind === "union") {
      slot++;
    }
    fields.push({ name: fieldName, slot, type, default: Number(fallback ?? 0) });
    slot++;
  }
  return { name, fields, byName: new Map(fields.map((field) => [field.name, field])), slots: slot };
}

function parseType(text: string, alignment: number | undefined, source: SchemaSource): FieldType {
  const inner = /^\[(.*)\]$/.exec(text)?.[1];
  if (inner !== undefined) {
    const scalar = scalarOf(inner, source);
    return scalar === null
      ? { kind: "tables", table: inner }
      : { kind: "vector", scalar: scalar.scalar, alignment: alignment ?? SCALAR_BYTES[scalar.scalar] };
  }
  if (text === "string") {
    return { kind: "string" };
  }
  const scalar = scalarOf(text, source);
  if (scalar !== null) {
    return { kind: "scalar", ...scalar };
  }
  const members = own(source.unions, text);
  return members === undefined ? { kind: "table", table: text } : { kind: "union", members };
}

function scalarOf(text: string, source: SchemaSource): { scalar: ScalarType; values: readonly string[] | null } | null {
  const named = own(source.enums, text);
  if (named !== undefined) {
    return named;
  }
  return own(SCALAR_BYTES, text) !== undefined ? { scalar: text as ScalarType, values: null } : null;
}
