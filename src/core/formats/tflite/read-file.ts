// The bytes of a .tflite file → its tables. The contents of large buffers stay in the file.
import type { ByteSource } from "../../bytes/byte-source";
import { LoadedBytes } from "../../bytes/loaded-bytes";
import { malformed, ModelError, truncated } from "../../ground/errors";
import type { FlatTable } from "../../wire/flatbuffer";
import { FlatReader, fieldOffset } from "../../wire/flatbuffer-reader";
import { INLINE_BYTES } from "../../bytes/limits";
import type { Span } from "./extras";
import { schema } from "./schema";

export interface TfliteFile {
  readonly root: FlatTable;
  readonly appended: Span;
  readonly unknownFields: readonly string[];
}

const SUBJECT = "The TFLite file";

export async function readFile(source: ByteSource): Promise<TfliteFile> {
  const bytes = new LoadedBytes(source, SUBJECT);
  const large: Span[] = [];
  for (const { start, end } of findBuffers(bytes, large)) {
    await bytes.ensure(start, end - start);
  }
  await bytes.loadAllBut(merged(large).filter(({ end }) => end <= source.size));
  const reader = new FlatReader(bytes, schema);
  const root = reader.root("Model");
  const version = root.number("version");
  if (version !== 3) {
    throw new ModelError(
      "unsupported",
      `This TFLite file has schema version ${version}; only version 3, in use since 2017, is read: convert the model again.`,
      "version",
      0,
    );
  }
  let { end } = reader;
  for (const span of outsideSpans(root)) {
    if (span.end > source.size) {
      throw truncated(SUBJECT, span.start, span.end - span.start, source.size);
    }
    end = Math.max(end, span.end);
  }
  // What stands behind the last part of the model and is not just padding was appended to it.
  const rest = end < source.size ? bytes.loaded(end, source.size - end) : null;
  const isPadding = rest !== null && rest.byteLength < 16 && rest.every((byte) => byte === 0);
  return {
    root,
    appended: { start: isPadding ? source.size : Math.min(end, source.size), end: source.size },
    unknownFields: [...reader.unknown],
  };
}

/** Finds the buffers that are not loaded with their surroundings. @yields what has to be loaded for it to go on. */
function* findBuffers(bytes: LoadedBytes, large: Span[]): Generator<Span> {
  if (!bytes.has(0, 8)) {
    yield { start: 0, end: 8 };
  }
  const vector = yield* targetOf(bytes, bytes.u32(0), slotOf("Model", "buffers"));
  if (vector === null) {
    return;
  }
  const first = vector + 4;
  const end = first + 4 * bytes.u32(vector);
  if (!bytes.has(first, end - first)) {
    yield { start: first, end };
  }
  const dataSlot = slotOf("Buffer", "data");
  for (let element = first; element < end; element += 4) {
    const data = yield* targetOf(bytes, element + bytes.u32(element), dataSlot);
    const length = data === null ? 0 : bytes.u32(data);
    if (data !== null && length > INLINE_BYTES) {
      large.push({ start: data + 4, end: data + 4 + length });
    }
  }
}

function slotOf(table: string, field: string): number {
  return schema.get(table)!.byName.get(field)!.slot;
}

/** Where the vector in a slot begins, with its length; null where the slot is empty. @yields what has to be loaded. */
function* targetOf(bytes: LoadedBytes, table: number, slot: number): Generator<Span, number | null> {
  if (!bytes.has(table, 4)) {
    yield { start: table, end: table + 4 };
  }
  const vtable = table - bytes.i32(table);
  if (!bytes.has(vtable, 2)) {
    yield { start: vtable, end: vtable + 2 };
  }
  const size = Math.min(bytes.u16(vtable), SLOTS + 2 * slot + 2);
  if (!bytes.has(vtable, size)) {
    yield { start: vtable, end: vtable + size };
  }
  const field = fieldOffset(bytes, table, slot);
  if (field === null) {
    return null;
  }
  if (!bytes.has(field, 4)) {
    yield { start: field, end: field + 4 };
  }
  const target = field + bytes.u32(field);
  if (!bytes.has(target, 4)) {
    yield { start: target, end: target + 4 };
  }
  return target;
}

/** Where a vtable lists its slots, behind two sizes. */
const SLOTS = 4;

/** Spans in order, overlapping ones as one. */
function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = result[result.length - 1];
    if (last !== undefined && span.start < last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    } else {
      result.push(span);
    }
  }
  return result;
}

/** Buffers and custom options that lie behind the FlatBuffer, as in files beyond 2 GiB. */
function* outsideSpans(root: FlatTable): Generator<Span> {
  for (const { table, offset, size } of outsideTables(root)) {
    const span = outsideSpan(table, offset, size);
    if (span !== null) {
      yield span;
    }
  }
}

/** The tables that may name something behind the FlatBuffer, with the fields that do. */
export function* outsideTables(root: FlatTable): Generator<{ table: FlatTable; offset: string; size: string }> {
  for (const table of root.list("buffers")) {
    yield { table, offset: "offset", size: "size" };
  }
  for (const graph of root.list("subgraphs")) {
    for (const table of graph.list("operators")) {
      yield { table, offset: "large_custom_options_offset", size: "large_custom_options_size" };
    }
  }
}

/** An offset of 0 or 1 means that there is none. */
export function outsideSpan(table: FlatTable, offsetField: string, sizeField: string): Span | null {
  const start = table.number(offsetField);
  const size = table.number(sizeField);
  if (start <= 1) {
    return null;
  }
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(start + size)) {
    throw malformed(table.spec.name, "it claims to lie beyond any file", null);
  }
  return { start, end: start + size };
}
