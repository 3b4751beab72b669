// What a FlatBuffer holds: tables with the fields that are present, and nothing else. Absent and empty stay different.
// There may be millions of parts: one of a file is its place there, made when it is asked for and read then. What two
// parts of a file share is told by that place, so that it is written once again.
import { bytesEqual } from "../bytes/equal";
import type { LoadedBytes } from "../bytes/loaded-bytes";
import type { Chunk } from "../bytes/read-ahead";
import { decodeText } from "../bytes/text";
import { malformed } from "../ground/errors";
import { SCALAR_BYTES, type FieldSpec, type ScalarType, type TableSpec } from "./flatbuffer-schema";

export type FlatPart = FlatString | FlatVector | FlatTables | FlatTable;
export type FlatValue = number | bigint | boolean | FlatUnion | FlatPart;

/** A file whose parts are checked already. */
export interface FlatFile {
  readonly bytes: LoadedBytes;
  /** What the table at a place has in a field; undefined where it is absent. */
  field(table: number, field: FieldSpec): FlatValue | undefined;
  /** A table that is named at a position. */
  tableAt(position: number, spec: TableSpec): FlatTable;
}

/** What a part is read as: the same for parts that may be one. A damaged file can claim several for one place. */
export type Kind = ScalarType | "string" | TableSpec | TableSpec["fields"];

/** Text as its bytes, which need not be valid UTF-8. */
export class FlatString {
  readonly #made: Uint8Array | null;

  constructor(
    made: Uint8Array | null,
    readonly file: FlatFile | null = null,
    /** Where it begins in the file. */
    readonly offset = 0,
    readonly byteLength = made!.byteLength,
  ) {
    this.#made = made;
  }

  readonly kind = "string";

  get bytes(): Uint8Array {
    return this.#made ?? this.file!.bytes.bytes(this.offset, this.byteLength);
  }

  get text(): string {
    return this.#made === null
      ? this.file!.bytes.text(this.offset, this.byteLength)
      : decodeText(this.#made, 0, this.byteLength);
  }
}

/** A vector of scalars: loaded bytes, or a span of the file where it was too large to load. */
export class FlatVector {
  readonly #made: Uint8Array | null;

  constructor(
    readonly scalar: ScalarType,
    readonly alignment: number,
    readonly length: number,
    made: Uint8Array | null,
    /** Where the elements begin in the file; null for a vector made here. */
    readonly offset: number | null,
    readonly file: FlatFile | null = null,
  ) {
    this.#made = made;
  }

  get kind(): Kind {
    return this.scalar;
  }

  get byteLength(): number {
    return this.length * SCALAR_BYTES[this.scalar];
  }

  /** Null where the elements were not loaded, or are not known here. */
  get bytes(): Uint8Array | null {
    return this.#made ?? this.file?.bytes.loaded(this.offset!, this.byteLength) ?? null;
  }

  /** What is loaded of the file around the elements; null where that was not loaded, or the vector was made here. */
  get chunk(): Chunk | null {
    return this.file?.bytes.chunk(this.offset!, this.byteLength) ?? null;
  }

  numbers(): number[] {
    return this.#read((view, at) => numbersIn(view, at, this.length, this.scalar));
  }

  /** @throws ModelError where the file places the vector inside what was not loaded. */
  elements(): (number | bigint | boolean)[] {
    const width = SCALAR_BYTES[this.scalar];
    return this.#read((view, at) =>
      Array.from({ length: this.length }, (_, index) => readScalar(view, at + index * width, this.scalar)),
    );
  }

  #read<T>(read: (view: DataView, start: number) => T[]): T[] {
    if (this.#made !== null) {
      return read(new DataView(this.#made.buffer, this.#made.byteOffset, this.byteLength), 0);
    }
    if (this.chunk === null) {
      throw malformed("A list of numbers", "it lies within the contents of a buffer", this.offset);
    }
    return this.file!.bytes.scalar(this.offset!, this.byteLength, read);
  }
}

function numbersIn(view: DataView, start: number, length: number, scalar: ScalarType): number[] {
  const width = SCALAR_BYTES[scalar];
  const numbers = new Array<number>(length);
  for (let index = 0; index < length; index++) {
    numbers[index] = Number(readScalar(view, start + index * width, scalar));
  }
  return numbers;
}

export class FlatTables {
  readonly #made: readonly FlatTable[];

  constructor(
    made: readonly FlatTable[],
    readonly file: FlatFile | null = null,
    /** Where the first table is named in the file. */
    readonly offset = 0,
    readonly spec: TableSpec | null = null,
    readonly length = made.length,
  ) {
    this.#made = made;
  }

  get kind(): Kind {
    return this.spec!.fields;
  }

  /** @param index Of a table that is there. */
  at(index: number): FlatTable {
    return this.file === null ? this.#made[index]! : this.file.tableAt(this.offset + index * REFERENCE, this.spec!);
  }

  *[Symbol.iterator](): Generator<FlatTable> {
    for (let index = 0; index < this.length; index++) {
      yield this.at(index);
    }
  }

  /** As objects, all at once. */
  get items(): readonly FlatTable[] {
    return this.file === null ? this.#made : Array.from({ length: this.length }, (_, index) => this.at(index));
  }
}

/** What names a part takes. */
const REFERENCE = 4;

/** type: the position in the union's list of members, from 1; table null where the reader does not know the member. */
export class FlatUnion {
  constructor(
    readonly type: number,
    readonly table: FlatTable | null,
  ) {}
}

/** Null: the field is left out. */
type Changes = ReadonlyMap<string, FlatValue | null>;

const NO_CHANGES: Changes = new Map();

export class FlatTable {
  readonly #changes: Changes;
  readonly #file: FlatFile | null;
  readonly #offset: number;

  /** @param changes Of a table made here: its fields; else where it differs from the one that the file has there. */
  constructor(
    readonly spec: TableSpec,
    changes: Changes = NO_CHANGES,
    file: FlatFile | null = null,
    offset = 0,
  ) {
    this.#changes = changes;
    this.#file = file;
    this.#offset = offset;
  }

  /** The file that has this table as it is; null where no file has. */
  get file(): FlatFile | null {
    return this.#changes.size === 0 ? this.#file : null;
  }

  get offset(): number {
    return this.#offset;
  }

  get kind(): Kind {
    return this.spec;
  }

  /** Undefined: absent. */
  get(name: string): FlatValue | undefined {
    if (this.#changes.size > 0) {
      const changed = this.#changes.get(name);
      if (changed !== undefined) {
        return changed ?? undefined;
      }
    }
    const field = this.#file === null ? undefined : this.spec.byName.get(name);
    return field === undefined ? undefined : this.#file!.field(this.#offset, field);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** A scalar, or its default where it is absent. 64-bit integers come as numbers: use `get` where that loses. */
  number(name: string): number {
    const value = this.get(name);
    return value === undefined ? this.spec.byName.get(name)!.default : Number(value);
  }

  boolean(name: string): boolean {
    return this.number(name) !== 0;
  }

  /** null: absent. */
  text(name: string): string | null {
    const value = this.get(name);
    return value instanceof FlatString ? value.text : null;
  }

  vector(name: string): FlatVector | null {
    const value = this.get(name);
    return value instanceof FlatVector ? value : null;
  }

  numbers(name: string): number[] | null {
    return this.vector(name)?.numbers() ?? null;
  }

  /** As objects, all at once: use `list` where there may be many. */
  tables(name: string): readonly FlatTable[] {
    return this.list(name).items;
  }

  list(name: string): FlatTables {
    const value = this.get(name);
    return value instanceof FlatTables ? value : NO_TABLES;
  }

  table(name: string): FlatTable | null {
    const value = this.get(name);
    return value instanceof FlatTable ? value : null;
  }

  union(name: string): FlatUnion | null {
    const value = this.get(name);
    return value instanceof FlatUnion ? value : null;
  }

  /** A table with some fields changed, null to leave them out; the same table where nothing differs. */
  with(changes: Readonly<Record<string, FlatValue | null>>): FlatTable {
    let changed: Map<string, FlatValue | null> | null = null;
    for (const [name, value] of Object.entries(changes)) {
      if (!isSame(this.get(name) ?? null, value, this.spec, name)) {
        changed ??= new Map(this.#changes);
        changed.set(name, value);
      }
    }
    return changed === null ? this : new FlatTable(this.spec, changed, this.#file, this.#offset);
  }
}

const NO_TABLES = new FlatTables([]);

/** Equal content counts as the same, so that a rewrite which ends where it began changes nothing. */
function isSame(a: FlatValue | null, b: FlatValue | null, spec: TableSpec, name: string): boolean {
  if (a === null && typeof b === "number") {
    return spec.byName.get(name)!.default === b;
  }
  if (a instanceof FlatVector && b instanceof FlatVector) {
    const [one, other] = [a.bytes, b.bytes];
    return isOnePart(a, b) || (a.length === b.length && one !== null && other !== null && bytesEqual(one, other));
  }
  if (a instanceof FlatString && b instanceof FlatString) {
    return bytesEqual(a.bytes, b.bytes);
  }
  if (a instanceof FlatTables && b instanceof FlatTables) {
    if (a.length !== b.length || isOnePart(a, b)) {
      return a.length === b.length;
    }
    for (let index = 0; index < a.length; index++) {
      if (!isOnePart(a.at(index), b.at(index))) {
        return false;
      }
    }
    return true;
  }
  if (a instanceof FlatTable && b instanceof FlatTable) {
    return isOnePart(a, b);
  }
  if (a instanceof FlatUnion && b instanceof FlatUnion) {
    return (
      a.type === b.type && (a.table === null || b.table === null ? a.table === b.table : isOnePart(a.table, b.table))
    );
  }
  return (
    a === b || (a !== null && b !== null && typeof a !== "object" && typeof b !== "object" && Number(a) === Number(b))
  );
}

/** Whether two are the same object, or read from the same place as the same. */
export function isOnePart<T extends FlatPart>(a: T, b: T): boolean {
  return a === b || (a.file !== null && a.file === b.file && a.offset === b.offset && a.kind === b.kind);
}

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
