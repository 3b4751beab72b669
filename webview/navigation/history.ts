// Where one has been, to go back and forth.
import type { Place } from "../../src/protocol/messages";

/** A graph, and the node or group that was selected there; null: none. */
export type Stop = Pick<Place, "graph"> & { readonly node: number | null; readonly group: number | null };

const MOST_STOPS = 200;

export class History {
  #stops: Stop[] = [];
  #at = -1;
  #isPassing = false;

  get canGoBack(): boolean {
    return this.#at > 0;
  }

  get canGoForward(): boolean {
    return this.#at < this.#stops.length - 1;
  }

  /**
   * One is somewhere else now; what lay ahead is forgotten.
   * @param isPassing Whether one only comes by: of several such stops the last one is kept.
   */
  visit(stop: Stop, isPassing = false): void {
    const here = this.#stops[this.#at];
    if (here?.graph === stop.graph && here.node === stop.node && here.group === stop.group) {
      return;
    }
    const kept = this.#stops.slice(0, this.#at + (isPassing && this.#isPassing ? 0 : 1));
    this.#isPassing = isPassing;
    this.#stops = [...kept, stop].slice(-MOST_STOPS);
    this.#at = this.#stops.length - 1;
  }

  /** @param by -1: back; 1: forward. @returns where that is; null where there is nothing. */
  go(by: -1 | 1): Stop | null {
    const stop = this.#stops[this.#at + by] ?? null;
    if (stop !== null) {
      this.#at += by;
      this.#isPassing = false;
    }
    return stop;
  }

  /** Forgets all: positions are those of another model. */
  clear(): void {
    this.#stops = [];
    this.#at = -1;
    this.#isPassing = false;
  }
}
