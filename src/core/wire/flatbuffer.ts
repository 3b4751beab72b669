// A FlatBuffer in memory: tables with the fields that are present, and nothing else. Absent and empty stay different,
// and what was shared in the file is the same object here, so that it is written once again.
import { bytesEqual } from "../bytes/equal";
import { malformed } from "../ir/errors";
import { SCALAR_BYTES, type ScalarType, type TableSpec } from "./flatbuffer-schema";

export type FlatValue = number | bigint | boolean | FlatString | FlatVector | FlatTables | FlatTable | FlatUnion;

/** Text as its bytes, which need not be valid UTF-8. */
export class FlatString {
  #text: string | null = null;

  constructor(readonly bytes: Uint8Array) {}

  get text(): string {
    return (this.#text ??= decoder.decode(this.bytes));
  }
}

/** A vector of scalars: loaded bytes, or a span of the file where it was too large to load. */
export class FlatVector {
  constructor(
    readonly scalar: ScalarType,
    readonly alignment: number,
    readonly length: number,
    readonly bytes: Uint8Array | null,
    /** Where the elements begin in the file; null for a vector made here. */
    readonly offset: number | null,
  ) {}

  get byteLength(): number {
    return this.length * SCALAR_BYTES[this.scalar];
  }

  numbers(): number[] {
    return Array.from(this.elements(), Number);
  }

  /** @throws ModelError where the file places the vector inside what was not loaded. */
  *elements(): Generator<number | bigint | boolean> {
    const { bytes } = this;
    if (bytes === null) {
      throw malformed("A list of numbers", "it lies within the contents of a buffer", this.offset);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < this.length; i++) {
      yield readScalar(view, i * SCALAR_BYTES[this.scalar], this.scalar);
    }
  }
}

export class FlatTables {
  constructor(readonly items: readonly FlatTable[]) {}
}

/** type: the position in the union's list of members, from 1; table null where the reader does not know the member. */
export class FlatUnion {
  constructor(
    readonly type: number,
    readonly table: FlatTable | null,
  ) {}
}

export class FlatTable {
  constructor(
    readonly spec: TableSpec,
    readonly fields: ReadonlyMap<string, FlatValue>,
  ) {}

  /** A scalar, or its default where it is absent. 64-bit integers come as numbers: use `raw` where that loses. */
  number(name: string): number {
    const value = this.fields.get(name);
    return value === undefined ? this.spec.byName.get(name)!.default : Number(value);
  }

  boolean(name: string): boolean {
    return this.number(name) !== 0;
  }

  /** null: absent. */
  text(name: string): string | null {
    const value = this.fields.get(name);
    return value instanceof FlatString ? value.text : null;
  }

  vector(name: string): FlatVector | null {
    const value = this.fields.get(name);
    return value instanceof FlatVector ? value : null;
  }

  numbers(name: string): number[] | null {
    return this.vector(name)?.numbers() ?? null;
  }

  tables(name: string): readonly FlatTable[] {
    const value = this.fields.get(name);
    return value instanceof FlatTables ? value.items : [];
  }

  table(name: string): FlatTable | null {
    const value = this.fields.get(name);
    return value instanceof FlatTable ? value : null;
  }

  union(name: string): FlatUnion | null {
    const value = this.fields.get(name);
    return value instanceof FlatUnion ? value : null;
  }

  /** A table with some fields changed, null to leave them out; the same table where nothing differs. */
  with(changes: Readonly<Record<string, FlatValue | null>>): FlatTable {
    let fields: Map<string, FlatValue> | null = null;
    for (const [name, value] of Object.entries(changes)) {
      const current = this.fields.get(name) ?? null;
      if (same(current, value, this.spec, name)) {
        continue;
      }
      fields ??= new Map(this.fields);
      if (value === null) {
        fields.delete(name);
      } else {
        fields.set(name, value);
      }
    }
    return fields === null ? this : new FlatTable(this.spec, fields);
  }
}

/** Equal content counts as the same, so that a rewrite which ends where it began changes nothing. */
function same(a: FlatValue | null, b: FlatValue | null, spec: TableSpec, name: string): boolean {
  if (a === b) {
    return true;
  }
  if (a === null && typeof b === "number") {
    return spec.byName.get(name)!.default === b;
  }
  if (a instanceof FlatVector && b instanceof FlatVector) {
    return a.length === b.length && a.bytes !== null && b.bytes !== null && bytesEqual(a.bytes, b.bytes);
  }
  if (a instanceof FlatString && b instanceof FlatString) {
    return bytesEqual(a.bytes, b.bytes);
  }
  if (a instanceof FlatTables && b instanceof FlatTables) {
    return a.items.length === b.items.length && a.items.every((item, index) => item === b.items[index]);
  }
  if (a instanceof FlatUnion && b instanceof FlatUnion) {
    return a.type === b.type && a.table === b.table;
  }
  return a !== null && b !== null && typeof a !== "object" && typeof b !== "object" && Number(a) === Number(b);
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

export function flatString(text: string): FlatString {
  return new FlatString(encoder.encode(text));
}

export function flatVector(scalar: ScalarType, values: readonly (number | bigint)[], alignment?: number): FlatVector {
  const width = SCALAR_BYTES[scalar];
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => writeScalar(view, index * width, scalar, value));
  return new FlatVector(scalar, alignment ?? width, values.length, bytes, null);
}

export function readScalar(view: DataView, offset: number, scalar: ScalarType): number | bigint | boolean {
  switch (scalar) {
    case "bool":
      return view.getUint8(offset) !== 0;
    case "i8":
      return view.getInt8(offset);
    case "u8":
      return view.getUint8(offset);
    case "i16":
      return view.getInt16(offset, true);
    case "u16":
      return view.getUint16(offset, true);
    case "i32":
      return view.getInt32(offset, true);
    case "u32":
      return view.getUint32(offset, true);
    case "f32":
      return view.getFloat32(offset, true);
    case "i64":
      return view.getBigInt64(offset, true);
    case "u64":
      return view.getBigUint64(offset, true);
  }
}

export function writeScalar(
  view: DataView,
  offset: number,
  scalar: ScalarType,
  value: number | bigint | boolean,
): void {
  switch (scalar) {
    case "bool":
    case "i8":
    case "u8":
      view.setUint8(offset, Number(value) & 0xff);
      break;
    case "i16":
    case "u16":
      view.setUint16(offset, Number(value) & 0xffff, true);
      break;
    case "i32":
    case "u32":
      view.setUint32(offset, Number(value) >>> 0, true);
      break;
    case "f32":
      view.setFloat32(offset, Number(value), true);
      break;
    case "i64":
    case "u64":
      view.setBigInt64(offset, BigInt.asIntN(64, BigInt(value)), true);
      break;
  }
}
