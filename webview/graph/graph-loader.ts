// Brings graphs of the document onto the page: what is drawn first, then what is known later of their types and costs.
import { unpackGraph, withTypes } from "../../src/protocol/drawing";
import type { GraphDrawing, OverviewState, PackedTypes, ViewGraph, ViewGroups } from "../../src/protocol/messages";
import type { ComparePanel } from "../compare/compare-panel";
import { groupsWithGhosts, withGhosts } from "../../src/drawing/ghosts";
import type { Grouping } from "../groups/grouping";
import type { Store } from "../store";
import type { GraphView } from "./graph-view";

export interface GraphPorts {
  /** @param graph Null: the one that is shown first. */
  drawing(graph: number | null): Promise<GraphDrawing>;
  types(graph: number): Promise<PackedTypes>;
  groups(graph: number): Promise<ViewGroups>;
  select(node: number | null): void;
  selectGroup(group: number): void;
  /** More is known of the groups. */
  regrouped(): void;
}

export class GraphLoader {
  /** The graph that is drawn, without nodes of another model. */
  #known: ViewGraph | null = null;
  /** Whether all is known of the types in it. */
  #isTyped = true;
  /** What is drawn first, where it was asked for before anything was known of the document; null: nothing was, or it failed. */
  #ahead: { readonly graph: number | null; readonly drawing: Promise<GraphDrawing | null> } | null = null;

  constructor(
    readonly store: Store,
    readonly grouping: Grouping,
    readonly graphView: GraphView,
    readonly compare: ComparePanel,
    readonly ports: GraphPorts,
  ) {}

  /** Asks for what will be drawn first: it comes right behind what is known of the document at once. */
  askAhead(graph: number | null): void {
    this.#ahead = { graph, drawing: this.ports.drawing(graph).catch(() => null) };
  }

  /**
   * Fetches and draws the chosen graph. The selection stays on the node of the same name.
   * @param contents Drawn with what comes of this; null: without.
   */
  async show(state: OverviewState, keepView: boolean, contents: Promise<void> | null): Promise<void> {
    const { graphIndex, graph: previous, selected, group } = this.store.state;
    const isLeft = () => this.store.state.document !== state || this.store.state.graphIndex !== graphIndex;
    const [drawing] = await Promise.all([this.#drawing(graphIndex, state), contents]);
    if (isLeft()) {
      return;
    }
    const { grouping } = this;
    const ghosts = this.compare.ghostsIn(graphIndex);
    this.#known = unpackGraph(drawing.graph);
    this.#isTyped = drawing.isTyped;
    const graph = withGhosts(this.#known, ghosts);
    const groups = drawing.groups && groupsWithGhosts(drawing.groups, ghosts);
    const name = selected === null ? undefined : previous?.nodes[selected]?.name;
    const same = name === undefined ? selected : graph.nodes.findIndex((node) => node.name === name);
    const kept = same !== null && same >= 0 && same < graph.nodes.length ? same : null;
    const sameNodes =
      previous === null || Math.abs(previous.nodes.length - graph.nodes.length) < previous.nodes.length / 2;
    const key = group === null ? undefined : grouping.tree?.keys()[group];
    grouping.show(graph, graphIndex, groups);
    const layers = this.store.state.contents?.layers ?? [];
    await this.graphView.show(graph, graphIndex, layers, keepView && sameNodes);
    if (isLeft()) {
      // What is shown now selects for itself.
      return;
    }
    this.store.update({ graph, selected: null, group: null });
    this.ports.select(kept);
    const sameGroup = key === undefined ? group : grouping.tree?.keys().indexOf(key);
    if (sameGroup != null && sameGroup >= 0 && sameGroup < (grouping.tree?.length ?? 0)) {
      this.ports.selectGroup(sameGroup);
    }
  }

  async #drawing(graph: number, { firstGraph }: OverviewState): Promise<GraphDrawing> {
    const ahead = this.#ahead;
    this.#ahead = null;
    const known = (ahead?.graph ?? firstGraph) === graph ? await ahead?.drawing : null;
    return known ?? this.ports.drawing(graph);
  }

  /** Draws the graph that is drawn anew, as after other nodes of another model are to be seen in it. */
  async redraw(): Promise<void> {
    const { document, graph } = this.store.state;
    if (document !== null && graph !== null) {
      await this.show(document, true, null);
      await this.complete(document);
    }
  }

  /** What comes after the first picture of a graph. */
  async complete(state: OverviewState): Promise<void> {
    try {
      await this.showTypes(state);
      await this.showGroupCosts(state);
    } catch {
      // It is shown without.
    }
  }

  /** Of a graph that was drawn before its types were known. */
  async showTypes(state: OverviewState): Promise<void> {
    const { graph, graphIndex } = this.store.state;
    if (this.#known === null || this.#isTyped) {
      return;
    }
    const types = await this.ports.types(graphIndex);
    if (this.store.state.document === state && this.store.state.graph === graph) {
      this.#isTyped = true;
      this.#known = withTypes(this.#known, types);
      const typed = withGhosts(this.#known, this.compare.ghostsIn(graphIndex));
      await this.graphView.retype(typed);
      this.store.update({ graph: typed });
    }
  }

  async showGroupCosts(state: OverviewState): Promise<void> {
    const { graph, graphIndex } = this.store.state;
    const groups = await this.ports.groups(graphIndex).catch(() => null);
    if (groups !== null && this.store.state.document === state && this.store.state.graph === graph) {
      this.grouping.showCosts(groupsWithGhosts(groups, this.compare.ghostsIn(graphIndex)));
      this.graphView.relabel();
      this.ports.regrouped();
    }
  }
}
