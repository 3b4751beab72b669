// FlatBuffers binary format: https://flatbuffers.dev/internals/
// Every offset, length and vtable is checked against the file before it is used. Vectors are views, not copies.
import type { LoadedBytes } from "../bytes/loaded-bytes";
import { MAX_NESTING } from "../formats/limits";
import { malformed } from "../ir/errors";
import { FlatString, FlatTable, FlatTables, FlatUnion, FlatVector, readScalar, type FlatValue } from "./flatbuffer";
import { SCALAR_BYTES, type FieldSpec, type FlatSchema, type TableSpec } from "./flatbuffer-schema";

/** Where a field of a table lies in the file; null where it is absent. */
export function fieldOffset(bytes: LoadedBytes, table: number, slot: number): number | null {
  const vtable = table - bytes.i32(table);
  const size = bytes.u16(vtable);
  const entry = 4 + slot * 2;
  const offset = entry + 2 <= size ? bytes.u16(vtable + entry) : 0;
  return offset === 0 ? null : table + offset;
}

/** Where a kind of table has its fields; many tables share one. */
interface VTable {
  readonly tableSize: number;
  /** Positions of the fields in the table, by slot; 0 where a field is absent. */
  readonly positions: Uint16Array;
  /** The kinds of table it was compared with: fields that the schema does not have are told once. */
  readonly known: Set<TableSpec>;
}

export class FlatReader {
  /** The end of the last byte that belongs to the structure. */
  end = 0;
  /** Fields that the file has and the schema does not, as "Table, slot". */
  readonly unknown = new Set<string>();
  /** What was read, by its type and where it stands: a damaged file can claim two types for one place. */
  readonly #seen = new Map<string, Map<number, FlatValue>>();
  readonly #vtables = new Map<number, VTable>();
  #budget: number;

  constructor(
    readonly bytes: LoadedBytes,
    readonly schema: FlatSchema,
  ) {
    // Parts of a FlatBuffer do not overlap, so together they cannot be longer than the file; twice leaves room for
    // writers that share what they should not. Without this bound a small file could describe a huge structure.
    this.#budget = 2 * bytes.size + 1024;
  }

  root(name: string): FlatTable {
    return this.#table(this.bytes.u32(0), this.#spec(name), 0);
  }

  #spec(name: string): TableSpec {
    return this.schema.get(name)!;
  }

  #spend(offset: number, length: number, what: string): void {
    this.#budget -= length;
    if (this.#budget < 0) {
      throw malformed(what, "parts of the file overlap", offset);
    }
    this.end = Math.max(this.end, offset + length);
  }

  #table(offset: number, spec: TableSpec, depth: number): FlatTable {
    return this.#once(offset, spec.name, () => this.#newTable(offset, spec, depth));
  }

  #newTable(offset: number, spec: TableSpec, depth: number): FlatTable {
    if (depth > MAX_NESTING) {
      throw malformed(spec.name, `tables are nested more than ${MAX_NESTING} deep`, offset);
    }
    const vtable = this.#vtable(offset - this.bytes.i32(offset), spec, offset);
    const { tableSize, positions } = vtable;
    this.bytes.bytes(offset, tableSize);
    this.#spend(offset, tableSize, spec.name);
    const slot = (index: number): number => {
      const position = positions[index] ?? 0;
      return position === 0 ? 0 : offset + position;
    };
    const fields = new Map<string, FlatValue>();
    for (const field of spec.fields) {
      const position = slot(field.slot);
      // A union without a table can still say which kind it would be.
      const present = position !== 0 || (field.type.kind === "union" && slot(field.slot - 1) !== 0);
      const value = present ? this.#field(field, position, slot, offset + tableSize, depth) : null;
      if (value !== null) {
        fields.set(field.name, value);
      }
    }
    return new FlatTable(spec, fields);
  }

  /** @param offset The table that names it. */
  #vtable(place: number, spec: TableSpec, offset: number): VTable {
    let vtable = this.#vtables.get(place);
    if (vtable === undefined) {
      if (place < 0 || place + 4 > this.bytes.size) {
        throw malformed(spec.name, "its field table lies outside the file", offset);
      }
      const size = this.bytes.u16(place);
      const tableSize = this.bytes.u16(place + 2);
      if (size < 4 || size % 2 !== 0 || tableSize < 4) {
        throw malformed(spec.name, "its field table is not one", offset);
      }
      this.#spend(place, size, spec.name);
      const positions = Uint16Array.from({ length: size / 2 - 2 }, (_, index) => this.bytes.u16(place + 4 + index * 2));
      if (positions.some((position) => position >= tableSize)) {
        throw malformed(spec.name, "one of its fields lies outside it", offset);
      }
      vtable = { tableSize, positions, known: new Set() };
      this.#vtables.set(place, vtable);
    }
    if (!vtable.known.has(spec)) {
      vtable.known.add(spec);
      for (let index = spec.slots; index < vtable.positions.length; index++) {
        if (vtable.positions[index] !== 0) {
          this.unknown.add(`${spec.name}, field ${index}`);
        }
      }
    }
    return vtable;
  }

  #field(
    field: FieldSpec,
    position: number,
    slot: (index: number) => number,
    tableEnd: number,
    depth: number,
  ): FlatValue | null {
    const { type } = field;
    if (type.kind === "scalar") {
      const width = SCALAR_BYTES[type.scalar];
      if (position + width > tableEnd) {
        throw malformed(field.name, "it lies outside its table", position);
      }
      return this.bytes.scalar(position, width, (view, at) => readScalar(view, at, type.scalar));
    }
    if (type.kind === "union") {
      return this.#union(field.name, type.members, position, slot(field.slot - 1), depth);
    }
    const target = position + this.bytes.u32(position);
    switch (type.kind) {
      case "string":
        return this.#once(target, "string", () => {
          const length = this.bytes.u32(target);
          this.#spend(target, length + 4, field.name);
          return new FlatString(this.bytes.bytes(target + 4, length));
        });
      case "vector":
        return this.#once(target, `[${type.scalar}]`, () => this.#vector(field.name, type, target));
      case "table":
        return this.#table(target, this.#spec(type.table), depth + 1);
      case "tables":
        return this.#once(target, `[${type.table}]`, () => {
          const length = this.bytes.u32(target);
          this.#spend(target, length * 4 + 4, field.name);
          this.bytes.bytes(target + 4, length * 4);
          const items = Array.from({ length }, (_, index) => {
            const element = target + 4 + index * 4;
            return this.#table(element + this.bytes.u32(element), this.#spec(type.table), depth + 1);
          });
          return new FlatTables(items);
        });
    }
  }

  #union(
    name: string,
    members: readonly string[],
    position: number,
    typePosition: number,
    depth: number,
  ): FlatUnion | null {
    const member = typePosition === 0 ? 0 : this.bytes.u8(typePosition);
    if (member === 0) {
      return null;
    }
    const table = members[member - 1];
    if (table === undefined) {
      this.unknown.add(`${name}, kind ${member}`);
    }
    if (table === undefined || position === 0) {
      return new FlatUnion(member, null);
    }
    return new FlatUnion(member, this.#table(position + this.bytes.u32(position), this.#spec(table), depth + 1));
  }

  #vector(name: string, type: { scalar: FlatVector["scalar"]; alignment: number }, target: number): FlatVector {
    const length = this.bytes.u32(target);
    const byteLength = length * SCALAR_BYTES[type.scalar];
    this.#spend(target, byteLength + 4, name);
    const offset = target + 4;
    if (offset + byteLength > this.bytes.size) {
      throw malformed(name, `its ${length} elements reach past the end of the file`, target);
    }
    const bytes = this.bytes.loaded(offset, byteLength);
    return new FlatVector(type.scalar, type.alignment, length, bytes, offset);
  }

  /** What two places of the file point to is read once. */
  #once<T extends FlatValue & object>(offset: number, type: string, read: () => T): T {
    let values = this.#seen.get(type);
    if (values === undefined) {
      values = new Map();
      this.#seen.set(type, values);
    }
    const known = values.get(offset);
    if (known !== undefined) {
      return known as T;
    }
    const value = read();
    values.set(offset, value);
    return value;
  }
}
