// The order of a written file: the tables, then the buffers' contents, each at a multiple of 16 bytes because kernels
// read them in place, then what stands behind the FlatBuffer.
import type { ByteSource } from "../../bytes/byte-source";
import type { FlatTable, FlatVector } from "../../wire/flatbuffer";
import { layOut } from "../../wire/flatbuffer-writer";
import { Pieces } from "../../ir/pieces";
import type { BufferTable } from "./buffer-table";
import { outsideSpan, outsideTables } from "./read-file";
import { IDENTIFIER } from "./schema";

const ALIGNMENT = 16;

export function arrange(root: FlatTable, source: ByteSource, buffers: BufferTable): Pieces {
  const layout = layOut(root, {
    identifier: IDENTIFIER,
    payloadTable: "Buffer",
    payloadField: "data",
    payloadAlignment: ALIGNMENT,
  });
  // What stands behind is placed first: the tables name it, and their bytes are fixed once they are passed on.
  const behind = new Pieces();
  const place = (table: FlatTable, field: string) => {
    behind.bytes(new Uint8Array(paddingAfter(layout.byteLength + behind.length)));
    layout.setUint64(table, field, layout.byteLength + behind.length);
  };
  for (const [table, { tensor, name }] of buffers.outside) {
    place(table, "offset");
    behind.tensor(tensor, tensor.storage.storedBytes, name);
  }
  for (const { table, offset, size } of outsideTables(root)) {
    const span = buffers.outside.has(table) ? null : outsideSpan(table, offset, size);
    if (span !== null) {
      place(table, offset);
      behind.copy(source, span.start, span.end);
    }
  }
  const pieces = new Pieces();
  for (const segment of layout.segments) {
    if (segment instanceof Uint8Array) {
      pieces.bytes(segment);
    } else {
      putContent(pieces, segment, source, buffers);
    }
  }
  return pieces.append(behind);
}

function putContent(pieces: Pieces, vector: FlatVector, source: ByteSource, buffers: BufferTable): void {
  const content = buffers.contents.get(vector);
  if (content !== undefined) {
    pieces.tensor(content.tensor, vector.byteLength, content.name);
  } else if (vector.offset === null) {
    pieces.bytes(vector.bytes!);
  } else {
    pieces.copy(source, vector.offset, vector.offset + vector.byteLength);
  }
}

function paddingAfter(end: number): number {
  return (ALIGNMENT - (end % ALIGNMENT)) % ALIGNMENT;
}
