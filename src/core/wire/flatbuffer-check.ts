// Goes over all of a FlatBuffer once: every offset, length and vtable is checked against the file, and parts against
// overlapping. Of what it saw it keeps places only, in time and memory for the file's bytes.
import type { LoadedBytes } from "../bytes/loaded-bytes";
import { MAX_NESTING } from "../bytes/limits";
import { malformed } from "../ground/errors";
import type { Kind } from "./flatbuffer";
import { SCALAR_BYTES, type FieldSpec, type FlatSchema, type TableSpec } from "./flatbuffer-schema";
import { VisitedPlaces } from "./visited-places";

/** Where a kind of table has its fields; many tables share one. */
interface VTable {
  readonly tableSize: number;
  /** Positions of the fields in the table, by slot; 0 where a field is absent. */
  readonly positions: Uint16Array;
  /** The fields that lead elsewhere, by the kinds of table it was compared with. */
  readonly links: Map<TableSpec, readonly Link[]>;
}

/** A field that leads to another part. */
interface Link {
  readonly field: FieldSpec;
  /** From where its table begins; 0 where it is absent. */
  readonly position: number;
  /** Of the type of a union; else 0. */
  readonly typePosition: number;
}

export class FlatCheck {
  /** The end of the last byte that belongs to the structure. */
  end = 0;
  /** Fields that the file has and the schema does not, as "Table, slot". */
  readonly unknown = new Set<string>();
  /** What two places of the file point to is gone over once; a damaged file can claim two types for one place. */
  readonly #seen = new VisitedPlaces<Kind>();
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

  /** @returns where the root table begins. */
  root(spec: TableSpec): number {
    const place = this.bytes.u32(0);
    this.#table(place, spec, 0);
    return place;
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

  #table(offset: number, spec: TableSpec, depth: number): void {
    if (!this.#seen.add(offset, spec)) {
      return;
    }
    if (depth > MAX_NESTING) {
      throw malformed(spec.name, `tables are nested more than ${MAX_NESTING} deep`, offset);
    }
    const vtable = this.#vtable(offset - this.bytes.i32(offset), spec, offset);
    this.bytes.demand(offset, vtable.tableSize);
    this.#spend(offset, vtable.tableSize, spec.name);
    const links = vtable.links.get(spec) ?? this.#compare(vtable, spec, offset);
    for (const link of links) {
      this.#follow(link, offset, depth);
    }
  }

  /** @param offset The table that names it. */
  #vtable(place: number, spec: TableSpec, offset: number): VTable {
    const known = this.#vtables.get(place);
    if (known !== undefined) {
      return known;
    }
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
    const vtable = { tableSize, positions, links: new Map<TableSpec, readonly Link[]>() };
    this.#vtables.set(place, vtable);
    return vtable;
  }

  /**
   * What a kind of table has in common with the tables of a vtable: which of its fields lead elsewhere. Fields that the
   * schema does not have are told once. @param offset One of the tables.
   */
  #compare({ tableSize, positions, links }: VTable, spec: TableSpec, offset: number): readonly Link[] {
    for (let index = spec.slots; index < positions.length; index++) {
      if (positions[index] !== 0) {
        this.unknown.add(`${spec.name}, field ${index}`);
      }
    }
    const found: Link[] = [];
    for (const field of spec.fields) {
      const { slot, type } = field;
      const position = positions[slot] ?? 0;
      const typePosition = type.kind === "union" ? (positions[slot - 1] ?? 0) : 0;
      if (type.kind !== "scalar") {
        if (position !== 0 || typePosition !== 0) {
          found.push({ field, position, typePosition });
        }
      } else if (position !== 0 && position + SCALAR_BYTES[type.scalar] > tableSize) {
        throw malformed(field.name, "it lies outside its table", offset + position);
      }
    }
    links.set(spec, found);
    return found;
  }

  #follow({ field, position, typePosition }: Link, table: number, depth: number): void {
    const { type } = field;
    const at = table + position;
    if (type.kind === "union") {
      const member = typePosition === 0 ? 0 : this.bytes.u8(table + typePosition);
      const name = type.members[member - 1];
      if (member !== 0 && name === undefined) {
        this.unknown.add(`${field.name}, kind ${member}`);
      } else if (name !== undefined && position !== 0) {
        this.#table(at + this.bytes.u32(at), this.#spec(name), depth + 1);
      }
      return;
    }
    const target = at + this.bytes.u32(at);
    switch (type.kind) {
      case "table":
        this.#table(target, this.#spec(type.table), depth + 1);
        break;
      case "tables":
        this.#tables(field.name, this.#spec(type.table), target, depth);
        break;
      case "string":
        if (this.#seen.add(target, "string")) {
          const length = this.bytes.u32(target);
          this.#spend(target, length + 4, field.name);
          this.bytes.demand(target + 4, length);
        }
        break;
      case "vector":
        if (this.#seen.add(target, type.scalar)) {
          this.#vector(field.name, SCALAR_BYTES[type.scalar], target);
        }
    }
  }

  #tables(name: string, spec: TableSpec, target: number, depth: number): void {
    if (!this.#seen.add(target, spec.fields)) {
      return;
    }
    const length = this.bytes.u32(target);
    this.#spend(target, length * 4 + 4, name);
    this.bytes.demand(target + 4, length * 4);
    for (let at = target + 4; at < target + 4 + length * 4; at += 4) {
      this.#table(at + this.bytes.u32(at), spec, depth + 1);
    }
  }

  /** Its elements need not be loaded. */
  #vector(name: string, width: number, target: number): void {
    const length = this.bytes.u32(target);
    this.#spend(target, length * width + 4, name);
    if (target + 4 + length * width > this.bytes.size) {
      throw malformed(name, `its ${length} elements reach past the end of the file`, target);
    }
  }
}
