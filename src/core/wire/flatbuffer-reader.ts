// FlatBuffers binary format: https://flatbuffers.dev/internals/
// All of a file is checked before any of it is given out; then each part is read where and when it is asked for.
import type { LoadedBytes } from "../bytes/loaded-bytes";
import { FlatString, FlatTable, FlatTables, FlatUnion, FlatVector, readScalar, type FlatFile } from "./flatbuffer";
import { FlatCheck } from "./flatbuffer-check";
import { SCALAR_BYTES, type FieldSpec, type FlatSchema, type ScalarType, type TableSpec } from "./flatbuffer-schema";

/** Where a field of a table lies in the file; null where it is absent. */
export function fieldOffset(bytes: LoadedBytes, table: number, slot: number): number | null {
  const vtable = table - bytes.i32(table);
  return offsetIn(bytes, table, vtable, bytes.u16(vtable), slot);
}

function offsetIn(bytes: LoadedBytes, table: number, vtable: number, size: number, slot: number): number | null {
  const entry = 4 + slot * 2;
  const offset = entry + 2 <= size ? bytes.u16(vtable + entry) : 0;
  return offset === 0 ? null : table + offset;
}

export class FlatReader implements FlatFile {
  /** The end of the last byte that belongs to the structure. */
  end = 0;
  /** Fields that the file has and the schema does not, as "Table, slot". */
  unknown: ReadonlySet<string> = new Set();
  /** The table of which a field was asked for last: mostly it is asked for others. */
  #table = -1;
  #vtable = 0;
  #vtableSize = 0;

  constructor(
    readonly bytes: LoadedBytes,
    readonly schema: FlatSchema,
  ) {}

  /** @throws ModelError where anything in the file is wrong. */
  root(name: string): FlatTable {
    const check = new FlatCheck(this.bytes, this.schema);
    const place = check.root(this.#spec(name));
    this.end = check.end;
    this.unknown = check.unknown;
    return new FlatTable(this.#spec(name), undefined, this, place);
  }

  tableAt(position: number, spec: TableSpec): FlatTable {
    return new FlatTable(spec, undefined, this, this.#target(position));
  }

  field(
    table: number,
    { slot, type }: FieldSpec,
  ): FlatString | FlatVector | FlatTables | FlatTable | FlatUnion | number | bigint | boolean | undefined {
    const position = this.#offset(table, slot);
    if (type.kind === "union") {
      return this.#union(type.members, position, this.#offset(table, slot - 1));
    }
    if (position === null) {
      return undefined;
    }
    switch (type.kind) {
      case "scalar":
        return this.#scalar(position, type.scalar);
      case "string": {
        const target = this.#target(position);
        return new FlatString(null, this, target + 4, this.bytes.u32(target));
      }
      case "vector": {
        const target = this.#target(position);
        return new FlatVector(type.scalar, type.alignment, this.bytes.u32(target), null, target + 4, this);
      }
      case "table":
        return this.tableAt(position, this.#spec(type.table));
      case "tables": {
        const target = this.#target(position);
        return new FlatTables([], this, target + 4, this.#spec(type.table), this.bytes.u32(target));
      }
    }
  }

  /** Those that files have millions of are read without a function for each. */
  #scalar(position: number, scalar: ScalarType): number | bigint | boolean {
    switch (scalar) {
      case "i32":
        return this.bytes.i32(position);
      case "u32":
        return this.bytes.u32(position);
      case "u8":
        return this.bytes.u8(position);
      case "bool":
        return this.bytes.u8(position) !== 0;
      default:
        return this.bytes.scalar(position, SCALAR_BYTES[scalar], (view, at) => readScalar(view, at, scalar));
    }
  }

  #spec(name: string): TableSpec {
    return this.schema.get(name)!;
  }

  #offset(table: number, slot: number): number | null {
    if (table !== this.#table) {
      this.#table = table;
      this.#vtable = table - this.bytes.i32(table);
      this.#vtableSize = this.bytes.u16(this.#vtable);
    }
    return offsetIn(this.bytes, table, this.#vtable, this.#vtableSize, slot);
  }

  #target(position: number): number {
    return position + this.bytes.u32(position);
  }

  /** A union without a table can still say which kind it would be. */
  #union(members: readonly string[], position: number | null, typePosition: number | null): FlatUnion | undefined {
    const member = typePosition === null ? 0 : this.bytes.u8(typePosition);
    if (member === 0) {
      return undefined;
    }
    const table = members[member - 1];
    return new FlatUnion(
      member,
      table === undefined || position === null ? null : this.tableAt(position, this.#spec(table)),
    );
  }
}
