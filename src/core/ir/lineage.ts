// Which nodes and values of one version of a model are those of another: by numbers that copies keep.

/** Of the numbers that two versions have in common, those that come first: later ones each version gave by itself. */
export interface CommonIds {
  readonly nodes: number;
  readonly values: number;
  /** Pairs of node numbers, flat, in the order in which it happened: what went, and what does its work in the second. */
  readonly merged: readonly number[];
}

/**
 * Numbers the nodes and values of one version of a model, from 0 in the order in which they are made. A copy goes on
 * where the version that it was copied from has got to, so that the same steps give the same numbers each time.
 */
export class Lineage {
  readonly #depth: number;
  readonly #firstNode: number;
  readonly #firstValue: number;
  readonly #merged: number[] = [];
  #nodes: number;
  #values: number;

  /** @param parent Of the version that is copied; null for a model as it is read. */
  constructor(readonly parent: Lineage | null = null) {
    this.#depth = parent === null ? 0 : parent.#depth + 1;
    this.#nodes = this.#firstNode = parent === null ? 0 : parent.#nodes;
    this.#values = this.#firstValue = parent === null ? 0 : parent.#values;
  }

  /** All numbers of nodes are below this one. */
  get nodes(): number {
    return this.#nodes;
  }

  /** And of values below this one. */
  get values(): number {
    return this.#values;
  }

  nextNode(): number {
    return this.#nodes++;
  }

  nextValue(): number {
    return this.#values++;
  }

  /** Notes that a node goes since another does its work from now on. */
  merge(node: number, into: number): void {
    this.#merged.push(node, into);
  }

  /** @returns null where the two versions do not come from one file that was read once. */
  static common(before: Lineage, after: Lineage): CommonIds | null {
    let one: Lineage | null = before;
    let other: Lineage | null = after;
    let nodes = Math.min(before.#nodes, after.#nodes);
    let values = Math.min(before.#values, after.#values);
    const up = (lineage: Lineage) => {
      nodes = Math.min(nodes, lineage.#firstNode);
      values = Math.min(values, lineage.#firstValue);
      return lineage.parent;
    };
    const path: Lineage[] = [];
    while (one !== other) {
      const otherDepth: number = other === null ? -1 : other.#depth;
      if (one !== null && one.#depth >= otherDepth) {
        one = up(one);
      } else {
        path.push(other!);
        other = up(other!);
      }
    }
    return one === null ? null : { nodes, values, merged: path.reverse().flatMap((lineage) => lineage.#merged) };
  }
}
