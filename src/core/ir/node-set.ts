import type { Node } from "./node";

/** Nodes, each once, in the order in which they came. */
export interface Nodes extends Iterable<Node> {
  readonly size: number;
  has(node: Node): boolean;
  forEach(visit: (node: Node) => void): void;
}

/** Most values have one reader and few have many: up to here a list is smaller than a set, and as quick. */
const FEW = 8;

/** As a Set of nodes, but small where these are few: there is one for every value that is read. */
export class NodeSet implements Nodes {
  #nodes: Node | Node[] | Set<Node>;

  constructor(first: Node) {
    this.#nodes = first;
  }

  get size(): number {
    const nodes = this.#nodes;
    return nodes instanceof Set ? nodes.size : Array.isArray(nodes) ? nodes.length : 1;
  }

  has(node: Node): boolean {
    const nodes = this.#nodes;
    return nodes === node || (nodes instanceof Set ? nodes.has(node) : Array.isArray(nodes) && nodes.includes(node));
  }

  add(node: Node): this {
    const nodes = this.#nodes;
    if (this.has(node)) {
      return this;
    }
    if (nodes instanceof Set) {
      nodes.add(node);
    } else if (!Array.isArray(nodes)) {
      this.#nodes = [nodes, node];
    } else if (nodes.length < FEW) {
      nodes.push(node);
    } else {
      this.#nodes = new Set([...nodes, node]);
    }
    return this;
  }

  delete(node: Node): void {
    const nodes = this.#nodes;
    if (nodes instanceof Set) {
      nodes.delete(node);
    } else if (Array.isArray(nodes)) {
      // A new list: whoever goes through the old one is not disturbed.
      this.#nodes = nodes.filter((each) => each !== node);
    } else if (nodes === node) {
      this.#nodes = [];
    }
  }

  forEach(visit: (node: Node) => void): void {
    const nodes = this.#nodes;
    if (nodes instanceof Set || Array.isArray(nodes)) {
      nodes.forEach((node) => visit(node));
    } else {
      visit(nodes);
    }
  }

  [Symbol.iterator](): IterableIterator<Node> {
    const nodes = this.#nodes;
    return (nodes instanceof Set || Array.isArray(nodes) ? nodes : [nodes])[Symbol.iterator]();
  }
}
