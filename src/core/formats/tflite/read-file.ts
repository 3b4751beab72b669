// The bytes of a .tflite file → its tables. The contents of large buffers stay in the file.
import type { ByteSource } from "../../bytes/byte-source";
import { LoadedBytes } from "../../bytes/loaded-bytes";
import { malformed, ModelError, truncated } from "../../ir/errors";
import type { FlatTable } from "../../wire/flatbuffer";
import { FlatReader, fieldOffset } from "../../wire/flatbuffer-reader";
import { INLINE_BYTES } from "../limits";
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
  const buffers = await findBuffers(bytes);
  await bytes.loadAllBut(
    merged(buffers.filter(({ start, end }) => end - start > INLINE_BYTES)).filter(({ end }) => end <= source.size),
  );
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
  let end = reader.end;
  for (const span of [...buffers, ...outsideSpans(root)]) {
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

/** Where the contents of each buffer lie: found before anything else is loaded. */
async function findBuffers(bytes: LoadedBytes): Promise<Span[]> {
  const model = schema.get("Model")!;
  const buffer = schema.get("Buffer")!;
  const need = (offset: number, length: number) => (bytes.has(offset, length) ? null : bytes.ensure(offset, length));
  await need(0, 8);
  const vector = await offsetOf(bytes, bytes.u32(0), model.byName.get("buffers")!.slot, need);
  if (vector === null) {
    return [];
  }
  await need(vector, 4);
  const count = bytes.u32(vector);
  await need(vector + 4, count * 4);
  const spans: Span[] = [];
  const dataSlot = buffer.byName.get("data")!.slot;
  for (let index = 0; index < count; index++) {
    const element = vector + 4 + index * 4;
    const data = await offsetOf(bytes, element + bytes.u32(element), dataSlot, need);
    if (data !== null) {
      await need(data, 4);
      spans.push({ start: data + 4, end: data + 4 + bytes.u32(data) });
    }
  }
  return spans;
}

/** Where the vector or table in a slot begins; null where the slot is empty. */
async function offsetOf(
  bytes: LoadedBytes,
  table: number,
  slot: number,
  need: (offset: number, length: number) => Promise<void> | null,
): Promise<number | null> {
  await need(table, 4);
  const vtable = table - bytes.i32(table);
  await need(vtable, 2);
  await need(vtable, Math.min(bytes.u16(vtable), SLOTS + 2 * slot + 2));
  const field = fieldOffset(bytes, table, slot);
  if (field === null) {
    return null;
  }
  await need(field, 4);
  return field + bytes.u32(field);
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
function outsideSpans(root: FlatTable): Span[] {
  const operators = root.tables("subgraphs").flatMap((graph) => graph.tables("operators"));
  return [
    ...root.tables("buffers").map((buffer) => outsideSpan(buffer, "offset", "size")),
    ...operators.map((operator) => outsideSpan(operator, "large_custom_options_offset", "large_custom_options_size")),
  ].filter((span) => span !== null);
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
