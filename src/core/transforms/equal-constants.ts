// Finds constants with the same content: by size, then by hash, then byte by byte. None is held longer than it takes.
import { bytesEqual } from "../bytes/equal";
import { hashOf } from "../bytes/hash";
import type { Context } from "../context";
import type { Storage } from "../ir/tensor";
import type { Value } from "../ir/value";

export interface Candidate {
  readonly value: Value;
  /** What has to be equal besides the content. */
  readonly kind: string;
}

/** Groups of candidates that are equal, each in the order given; those that stand alone are left out. */
export async function equalConstants(candidates: readonly Candidate[], context: Context): Promise<Value[][]> {
  const bySize = groupsOf(candidates, ({ kind, value }) => `${value.constant!.storage.storedBytes} ${kind}`);
  const toRead = bySize.map((group) => group.map(({ value }) => value)).filter((group) => group.length > 1);
  const total = toRead.flat().reduce((sum, value) => sum + value.constant!.storage.storedBytes, 0);
  const found: Value[][] = [];
  let read = 0;
  for (const group of toRead) {
    const hashes = new Map<Storage, number>();
    for (const { constant } of group) {
      const { storage } = constant!;
      if (!hashes.has(storage)) {
        hashes.set(storage, hashOf(await storage.read()));
      }
      read += storage.storedBytes;
      await context.progress(read, total);
    }
    for (const alike of groupsOf(group, (value) => `${hashes.get(value.constant!.storage)}`)) {
      for (const equal of await compared(alike, context)) {
        found.push(equal);
      }
    }
  }
  return found;
}

/** Values with the same hash, as groups of the same content. */
async function compared(values: readonly Value[], context: Context): Promise<Value[][]> {
  const found: Value[][] = [];
  let rest = values;
  while (rest.length > 1) {
    const [first, ...others] = rest as [Value, ...Value[]];
    const { storage } = first.constant!;
    const bytes = others.every((other) => other.constant!.storage === storage) ? null : await storage.read();
    const group = [first];
    const different: Value[] = [];
    for (const other of others) {
      const same = other.constant!.storage;
      const equal = same === storage || (bytes !== null && bytesEqual(bytes, await same.read()));
      (equal ? group : different).push(other);
      await context.progress(1, 1);
    }
    if (group.length > 1) {
      found.push(group);
    }
    rest = different;
  }
  return found;
}

function groupsOf<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [item]);
    } else {
      group.push(item);
    }
  }
  return [...groups.values()];
}
