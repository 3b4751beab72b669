// Finding nodes: what is typed is asked for, and what comes of it marked, listed and gone through.
import type { Found, Place, QueryText } from "../../src/protocol/messages";
import type { Store } from "../store";
import { FindBar } from "./find-bar";
import { FindResults } from "./find-results";
import { matchFrom, placeOf, Search, step } from "./search";

export interface FindPorts {
  ask(query: QueryText, signal: AbortSignal): Promise<Found>;
  goTo(place: Place): void;
  /** @param query Null: the box is closed. */
  remember(query: QueryText | null): void;
  /** Whether the layer table is to list nodes without parameters, too. */
  listNodes(withNodes: boolean): void;
}

export class Find {
  readonly bar = new FindBar({
    look: (query) => {
      this.ports.remember(query);
      void this.#look(query, true);
    },
    go: (by) => this.#go(by),
    listNodes: (withNodes) => this.ports.listNodes(withNodes),
    close: () => {
      this.#search.stop();
      this.ports.remember(null);
      this.store.update({ matches: null });
    },
  });
  readonly results = new FindResults((match) => this.#show(match));
  readonly #search: Search;

  constructor(
    readonly store: Store,
    readonly ports: FindPorts,
  ) {
    this.#search = new Search((query, signal) => ports.ask(query, signal));
    store.subscribe((state, previous) => {
      const { matches, graph, graphIndex, document } = state;
      if (
        matches?.nodes !== previous.matches?.nodes ||
        graph !== previous.graph ||
        graphIndex !== previous.graphIndex
      ) {
        const found = this.bar.query.text.trim() === "" ? null : matches;
        this.results.show(found, graphIndex, graph, document?.graphs ?? []);
      }
      if (matches !== previous.matches) {
        this.results.mark(matches?.current ?? -1);
      }
    });
  }

  /** Asks again, as after the model changed. */
  again(): void {
    if (this.bar.isOpen) {
      void this.#look(this.bar.query, false);
    }
  }

  /** @param goes Whether to show the next match from where one is. */
  async #look(query: QueryText, goes: boolean): Promise<void> {
    try {
      const found = await this.#search.find(query);
      if (found === null) {
        return;
      }
      if (query.text.trim() === "") {
        this.bar.showCount(null, -1);
        this.store.update({ matches: null });
        return;
      }
      const { graphIndex, selected, document } = this.store.state;
      const from = matchFrom(found, { graph: graphIndex, node: selected ?? 0 });
      const place = from < 0 ? null : placeOf(found, from);
      const current = place?.graph === graphIndex && place.node === selected ? from : -1;
      this.store.update({ matches: { ...found, current } });
      this.bar.showCount(document?.tensorsOnly === true ? found.layers.length : found.nodes.length, current);
      if (goes && place?.graph === graphIndex) {
        this.#show(from);
      }
    } catch (error) {
      this.store.update({ matches: null });
      this.bar.showProblem((error as Error).message);
    }
  }

  #go(by: number): void {
    const { matches } = this.store.state;
    const next = matches === null ? -1 : step(matches, by);
    if (next >= 0) {
      this.#show(next);
    }
  }

  #show(match: number): void {
    const { matches } = this.store.state;
    if (matches !== null) {
      this.store.update({ matches: { ...matches, current: match } });
      this.bar.showCount(matches.nodes.length, match);
      this.ports.goTo(placeOf(matches, match));
    }
  }
}
