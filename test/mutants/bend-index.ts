// Bends the sorted table that names a SavedModel's variables: what keys share, lengths, places of blocks.
import { block, entriesOf, handle, sortedTable, type TableEntry } from "../support/sorted-table";
import { bendBytes, EXTREMES } from "./bytes";
import { bendProtobuf } from "./bend-protobuf";
import { parseTree } from "./protobuf-tree";
import type { Random } from "./random";

export function bendIndex(values: Readonly<Record<string, Uint8Array>>, random: Random): Uint8Array {
  const entries = entriesOf(values).map((entry): { -readonly [K in keyof TableEntry]: TableEntry[K] } => ({
    ...entry,
  }));
  const entry = random.of(entries);
  switch (random.below(7)) {
    case 0:
      entry.shared = random.of([random.of(EXTREMES), 1, 3]);
      break;
    case 1:
      entry.restLength = random.of([random.of(EXTREMES), entry.rest.length + 1]);
      break;
    case 2:
      entry.valueLength = random.of([random.of(EXTREMES), entry.value.length + 1]);
      break;
    case 3:
      entries.push(...Array.from({ length: 500 }, () => ({ ...entry, shared: 5 })));
      break;
    case 4: {
      const trees = parseTree(entry.value) ?? [];
      entry.value = bendProtobuf(trees, random, trees);
      break;
    }
    case 5: {
      const data = block(entries, [random.of([0, 1, 2 ** 31])]);
      const places = random.of([
        Array.from({ length: 300 }, () => handle(0, data.length)),
        [handle(random.of(EXTREMES), data.length)],
        [handle(0, random.of(EXTREMES))],
        [],
      ]);
      return sortedTable(data, places, random.below(3));
    }
    default:
      return bendBytes(sortedTable(block(entries)), random);
  }
  return sortedTable(block(entries));
}
