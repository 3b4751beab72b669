// LevelDB's sorted table, written by hand: one block of entries, an index block, a footer.
import { encodeVarint } from "../../src/core/bytes/varint";

/** One entry as it stands in a block: lengths are given so that they can be wrong. */
export interface TableEntry {
  readonly shared: number | bigint;
  readonly rest: Uint8Array;
  readonly value: Uint8Array;
  readonly restLength?: number | bigint;
  readonly valueLength?: number | bigint;
}

const text = new TextEncoder();
const MAGIC = [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb];
const RESTART_INTERVAL = 16;

/** Entries that share what they can with the one before, as the library writes them. */
export function entriesOf(values: Readonly<Record<string, Uint8Array>>): TableEntry[] {
  let before = new Uint8Array(0);
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value], index) => {
      const key = text.encode(name);
      let shared = 0;
      while (index % RESTART_INTERVAL !== 0 && shared < before.length && key[shared] === before[shared]) {
        shared++;
      }
      before = key;
      return { shared, rest: key.subarray(shared), value };
    });
}

export function block(entries: readonly TableEntry[], restarts: readonly number[] = [0]): Uint8Array {
  const content = entries.flatMap(({ shared, rest, value, restLength, valueLength }) => [
    ...encodeVarint(shared),
    ...encodeVarint(restLength ?? rest.length),
    ...encodeVarint(valueLength ?? value.length),
    ...rest,
    ...value,
  ]);
  return Uint8Array.from([...content, ...[...restarts, restarts.length].flatMap(uint32)]);
}

export function handle(offset: number | bigint, size: number | bigint): Uint8Array {
  return Uint8Array.from([...encodeVarint(offset), ...encodeVarint(size)]);
}

/** @param handles Where the index says that blocks are; by default where this one is. */
export function sortedTable(data: Uint8Array, handles?: readonly Uint8Array[], compression = 0): Uint8Array {
  const trailer = [compression, 0, 0, 0, 0];
  const index = block(
    (handles ?? [handle(0, data.length)]).map((value, at) => ({ shared: 0, rest: text.encode(`~${at}`), value })),
  );
  const indexAt = data.length + trailer.length;
  const footer = [...handle(0, 0), ...handle(indexAt, index.length)];
  return Uint8Array.from([
    ...data,
    ...trailer,
    ...index,
    ...[0, 0, 0, 0, 0],
    ...footer,
    ...new Array<number>(40 - footer.length).fill(0),
    ...MAGIC,
  ]);
}

function uint32(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
}
