// The stretches of a FlatBuffer between its payloads.
import type { FlatTable } from "./flatbuffer";
import { inlineLayout } from "./flatbuffer-inline";

/** Bytes between two payloads, by their places in the file. */
export class Run {
  #bytes = new Uint8Array(64);
  end: number;

  constructor(readonly start: number) {
    this.end = start;
  }

  startTable(size: number, alignment: number): number {
    const position = tableStart(this.end, alignment);
    this.#grow(position + size);
    return position;
  }

  startPayload(alignment: number, length: number): number {
    const position = payloadStart(this.end, alignment);
    this.#grow(position + 4);
    this.setUint32(position, length);
    return position;
  }

  setUint32(position: number, value: number): void {
    this.view(position).setUint32(0, value, true);
  }

  view(position: number): DataView {
    return new DataView(this.#bytes.buffer, position - this.start);
  }

  take(): Uint8Array {
    return this.#bytes.slice(0, this.end - this.start);
  }

  #grow(end: number): void {
    this.end = end;
    if (end - this.start > this.#bytes.byteLength) {
      const larger = new Uint8Array((end - this.start) * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
  }
}

/** Where a table goes so that its widest field, behind the reference to the vtable, is aligned. */
function tableStart(end: number, alignment: number): number {
  return Math.ceil((end + 4) / alignment) * alignment - 4;
}

export function endAfter(tables: readonly FlatTable[], start: number): number {
  return tables.reduce((end, table) => {
    const { size, alignment } = inlineLayout(table);
    return tableStart(end, alignment) + size;
  }, start);
}

/** Where a payload's length goes so that the byte after it is aligned. */
export function payloadStart(end: number, alignment: number): number {
  return Math.ceil((end + 4) / alignment) * alignment - 4;
}
