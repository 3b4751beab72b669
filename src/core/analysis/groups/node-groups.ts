import type { Role } from "../../ir/dialect";
import { nameOf, type Node } from "../../ir/node";
import { blockTitle } from "./block-title";
import { withCounts, type Groups } from "./groups";
import { nameScopes } from "./name-scopes";
import { nodeList, type NodeList } from "./node-list";
import { readingOrder } from "./reading-order";
import { repeatedBlocks } from "./repeated-blocks";

/** From so many nodes on that are in a group and in none within, what repeats itself among them is put into groups. */
const MANY = 16;

/**
 * Groups of nodes of one graph: by their names, and where these leave many together, by what repeats itself. For n nodes
 * in n·log n, and the length of the names.
 */
export function groupNodes(nodes: readonly Node[], roleOf: (node: Node) => Role): Groups {
  const list = nodeList(nodes);
  // TFLite's converter joins the names of all that it fused.
  const { of, parents, titles } = nameScopes(nodes.map((node) => beforeSemicolon(nameOf(node))));
  const lastReaders = new LastReaders(list);
  const [allParents, allTitles] = [[...parents], [...titles]];
  for (const [group, members] of membersOf(of, readingOrder(list))) {
    if (members.length < MANY) {
      continue;
    }
    const found = repeatedBlocks({
      labels: Int32Array.from(members, (position) => list.labels[position]!),
      lastReaders: lastReaders.among(members),
      titleOf: (start, end) => {
        const block = members.slice(start, end).map((position) => nodes[position]!);
        return blockTitle(block, roleOf);
      },
    });
    const before = allParents.length;
    found.parents.forEach((parent, index) => {
      allParents.push(parent < 0 ? group : parent + before);
      allTitles.push(found.titles[index]!);
    });
    members.forEach((position, place) => {
      const inner = found.of[place]!;
      of[position] = inner < 0 ? group : inner + before;
    });
  }
  return withCounts({ of, parents: allParents, titles: allTitles }, list.labels);
}

function beforeSemicolon(name: string): string {
  const end = name.indexOf(";");
  return end > 0 ? name.slice(0, end) : name;
}

/** For each group the positions of what is in it and in none within, in an order. */
function membersOf(of: Int32Array, order: Int32Array): Map<number, number[]> {
  const members = new Map<number, number[]>();
  for (const position of order) {
    const group = of[position]!;
    const known = members.get(group);
    if (known === undefined) {
      members.set(group, [position]);
    } else {
      known.push(position);
    }
  }
  return members;
}

/** For each of some nodes the place of the last of them that reads what it makes; its own where none does. */
class LastReaders {
  readonly #places: Int32Array;

  constructor(readonly list: NodeList) {
    this.#places = new Int32Array(list.nodes.length).fill(-1);
  }

  among(members: readonly number[]): Int32Array {
    const { makers, starts } = this.list;
    const last = new Int32Array(members.length);
    members.forEach((position, place) => {
      last[place] = this.#places[position] = place;
      for (let at = starts[position]!; at < starts[position + 1]!; at++) {
        const maker = this.#places[makers[at]!]!;
        if (maker >= 0) {
          last[maker] = place;
        }
      }
    });
    members.forEach((position) => (this.#places[position] = -1));
    return last;
  }
}
