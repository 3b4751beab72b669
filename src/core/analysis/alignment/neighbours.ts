// Pairs nodes that stand next to a pair, on the same side of it. Nodes that only one of the models has are looked past.
import type { Node } from "../../ir/node";
import { positionOf, positionsOf } from "../../ir/positions";
import { pairEqual, type Pairing } from "./pairing";

/** So many nodes in a row may be there on one side only, and be looked past. */
const MOST_PASSED = 3;

export function pairNeighbours(pairing: Pairing): void {
  const pending = pairing.before.filter((node) => pairing.has(node));
  const pair = (before: Node, after: Node) => {
    pairing.pair(before, after, "structure");
    pending.push(before);
  };
  for (let index = 0; index < pending.length; index++) {
    const before = pending[index]!;
    const after = pairing.inAfter(before)!;
    pairReaders(pairing, before, after, pair);
    pairMakers(pairing, before, after, pair);
  }
}

function pairReaders(pairing: Pairing, before: Node, after: Node, pair: (before: Node, after: Node) => void): void {
  const isLeft = (node: Node) => !pairing.has(node);
  const places = new Map<Node, string>();
  let [ours, theirs] = [before, after].map((node) => readersOf(node, isLeft, places)) as [Node[], Node[]];
  pairEqual(
    ours,
    theirs,
    (node) => places.get(node),
    (one, other, count, otherCount) => count === otherCount && pair(one, other),
  );
  for (let passed = 0; passed < MOST_PASSED; passed++) {
    [ours, theirs] = [ours.filter(isLeft), theirs.filter(isLeft)];
    if (ours.length === 0 && theirs.length === 0) {
      return;
    }
    const [beyond, beyondTheirs] = [ours, theirs].map((nodes) => [...nodes, ...behind(nodes, isLeft)]) as [
      Node[],
      Node[],
    ];
    pairEqual(beyond, beyondTheirs, operatorOf, (one, other, count, otherCount) => {
      if (count === otherCount && isLeft(one) && isLeft(other)) {
        pair(one, other);
      }
    });
    if (beyond.length === ours.length && beyondTheirs.length === theirs.length) {
      return;
    }
    [ours, theirs] = [beyond, beyondTheirs];
  }
}

/** Those left of what reads what a node makes; `places` says where and how each does. */
function readersOf(node: Node, isLeft: (node: Node) => boolean, places: Map<Node, string>): Node[] {
  const found: Node[] = [];
  node.outputs.forEach((output, index) => {
    output?.uses.forEach((reader) => {
      if (isLeft(reader) && !places.has(reader)) {
        places.set(reader, `${index} ${operatorOf(reader)} ${positionsOf(reader.inputs, output).join()}`);
        found.push(reader);
      }
    });
  });
  return found;
}

/** What reads what nodes make that themselves read of one node only. */
function behind(nodes: readonly Node[], isLeft: (node: Node) => boolean): Node[] {
  const found: Node[] = [];
  const known = new Set(nodes);
  for (const node of nodes) {
    if (makersOf(node).length === 1) {
      for (const output of node.outputs) {
        output?.uses.forEach((reader) => {
          if (isLeft(reader) && !known.has(reader)) {
            known.add(reader);
            found.push(reader);
          }
        });
      }
    }
  }
  return found;
}

function pairMakers(pairing: Pairing, before: Node, after: Node, pair: (before: Node, after: Node) => void): void {
  const inputs = Math.min(before.inputs.length, after.inputs.length);
  for (let index = 0; index < inputs; index++) {
    const [ours, theirs] = [lineTo(before, index), lineTo(after, index)];
    const [one, other] = firstAlike(pairing, ours, theirs);
    // Operators of other kinds read constants for other ends.
    if (one !== undefined && other !== undefined && (isAlike(before, after) || one.outputs[0]?.constant == null)) {
      pair(one, other);
    }
  }
}

/** What makes an input of a node, what makes the first input of that which is made, and so on. */
function lineTo(node: Node, input: number): Node[] {
  const line: Node[] = [];
  let maker = node.inputs[input]?.producer ?? null;
  while (maker !== null && line.length <= MOST_PASSED) {
    line.push(maker);
    maker = makersOf(maker)[0] ?? null;
  }
  return line;
}

/** The nearest that do the same, both of them left, and nothing nearer of either line paired. */
function firstAlike(pairing: Pairing, ours: readonly Node[], theirs: readonly Node[]): [Node?, Node?] {
  for (let far = 0; far <= 2 * MOST_PASSED; far++) {
    for (let near = 0; near <= far; near++) {
      const [one, other] = [ours[near], theirs[far - near]];
      if (one !== undefined && other !== undefined && isAlike(one, other)) {
        return pairing.has(one) || pairing.has(other) ? [] : [one, other];
      }
    }
  }
  return [];
}

function isAlike(one: Node, other: Node): boolean {
  return operatorOf(one) === operatorOf(other);
}

/** Nodes that make what a node reads, without those that hold a constant. */
function makersOf(node: Node): Node[] {
  const makers: Node[] = [];
  for (const input of node.inputs) {
    const maker = input?.constant == null ? (input?.producer ?? null) : null;
    if (maker !== null && positionOf(maker.outputs, input!) !== -1) {
      makers.push(maker);
    }
  }
  return makers;
}

function operatorOf({ op: { domain, name } }: Node): string {
  return `${domain}.${name}`;
}
