// Lays a FlatBuffer out front to back: a table or vector stands after everything that points to it, as offsets can
// only point forward. Large payloads are not copied: they stay spans of the source between small runs of new bytes.
import { addTo } from "../ir/multimap";
import type { FlatVector } from "./flatbuffer";
import { FlatString, FlatTable, FlatTables, writeScalar, type FlatPart } from "./flatbuffer";
import { inlineFields, inlineLayout } from "./flatbuffer-inline";
import { PartPool } from "./flatbuffer-parts";
import { endAfter, payloadStart, Run } from "./flatbuffer-run";

export interface LayoutOptions {
  /** Four characters after the root offset. */
  readonly identifier: string;
  /** Tables of this name hold payloads. They stand behind everything else, each right before its payload. */
  readonly payloadTable: string;
  readonly payloadField: string;
  /** What the first byte of a payload is aligned to. */
  readonly payloadAlignment: number;
}

/** A laid out FlatBuffer: runs of bytes, and between them payloads. */
export class FlatLayout {
  constructor(
    readonly segments: readonly (Uint8Array | FlatVector)[],
    readonly byteLength: number,
    readonly tables: ReadonlyMap<FlatPart, number>,
    readonly parts: PartPool,
  ) {}

  /** Sets a 64-bit field that the table has, once its value is known. */
  setUint64(table: FlatTable, field: string, value: number): void {
    const start = this.tables.get(this.parts.of(table))!;
    const vtable = start - this.#view(start).getInt32(0, true);
    const { slot } = table.spec.byName.get(field)!;
    const offset = this.#view(vtable + 4 + slot * 2).getUint16(0, true);
    this.#view(start + offset).setBigUint64(0, BigInt(value), true);
  }

  #view(position: number): DataView {
    let start = 0;
    for (const segment of this.segments) {
      const end = start + segment.byteLength;
      if (position < end && segment instanceof Uint8Array) {
        const at = position - start;
        return new DataView(segment.buffer, segment.byteOffset + at, segment.byteLength - at);
      }
      start = end;
    }
    throw new Error("The position is not in the structure.");
  }
}

export function layOut(root: FlatTable, options: LayoutOptions): FlatLayout {
  return new Layout(options).finish(root);
}

class Layout {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #end = 0;
  readonly #vtables = new Map<string, number>();
  readonly #parts = new PartPool();
  /** Places that point to a part which is not laid out yet. */
  readonly #waiting = new Map<FlatPart, number[]>();
  readonly #referrers = new Map<FlatPart, number>();
  readonly #tables = new Map<FlatPart, number>();
  readonly #payloadTables: FlatTable[] = [];

  constructor(readonly options: LayoutOptions) {}

  finish(root: FlatTable): FlatLayout {
    for (let i = 0; i < 4; i++) {
      this.#bytes[4 + i] = this.options.identifier.charCodeAt(i);
    }
    this.#end = 8;
    this.#countReferrers(root);
    // Depth first keeps what belongs together close; a part that several point to waits for the last of them.
    const ready: FlatPart[] = [root];
    this.#waiting.set(root, [0]);
    for (let part = ready.pop(); part !== undefined; part = ready.pop()) {
      for (const child of this.#place(part).reverse()) {
        const left = this.#referrers.get(child)! - 1;
        this.#referrers.set(child, left);
        if (left === 0) {
          ready.push(child);
        }
      }
    }
    const behind = this.#placePayloads();
    const structure = this.#bytes.slice(0, this.#end);
    const segments = [structure, ...behind];
    const byteLength = segments.reduce((sum, segment) => sum + segment.byteLength, 0);
    return new FlatLayout(segments, byteLength, this.#tables, this.#parts);
  }

  /** Also writes all vtables, one behind the other: between parts of wider alignment each could cost padding. */
  #countReferrers(root: FlatTable): void {
    const pending: FlatPart[] = [root];
    const seen = new Set<FlatPart>(pending);
    for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
      if (part instanceof FlatTable) {
        const { offsets, size } = inlineLayout(part);
        this.#vtable(offsets, size);
      }
      for (const child of this.#childrenOf(part)) {
        this.#referrers.set(child, (this.#referrers.get(child) ?? 0) + 1);
        if (!seen.has(child)) {
          seen.add(child);
          pending.push(child);
        }
      }
    }
  }

  #childrenOf(part: FlatPart): FlatPart[] {
    if (part instanceof FlatTables) {
      return this.#itemsOf(part);
    }
    if (part instanceof FlatTable && !this.#isPayloadTable(part)) {
      return inlineFields(part).flatMap(({ scalar, value }) =>
        scalar === null ? [this.#parts.of(value as FlatPart)] : [],
      );
    }
    return [];
  }

  #itemsOf(tables: FlatTables): FlatPart[] {
    return tables.items.map((item) => this.#parts.of(item));
  }

  #isPayloadTable(table: FlatTable): boolean {
    return table.spec.name === this.options.payloadTable;
  }

  /** Writes a part and points everything that waits for it there. @returns the parts it points to. */
  #place(part: FlatPart): FlatPart[] {
    if (part instanceof FlatTable) {
      if (this.#isPayloadTable(part)) {
        this.#payloadTables.push(part);
        return [];
      }
      const children: FlatPart[] = [];
      this.#placeTable(part, (value, at) => {
        const child = this.#parts.of(value);
        this.#pointTo(child, at);
        children.push(child);
      });
      return children;
    }
    if (part instanceof FlatTables) {
      const position = this.#start(4, part.length * 4, 4);
      this.#resolve(part, position);
      this.#view.setUint32(position, part.length, true);
      const items = this.#itemsOf(part);
      items.forEach((item, index) => this.#pointTo(item, position + 4 + index * 4));
      return items;
    }
    if (part instanceof FlatString) {
      const position = this.#start(4, part.bytes.byteLength + 1, 4);
      this.#resolve(part, position);
      this.#view.setUint32(position, part.bytes.byteLength, true);
      this.#bytes.set(part.bytes, position + 4);
      return [];
    }
    const position = this.#start(4, part.byteLength, Math.max(4, part.alignment));
    this.#resolve(part, position);
    this.#view.setUint32(position, part.length, true);
    this.#bytes.set(part.bytes!, position + 4);
    return [];
  }

  #placeTable(table: FlatTable, pointTo: (value: FlatPart, at: number) => void): void {
    const { fields, offsets, size, alignment } = inlineLayout(table);
    const vtable = this.#vtable(offsets, size);
    const position = this.#start(4, size - 4, alignment);
    this.#resolve(table, position);
    this.#tables.set(table, position);
    this.#view.setInt32(position, position - vtable, true);
    for (const { slot, scalar, value } of fields) {
      const at = position + offsets.get(slot)!;
      if (scalar !== null) {
        writeScalar(this.#view, at, scalar, value as number | bigint | boolean);
      } else {
        pointTo(value as FlatPart, at);
      }
    }
  }

  /** The table of field offsets; equal ones are shared. */
  #vtable(offsets: ReadonlyMap<number, number>, size: number): number {
    const slots = [...offsets.keys()].reduce((most, slot) => Math.max(most, slot + 1), 0);
    const entries = [4 + slots * 2, size, ...Array.from({ length: slots }, (_, slot) => offsets.get(slot) ?? 0)];
    const key = entries.join();
    let position = this.#vtables.get(key);
    if (position === undefined) {
      position = this.#start(2, entries.length * 2 - 2, 2);
      entries.forEach((entry, index) => this.#view.setUint16(position! + index * 2, entry, true));
      this.#vtables.set(key, position);
    }
    return position;
  }

  /**
   * Behind the structure, payload after payload. A payload's length stands before its first, aligned byte; the gap
   * before that takes the payload's table where there is room, and tables without a payload. Tables that find no room
   * stand before the first payload: there each costs its own bytes alone, and no gap grows by a whole alignment.
   */
  #placePayloads(): (Uint8Array | FlatVector)[] {
    const { payloadField, payloadAlignment } = this.options;
    const owners = new Map<FlatVector, FlatTable[]>();
    const empty: FlatTable[] = [];
    for (const table of this.#payloadTables) {
      const payload = table.vector(payloadField);
      if (payload === null) {
        empty.push(table);
      } else {
        addTo(owners, this.#parts.ofPlace(payload), table);
      }
    }
    const payloads = [...owners.keys()];
    const fits = (tables: readonly FlatTable[], end: number) =>
      payloadStart(endAfter(tables, end), payloadAlignment) === payloadStart(end, payloadAlignment);
    const pointers = new Map<FlatVector, { run: Run; at: number }[]>();
    let run = new Run(this.#end);
    const putOwners = (payload: FlatVector) => {
      const places = owners.get(payload)!.flatMap((table) => this.#placeInRun(run, table));
      pointers.set(
        payload,
        places.map((at) => ({ run, at })),
      );
    };
    // Payloads start at multiples of the alignment, so that the one before alone decides how large a gap is.
    payloads
      .filter((payload, index) => index === 0 || !fits(owners.get(payload)!, payloads[index - 1]!.byteLength))
      .forEach(putOwners);
    const runs: Run[] = [];
    for (const payload of payloads) {
      if (!pointers.has(payload)) {
        putOwners(payload);
      }
      while (empty.length > 0 && fits([empty[0]!], run.end)) {
        this.#placeInRun(run, empty.shift()!);
      }
      const start = run.startPayload(payloadAlignment, payload.length);
      pointers.get(payload)!.forEach((pointer) => pointer.run.setUint32(pointer.at, start - pointer.at));
      runs.push(run);
      run = new Run(run.end + payload.byteLength);
    }
    empty.forEach((table) => this.#placeInRun(run, table));
    return [...runs.flatMap((each, index) => [each.take(), payloads[index]!]), run.take()];
  }

  /** @returns the places that have to point to the payload. */
  #placeInRun(run: Run, table: FlatTable): number[] {
    const { fields, offsets, size, alignment } = inlineLayout(table);
    const position = run.startTable(size, alignment);
    this.#resolve(table, position);
    this.#tables.set(table, position);
    run.setUint32(position, position - this.#vtable(offsets, size));
    const pointers: number[] = [];
    for (const { slot, scalar, value } of fields) {
      const at = position + offsets.get(slot)!;
      if (scalar === null) {
        pointers.push(at);
      } else {
        writeScalar(run.view(at), 0, scalar, value as number | bigint | boolean);
      }
    }
    return pointers;
  }

  #pointTo(part: FlatPart, at: number): void {
    const waiting = this.#waiting.get(part);
    if (waiting === undefined) {
      this.#waiting.set(part, [at]);
    } else {
      waiting.push(at);
    }
  }

  #resolve(part: FlatPart, position: number): void {
    for (const at of this.#waiting.get(part) ?? []) {
      this.#view.setUint32(at, position - at, true);
    }
    this.#waiting.delete(part);
  }

  /** Room for a head of `head` bytes and a body whose first byte is aligned. @returns where the head begins. */
  #start(head: number, body: number, alignment: number): number {
    const bodyStart = Math.ceil((this.#end + head) / alignment) * alignment;
    this.#end = bodyStart + body;
    this.#reserve(this.#end);
    return bodyStart - head;
  }

  #reserve(size: number): void {
    if (size > this.#bytes.byteLength) {
      const larger = new Uint8Array(Math.max(size, this.#bytes.byteLength * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
  }
}
