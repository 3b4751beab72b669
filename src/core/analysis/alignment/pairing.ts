import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import { allNodes, rootGraphs } from "../../ir/walk";

/** How two nodes were found to be one: by their number, their name, or their place among others. */
export type AlignedBy = "identity" | "name" | "structure";

/** Nodes of two models, of which some are paired and the rest is to be. */
export class Pairing {
  /** In the order of the files. */
  readonly before: readonly Node[];
  readonly after: readonly Node[];
  readonly #inBefore = new Map<Node, Node>();
  readonly #inAfter = new Map<Node, Node>();
  readonly #by = new Map<Node, AlignedBy>();

  constructor(before: Model, after: Model) {
    this.before = nodesOf(before);
    this.after = nodesOf(after);
  }

  /** How many pairs there are. */
  get size(): number {
    return this.#by.size;
  }

  /** Whether one of the models has no node left. */
  get isDone(): boolean {
    return this.size === Math.min(this.before.length, this.after.length);
  }

  /** The node of the first model that one of the second is; undefined: none so far. */
  inBefore(after: Node): Node | undefined {
    return this.#inBefore.get(after);
  }

  /** The node of the second model that one of the first is; undefined: none so far. */
  inAfter(before: Node): Node | undefined {
    return this.#inAfter.get(before);
  }

  /** How a node of the second model was paired; undefined: it is not. */
  by(after: Node): AlignedBy | undefined {
    return this.#by.get(after);
  }

  /** Whether a node of either model is paired. */
  has(node: Node): boolean {
    return this.#inAfter.has(node) || this.#inBefore.has(node);
  }

  pair(before: Node, after: Node, by: AlignedBy): void {
    this.#inAfter.set(before, after);
    this.#inBefore.set(after, before);
    this.#by.set(after, by);
  }

  /** Those of the first model, and those of the second, that are not paired. */
  left(): readonly [before: Node[], after: Node[]] {
    const isLeft = (node: Node) => !this.has(node);
    return [this.before.filter(isLeft), this.after.filter(isLeft)];
  }

  /**
   * Pairs what is left and has the same key, in the order of the files.
   * @param keyOf Undefined: the node stays alone.
   * @param isSure Told how many nodes of each model have the key of a node; absent: of several the order tells.
   */
  pairBy(
    by: AlignedBy,
    keyOf: (node: Node) => string | number | undefined,
    isSure: (node: Node, count: number, otherCount: number) => boolean = () => true,
  ): void {
    const [before, after] = this.left();
    pairEqual(before, after, keyOf, (one, other, count, otherCount) => {
      if (isSure(one, count, otherCount)) {
        this.pair(one, other, by);
      }
    });
  }
}

/**
 * Calls back with nodes of two lists that have the same key, the first with the first and so on, and how many have it in
 * each list.
 */
export function pairEqual(
  before: readonly Node[],
  after: readonly Node[],
  keyOf: (node: Node) => string | number | undefined,
  found: (before: Node, after: Node, count: number, otherCount: number) => void,
): void {
  const waiting = grouped(before, keyOf);
  for (const [key, others] of grouped(after, keyOf)) {
    const group = waiting.get(key) ?? [];
    for (let index = 0; index < Math.min(group.length, others.length); index++) {
      found(group[index]!, others[index]!, group.length, others.length);
    }
  }
}

function grouped(
  nodes: readonly Node[],
  keyOf: (node: Node) => string | number | undefined,
): Map<string | number, Node[]> {
  const groups = new Map<string | number, Node[]>();
  for (const node of nodes) {
    const key = keyOf(node);
    if (key !== undefined) {
      const group = groups.get(key);
      if (group === undefined) {
        groups.set(key, [node]);
      } else {
        group.push(node);
      }
    }
  }
  return groups;
}

function nodesOf(model: Model): Node[] {
  const nodes: Node[] = [];
  for (const graph of rootGraphs(model)) {
    for (const node of allNodes(graph)) {
      nodes.push(node);
    }
  }
  return nodes;
}
