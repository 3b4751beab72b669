// Bends the structure of a protobuf file: tags, lengths, groups, varints, names (and with them cycles), nesting, and what
// occurs how often and where.
import { EXTREMES, TEXTS } from "./bytes";
import { cloneTree, encodeTrees, varint, type Tree } from "./protobuf-tree";
import type { Random } from "./random";

/** A field and the list it stands in. */
interface Place {
  readonly tree: Tree;
  readonly siblings: Tree[];
}

type Bend = (places: readonly Place[], random: Random, foreign: readonly Tree[]) => void;

const MOST_DEPTH = 150;
const MOST_COPIES = 60;
const LARGEST_COPIED = 20_000;

const BENDS: readonly Bend[] = [
  // Names of others: cycles, two makers of a value, readers of themselves.
  renameLike,
  renameLike,
  renameLike,
  function nameOddly(places, random) {
    const place = random.maybe(textsOf(places));
    if (place !== undefined) {
      place.tree.content = new TextEncoder().encode(random.of(TEXTS));
    }
  },
  function bendInteger(places, random) {
    const place = random.maybe(places.filter(({ tree }) => typeof tree.content === "bigint"));
    if (place !== undefined) {
      const near = (place.tree.content as bigint) + BigInt(random.below(5) - 2);
      place.tree.content = random.of([random.of(EXTREMES), near, BigInt(random.below(64))]);
    }
  },
  // Of short tensors: shapes, axes, counts.
  function bendElement(places, random) {
    const place = random.maybe(places.filter(({ tree }) => isShortList(tree.content)));
    if (place !== undefined) {
      const bytes = Uint8Array.from(place.tree.content as Uint8Array);
      const width = bytes.length % 8 === 0 && random.chance(2) ? 8 : 4;
      const at = width * random.below(bytes.length / width);
      const value = random.of([random.of(EXTREMES), BigInt(random.below(5) - 2), BigInt(random.below(64))]);
      const view = new DataView(bytes.buffer);
      if (width === 8) {
        view.setBigInt64(at, BigInt.asIntN(64, value), true);
      } else {
        view.setInt32(at, Number(BigInt.asIntN(32, value)), true);
      }
      place.tree.content = bytes;
    }
  },
  function bendLength(places, random) {
    const place = random.maybe(places.filter(({ tree }) => tree.wireType === 2));
    if (place !== undefined) {
      const { content } = place.tree;
      const length = Array.isArray(content) ? encodeTrees(content).length : (content as Uint8Array).length;
      place.tree.length = random.of([random.of(EXTREMES), BigInt(length + random.below(9) - 4), BigInt(length * 2)]);
    }
  },
  function repeat(places, random) {
    const place = random.of(places);
    const size = encodeTrees([place.tree]).length;
    const copies = Math.min(random.of([1, 2, MOST_COPIES]), Math.ceil(LARGEST_COPIED / size));
    const at = place.siblings.indexOf(place.tree);
    place.siblings.splice(at, 0, ...Array.from({ length: copies }, () => cloneTree(place.tree)));
  },
  function remove(places, random) {
    const { tree, siblings } = random.of(places);
    siblings.splice(siblings.indexOf(tree), 1);
  },
  function move(places, random) {
    const [from, to] = [random.of(places), random.of(places)];
    from.siblings.splice(from.siblings.indexOf(from.tree), 1);
    to.siblings.splice(Math.max(0, to.siblings.indexOf(to.tree)), 0, cloneTree(from.tree));
  },
  function copyElsewhere(places, random) {
    const messages = places.filter(({ tree }) => Array.isArray(tree.content));
    const to = random.maybe(messages);
    (to?.tree.content as Tree[] | undefined)?.push(cloneTree(random.of(places).tree));
  },
  function graft(places, random, foreign) {
    const other = random.maybe(foreign);
    if (other !== undefined) {
      const alike = places.filter(({ tree }) => tree.number === other.number && tree.wireType === other.wireType);
      const place = random.maybe(alike) ?? random.of(places);
      place.siblings.splice(place.siblings.indexOf(place.tree), random.below(2), cloneTree(other));
    }
  },
  function nest(places, random) {
    const messages = places.filter(({ tree }) => Array.isArray(tree.content) && tree.content.length > 0);
    const outer = random.maybe(messages)?.tree;
    if (outer === undefined) {
      return;
    }
    const small = encodeTrees([outer]).length * MOST_DEPTH < LARGEST_COPIED;
    // A part of it becomes it again: a graph in a graph, a list in a list.
    for (let depth = 1 + random.below(small ? MOST_DEPTH : 4); depth > 0; depth--) {
      const inner = cloneTree(outer);
      const target = random.of(outer.content as Tree[]);
      if (Array.isArray(target.content) && random.chance(2)) {
        target.content.push(inner);
      } else {
        outer.content = [...(outer.content as Tree[]).slice(0, 3), inner];
      }
      if (encodeTrees([outer]).length > LARGEST_COPIED) {
        return;
      }
    }
  },
  function group(places, random) {
    const { tree, siblings } = random.of(places);
    const number = random.of([1, 15, 100, tree.number]);
    const inside = random.chance(2) ? [cloneTree(tree)] : [];
    let content: Tree[] = inside;
    for (let depth = random.of([1, 1, 2, MOST_DEPTH]); depth > 0; depth--) {
      content = [{ number, wireType: 3, content, ...random.of([{}, {}, { closing: number + 1 }, { closing: null }]) }];
    }
    if (random.chance(4) && inside[0] !== undefined && inside[0].wireType === 2) {
      inside[0].length = random.of(EXTREMES);
    }
    siblings.splice(siblings.indexOf(tree), random.below(2), ...content);
  },
  function renumber(places, random) {
    const { tree } = random.of(places);
    tree.number = random.of([tree.number + 1, tree.number - 1, random.below(26), 0, 1000, 2 ** 29 - 1, 2 ** 29]);
  },
  function changeWireType(places, random) {
    const { tree } = random.of(places);
    tree.wireType = random.below(8);
    if (tree.wireType === 2 && typeof tree.content === "bigint") {
      // A list of integers, packed.
      const count = random.of([0, 1, 3, 500]);
      tree.content = Buffer.concat(Array.from({ length: count }, () => varint(tree.content as bigint, 1)));
    }
  },
  function pad(places, random) {
    random.of(places).tree.padding = random.of([2, 5, 9, 10, 11]);
  },
  function shuffle(places, random) {
    const { siblings } = random.of(places);
    siblings.sort(() => random.below(3) - 1);
  },
  function split(places, random) {
    const messages = places.filter(({ tree }) => Array.isArray(tree.content) && tree.content.length > 1);
    const place = random.maybe(messages);
    if (place !== undefined) {
      const content = place.tree.content as Tree[];
      const rest = content.splice(random.below(content.length));
      place.siblings.splice(place.siblings.indexOf(place.tree), 0, { ...place.tree, content: rest });
    }
  },
  function resizeBytes(places, random) {
    const leaves = places.filter(({ tree }) => tree.content instanceof Uint8Array);
    const place = random.maybe(leaves);
    if (place !== undefined) {
      const bytes = place.tree.content as Uint8Array;
      place.tree.content = random.of([
        bytes.subarray(0, random.below(bytes.length)),
        Buffer.concat([bytes, bytes.subarray(0, 1 + random.below(8))]),
        new Uint8Array(0),
        new Uint8Array(random.below(6000)),
        new Uint8Array(bytes.length).fill(random.of([0, 0x7f, 0xff])),
      ]);
    }
  },
];

function isShortList(content: Tree["content"]): boolean {
  return content instanceof Uint8Array && content.length > 0 && content.length <= 64 && content.length % 4 === 0;
}

/** @param foreign Fields of another file, some of which are put into this one. */
export function bendProtobuf(source: readonly Tree[], random: Random, foreign: readonly Tree[]): Uint8Array {
  const trees = source.map(cloneTree);
  for (let count = 1 + random.below(3); count > 0; count--) {
    const places = placesIn(trees);
    if (places.length > 0) {
      random.of(BENDS)(places, random, foreign);
    }
  }
  return encodeTrees(trees);
}

/** All fields, those of messages and groups too. */
export function placesIn(trees: Tree[]): Place[] {
  const places: Place[] = [];
  const pending = [trees];
  for (let siblings = pending.pop(); siblings !== undefined; siblings = pending.pop()) {
    for (const tree of siblings) {
      places.push({ tree, siblings });
      if (Array.isArray(tree.content)) {
        pending.push(tree.content);
      }
    }
  }
  return places;
}

function renameLike(places: readonly Place[], random: Random): void {
  const texts = textsOf(places);
  const [one, other] = [random.maybe(texts), random.maybe(texts)];
  if (one !== undefined && other !== undefined) {
    one.tree.content = other.tree.content;
  }
}

function textsOf(places: readonly Place[]): Place[] {
  return places.filter(
    ({ tree: { content } }) =>
      content instanceof Uint8Array && content.length > 0 && content.length < 200 && content.every((byte) => byte > 31),
  );
}
