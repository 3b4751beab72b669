// What was found, and the one of it that is shown. Places are counted over all graphs, in order.
import type { Found, Place, QueryText } from "../../src/protocol/messages";

export interface Matches extends Found {
  /** Which of them is shown; -1: none yet. */
  readonly current: number;
}

export function placeOf({ nodes, starts }: Found, index: number): Place {
  let graph = 0;
  while (starts[graph + 1]! <= index) {
    graph++;
  }
  return { graph, node: nodes[index]! };
}

/** The matches of a graph, in order. */
export function matchesIn({ nodes, starts }: Found, graph: number): Int32Array {
  return nodes.subarray(starts[graph] ?? 0, starts[graph + 1] ?? 0);
}

/** The first match at or behind a place; behind the last one the first of all; -1 where there is none. */
export function matchFrom({ nodes, starts }: Found, { graph, node }: Place): number {
  let [low, high] = [starts[graph] ?? 0, starts[graph + 1] ?? 0];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (nodes[middle]! < node) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < nodes.length ? low : nodes.length === 0 ? -1 : 0;
}

/** The match so many further, around the ends; -1 where there is none. */
export function step({ nodes, current }: Matches, by: number): number {
  const count = nodes.length;
  if (count === 0) {
    return -1;
  }
  return current < 0 ? (by > 0 ? 0 : count - 1) : (current + by + count) % count;
}

/** Asks one question at a time: what was asked before is given up, and its answer not told. */
export class Search {
  #asking: AbortController | null = null;

  constructor(readonly ask: (query: QueryText, signal: AbortSignal) => Promise<Found>) {}

  /** @returns null where something else was asked meanwhile. @throws Error what is wrong with the query. */
  async find(query: QueryText): Promise<Found | null> {
    this.stop();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const found = await this.ask(query, asking.signal);
      return asking.signal.aborted ? null : found;
    } catch (error) {
      if (asking.signal.aborted) {
        return null;
      }
      throw error;
    }
  }

  stop(): void {
    this.#asking?.abort();
    this.#asking = null;
  }
}
