// Ways through the model: what is selected in which of its graphs, how one gets there, and back.
import type { NodeDetails, Place } from "../../src/protocol/messages";
import type { SavedView } from "../saved-view";
import type { Store } from "../store";
import { History, type Stop } from "./history";
import { NavigationBar } from "./navigation-bar";

export interface NavigationPorts {
  node(graph: number, node: number): Promise<NodeDetails>;
  /** Draws the graph that was chosen. */
  drawGraph(): Promise<void>;
  reveal(node: number, isPassing: boolean): Promise<void>;
  revealGroup(group: number): Promise<void>;
  /** Shows all that is known of the selected node. */
  tellNode(): Promise<void>;
  remember(change: Partial<SavedView>): void;
  /** Somebody selected a node. */
  selected(graph: number, node: number): void;
}

export class Navigation {
  readonly bar = new NavigationBar({
    chooseGraph: (graph) => void this.chooseGraph(graph),
    go: (by) => void this.travel(by),
  });
  readonly #stops = new History();

  constructor(
    readonly store: Store,
    readonly ports: NavigationPorts,
  ) {}

  /** Whether there is anything that way. @param by -1: back; 1: forward. */
  leads(by: -1 | 1): boolean {
    return by === -1 ? this.#stops.canGoBack : this.#stops.canGoForward;
  }

  /** Begins anew: positions are those of another model. */
  begin(): void {
    this.#stops.clear();
    this.#stops.visit({ graph: this.store.state.graphIndex, node: null, group: null });
    this.#showPlace();
  }

  /**
   * @param isPassing Whether somebody walks on from there.
   * @param isLed Whether nobody chose it here: what is selected elsewhere, or stays selected.
   */
  select(node: number | null, isPassing = false, isLed = false): void {
    const { selected, group, graphIndex, graph } = this.store.state;
    if (node === selected && group === null) {
      return;
    }
    const hasDetails = node !== null && graph?.nodes[node]?.isRemoved !== true;
    this.store.update({ selected: node, group: null, ...(hasDetails ? {} : { details: null }) });
    this.ports.remember({ selected: node, group: null });
    if (node !== null) {
      this.#visit({ graph: graphIndex, node, group: null }, isPassing);
    }
    if (node !== null && !isLed) {
      this.ports.selected(graphIndex, node);
    }
    if (hasDetails) {
      void this.ports.node(graphIndex, node).then((details) => {
        if (this.store.state.selected === node && this.store.state.graphIndex === graphIndex) {
          this.store.update({ details });
        }
      });
    }
  }

  selectGroup(group: number, isPassing = false): void {
    if (group !== this.store.state.group) {
      this.store.update({ group, selected: null, details: null });
      this.ports.remember({ group, selected: null });
      this.#visit({ graph: this.store.state.graphIndex, node: null, group }, isPassing);
    }
  }

  async goTo(graph: number, node: number, isPassing = false): Promise<void> {
    await this.#enter(graph);
    this.select(node, isPassing);
    await this.ports.reveal(node, isPassing);
  }

  /** Goes to what somebody selected in another model; null: to nothing. */
  async follow(place: Place | null): Promise<void> {
    if (place !== null) {
      await this.#enter(place.graph);
    }
    // Nodes that went from a model are not drawn always.
    const count = this.store.state.graph?.nodes.length ?? 0;
    const node = place !== null && place.node < count ? place.node : null;
    this.select(node, true, true);
    if (node !== null) {
      await this.ports.reveal(node, true);
    }
  }

  async goToGroup(graph: number, group: number): Promise<void> {
    await this.#enter(graph);
    this.selectGroup(group);
    await this.ports.revealGroup(group);
  }

  async chooseGraph(graph: number): Promise<void> {
    await this.#enter(graph);
    this.#visit({ graph, node: this.store.state.selected, group: this.store.state.group });
  }

  /** @param by -1: back; 1: forward. */
  async travel(by: -1 | 1): Promise<void> {
    const stop = this.#stops.go(by);
    if (stop !== null) {
      const { graph, node, group } = stop;
      await (node !== null
        ? this.goTo(graph, node)
        : group !== null
          ? this.goToGroup(graph, group)
          : this.#enter(graph));
      this.#showWays();
    }
  }

  /** Goes into the selected node where it runs graphs; of another one tells everything. */
  async openSelected(): Promise<void> {
    const { graph, graphIndex, selected } = this.store.state;
    if (selected === null || graph?.nodes[selected]?.runsGraphs !== true) {
      await this.ports.tellNode();
      return;
    }
    const { bodies } = await this.ports.node(graphIndex, selected);
    if (bodies.length > 0 && this.store.state.graphIndex === graphIndex) {
      await this.chooseGraph(bodies[0]!);
    }
  }

  /** Draws another graph. */
  async #enter(graph: number): Promise<void> {
    if (graph !== this.store.state.graphIndex) {
      this.store.update({ graphIndex: graph, selected: null, group: null, details: null });
      this.ports.remember({ graph, selected: null, group: null, view: null });
      this.#showPlace();
      await this.ports.drawGraph();
    }
  }

  #visit(stop: Stop, isPassing = false): void {
    this.#stops.visit(stop, isPassing);
    this.#showWays();
  }

  /** Shows where one is. */
  #showPlace(): void {
    this.bar.show(this.store.state.document!.graphs, this.store.state.graphIndex);
    this.#showWays();
  }

  #showWays(): void {
    this.bar.showWays(this.#stops.canGoBack, this.#stops.canGoForward);
  }
}
