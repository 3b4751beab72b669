// Shows a document part by part: what is known of it at once, its graph, what it holds, and what running it costs.
import type { CostState, OverviewState, PackedContents, Style } from "../src/protocol/messages";
import { unpackLayers } from "../src/protocol/layers";
import type { GraphLoader } from "./graph/graph-loader";
import type { Navigation } from "./navigation/navigation";
import type { Page } from "./page";
import type { Parts } from "./parts";
import type { Memory } from "./saved-view";
import type { Store } from "./store";

/** Of models with more nodes the graph comes first each time, and what else there is to say of them after it. */
const SHOWN_AT_ONCE = 2000;

export interface DocumentPorts {
  contents(): Promise<PackedContents>;
  cost(): Promise<CostState>;
  styles(): Promise<readonly Style[]>;
}

export class DocumentView {
  constructor(
    readonly store: Store,
    readonly memory: Memory,
    readonly page: Page,
    readonly parts: Parts,
    readonly navigation: Navigation,
    readonly loader: GraphLoader,
    readonly ports: DocumentPorts,
  ) {}

  async show(state: OverviewState): Promise<void> {
    const { store, parts, loader } = this;
    const { view } = this.memory;
    const first = store.state.document === null;
    this.page.show(state.tensorsOnly);
    const wanted = first && view.graph === null ? state.firstGraph : store.state.graphIndex;
    const graphIndex = Math.min(wanted, state.graphs.length - 1);
    // Before any step the graph can be drawn without what else there is to say of the model.
    const comesFirst = state.steps.length === 0 && (first || state.nodes > SHOWN_AT_ONCE);
    // What was known of the model before a step is shown until it is known anew.
    const left = comesFirst ? { contents: null } : {};
    store.update({ document: state, cost: null, graphIndex, verification: null, ...left });
    this.navigation.begin();
    parts.header.show(state);
    parts.steps.show(state);
    parts.shrink.show(state, null);
    parts.compare.offer(state.steps.length > 0);
    void (first ? this.ports.styles().then((all) => parts.styles.show(all)) : parts.styles.again());
    if (first && view.query !== null) {
      parts.find.bar.open(view.query);
    } else {
      parts.find.again();
    }
    if (state.tensorsOnly) {
      await this.#showContents(state);
      return;
    }
    await loader.show(state, first ? view.view !== null : true, comesFirst ? null : this.#showContents(state));
    if (comesFirst) {
      await painted();
      await this.#showContents(state);
      await loader.showTypes(state);
    }
    const cost = await this.ports.cost();
    if (store.state.document === state) {
      parts.header.showCost(cost);
      parts.layers.showCost(cost.layers);
      store.update({ cost });
      await loader.showGroupCosts(state);
    }
  }

  /** What a document holds, besides what is said of it at once. */
  async #showContents(state: OverviewState): Promise<void> {
    const packed = await this.ports.contents();
    if (this.store.state.document === state) {
      const { header, layers, steps, metadata, shrink, model } = this.parts;
      const contents = { ...packed, layers: unpackLayers(packed.layers) };
      this.store.update({ contents });
      header.showContents(contents);
      layers.show(contents.layers, state.tensorsOnly);
      layers.filter(this.store.state.matches);
      layers.mark(this.store.state.graphIndex, this.store.state.selected);
      steps.showContents(contents);
      metadata.show(contents.metadata);
      shrink.show(state, contents);
      void model.show(contents.layers);
    }
  }
}

/** Once what was drawn last can be seen. */
function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
