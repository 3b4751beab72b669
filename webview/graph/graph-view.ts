// The graph of the page: what of it is visible, laid out and drawn, and the ways through it.
import type { LayerRow, PictureKind, PicturePart, Regrouping, ViewGraph } from "../../src/protocol/messages";
import { exactCount } from "../../src/protocol/numbers";
import type { Grouping } from "../groups/grouping";
import { graphPart } from "../../src/drawing/groups/graph-part";
import { visibleGraph } from "../../src/drawing/groups/visible-graph";
import { element, setText } from "../look/elements";
import type { Store } from "../store";
import type { Camera, View } from "./camera";
import { Drawing } from "./drawing";
import type { Drawn } from "./drawn";
import { listenToKeys } from "./gestures";
import { GraphTools, ZOOM_STEP } from "./graph-tools";
import { LayoutClient } from "./layout-client";
import { edgeLabelsOf, framesOf, labelsOf, makeScene, sizesOf, type Scene } from "../../src/drawing/scene";

export interface GraphActions {
  /** @param isPassing Whether somebody walks on from there. */
  select(node: number | null, isPassing?: boolean): void;
  selectGroup(group: number, isPassing?: boolean): void;
  /** Somebody wants to know more of the selected node. */
  open(): void;
}

/** What is drawn: a graph, and which of the document's it is. */
interface Source {
  readonly graph: ViewGraph;
  readonly index: number;
  readonly layers: readonly LayerRow[];
}

export class GraphView {
  readonly root = element("section", { id: "graph", "aria-label": "Graph" });
  readonly #drawing: Drawing;
  readonly #tools: GraphTools;
  readonly #layouts = new LayoutClient();
  readonly #status = element("div", { class: "unseen", role: "status" });
  readonly #note = element("p", { class: "graph-note", role: "status" });
  #source: Source | null = null;
  #saved: View | null;
  /** Counts what was laid out: what comes later than the next one is not drawn. */
  #drawn = 0;

  constructor(
    readonly store: Store,
    readonly grouping: Grouping,
    readonly actions: GraphActions,
    /** Beside the buttons to zoom. */
    navigation: HTMLElement,
    saved: View | null,
    onMove: (view: View) => void,
  ) {
    this.#saved = saved;
    this.#drawing = new Drawing(
      store,
      {
        select: (item, isPassing) => this.#select(item, isPassing),
        toggle: (group) => void this.toggle(group),
        open: () => this.#open(),
        closeAround: (item) => this.#closeAround(item),
      },
      onMove,
    );
    const fit = () => this.#drawing.change((camera) => camera.fit());
    const zoomBy = (factor: number) => this.#drawing.change((camera) => camera.zoomBy(factor));
    const fitSelection = () => this.#drawing.fitSelection();
    this.#tools = new GraphTools(grouping, this.#drawing.colorBy.root, {
      hide: (hides) => void this.#hide(hides),
      regroup: (change) => void this.#regroup(change),
      zoomBy,
      fit,
      fitSelection,
    });
    this.root.append(
      element("div", { class: "tools" }, navigation, this.#drawing.around.root, this.#tools.root),
      this.#status,
      this.#drawing.root,
      this.#drawing.colorBy.legend,
    );
    this.#drawing.root.append(this.#note);
    store.subscribe((state, previous) => {
      if (state.selected !== previous.selected || state.group !== previous.group || state.graph !== previous.graph) {
        this.note(null);
      }
    });
    const turn = (pages: number) =>
      this.#drawing.change((camera) => camera.moveBy(0, pages * this.#drawing.screen.height * 0.8));
    listenToKeys(this.root, {
      "+": () => zoomBy(ZOOM_STEP),
      "=": () => zoomBy(ZOOM_STEP),
      "-": () => zoomBy(1 / ZOOM_STEP),
      "0": fit,
      "1": fitSelection,
      h: () => grouping.hasPlumbing && this.#tools.hide.click(),
      g: () => grouping.hasGroups && this.#tools.groups.click(),
      Escape: () => actions.select(null),
      PageDown: () => turn(-1),
      PageUp: () => turn(1),
    });
  }

  /**
   * Draws a graph with the groups that `grouping` shows. Where it has the nodes of the one before, the view stays where it
   * is; else a graph in groups is seen as a whole.
   */
  async show(graph: ViewGraph, index: number, layers: readonly LayerRow[], keepView: boolean): Promise<void> {
    this.#source = { graph, index, layers };
    const saved = keepView ? (this.#drawing.view ?? this.#saved) : null;
    await this.#draw((camera) => saved === null && this.grouping.tree !== null && camera.fit(), saved);
  }

  /** Says something about what is selected until something else is; null: nothing. */
  note(text: string | null): void {
    setText(this.#note, text ?? "");
  }

  /** Writes on groups what is known of them by now. */
  relabel(): void {
    const { scene } = this.#drawing;
    if (scene !== null && this.#source !== null) {
      const { index, layers } = this.#source;
      const { tree } = this.grouping;
      this.#drawing.relabel({ ...scene, tree, labels: labelsOf(scene.graph, index, layers, tree) });
    }
  }

  /** The graph that is drawn, with types that are known by now. */
  async retype(graph: ViewGraph): Promise<void> {
    const { scene } = this.#drawing;
    if (scene === null || this.#source === null) {
      return;
    }
    const { index, layers } = this.#source;
    const { tree, showing } = this.grouping;
    this.#source = { graph, index, layers };
    const visible = visibleGraph(graph, showing);
    const labels = labelsOf(visible, index, layers, tree);
    const { widths } = sizesOf(visible, labels, this.#drawing.measure);
    if (widths.length === scene.widths.length && widths.every((width, at) => width === scene.widths[at])) {
      this.#drawing.relabel({ ...scene, graph: visible, edgeLabels: edgeLabelsOf(visible), tree, labels });
    } else {
      await this.#draw(() => {}, this.#drawing.view);
    }
  }

  /** @param isPassing Whether one goes on from there, so that what is opened for it is closed again. */
  async reveal(node: number, isPassing = false): Promise<void> {
    const isHidden = this.grouping.isHidden(node);
    if (isHidden) {
      this.grouping.hide(false);
    }
    if (this.grouping.openAround({ node }, isPassing) || isHidden) {
      await this.#draw(() => {}, this.#drawing.view);
    }
    const item = this.#drawing.scene?.graph.standsFor[node] ?? -1;
    if (item >= 0) {
      this.#drawing.reveal(item);
    }
  }

  async revealGroup(group: number): Promise<void> {
    if (this.grouping.openAround({ group }, false)) {
      await this.#draw(() => {}, this.#drawing.view);
    }
    const item = this.#drawing.itemOf(group);
    if (item !== null) {
      this.#drawing.reveal(item);
    }
  }

  /** Opens a closed group, or closes an open one; it stays where it is on the screen if what is in it can be seen there. */
  async toggle(group: number): Promise<void> {
    const had = this.#drawing.hasFocus;
    const before = this.#drawing.corner(group);
    this.grouping.toggle(group);
    await this.#draw((camera) => {
      const now = this.#drawing.corner(group);
      if (before !== null && now !== null) {
        camera.moveBy(before.x - now.x, before.y - now.y);
      }
      const opened = this.#drawing.itemOf(group);
      if (opened !== null && opened < 0) {
        camera.showFrame(~opened);
      }
    }, this.#drawing.view);
    const item = this.#drawing.itemOf(group);
    if (had && item !== null) {
      this.#drawing.focus(item);
    }
    const title = this.grouping.tree?.title(group) ?? "";
    this.#say(this.grouping.isOpen(group) ? `${title} expanded` : `${title} collapsed`);
  }

  /** Whether there is anything that a picture of the selection would show. */
  get hasSelection(): boolean {
    return this.#drawing.pictured.length > 0;
  }

  /** What is drawn as a file; null: there is nothing of it. */
  async picture(kind: PictureKind, part: PicturePart): Promise<Uint8Array | null> {
    const { scene, pictured: items } = this.#drawing;
    if (scene === null || (part === "selection" && items.length === 0)) {
      return null;
    }
    return part === "graph"
      ? this.#drawing.picture(kind, scene, null)
      : this.#drawing.picture(kind, await this.#partOf(scene, items), items);
  }

  /** Goes through the inputs and outputs one by one. */
  revealEndpoints(): void {
    const nodes = this.#source?.graph.nodes ?? [];
    const endpoints = nodes.flatMap((node, index) => (node.kind === "operator" ? [] : [index]));
    const current = endpoints.indexOf(this.store.state.selected ?? -1);
    const next = endpoints[(current + 1) % endpoints.length];
    if (next !== undefined) {
      this.actions.select(next);
      void this.reveal(next);
    }
  }

  async #hide(hides: boolean): Promise<void> {
    const { selected } = this.store.state;
    this.grouping.hide(hides);
    await this.#draw(() => {}, this.#drawing.view);
    if (selected !== null && !this.grouping.isHidden(selected)) {
      await this.reveal(selected);
    }
    this.#say(hides ? "Identities and shape arithmetic are hidden" : "Identities and shape arithmetic are shown");
  }

  /** Another choice of groups, seen as a whole. */
  /** @returns whether there are groups. */
  async regroup(how: Regrouping): Promise<boolean> {
    const { hasGroups } = this.grouping;
    if (hasGroups) {
      await this.#regroup((groups) =>
        how === "toggle" ? groups.turn(groups.tree === null) : groups.setAll(how === "expand"),
      );
    }
    return hasGroups;
  }

  async #regroup(change: (grouping: Grouping) => void): Promise<void> {
    change(this.grouping);
    await this.#draw((camera) => camera.fit(), null);
    const shown = exactCount(this.#drawing.scene?.graph.nodes.length ?? 0);
    this.#say(this.grouping.tree === null ? "No groups" : `Groups, ${shown} things are shown`);
  }

  /**
   * Lays out what is visible and draws it.
   * @param place Moves the new camera before anything is seen through it.
   * @param view What the camera begins with; null: the beginning of the drawing.
   */
  async #draw(place: (camera: Camera) => void, view: View | null): Promise<void> {
    const drawn = ++this.#drawn;
    if (this.#source === null) {
      return;
    }
    const { graph, index, layers } = this.#source;
    const { tree, showing } = this.grouping;
    const { measure } = this.#drawing;
    const visible = visibleGraph(graph, showing);
    const labels = labelsOf(visible, index, layers, tree);
    const sizes = sizesOf(visible, labels, measure);
    const { titles, frames } = framesOf(visible, tree, measure);
    const layout = await this.#layouts.layOut({ ...sizes, edges: visible.edges, frames });
    if (drawn === this.#drawn) {
      this.#tools.show();
      this.#drawing.show(makeScene(visible, labels, sizes, layout, tree, titles), view, place);
    }
  }

  /** Some of what is drawn by itself. */
  async #partOf({ graph, labels, widths, heights, tree }: Scene, items: readonly number[]): Promise<Scene> {
    const part = graphPart(graph, tree, items);
    const own = items.map((item) => labels[item]!);
    const sizes = {
      widths: Float32Array.from(items, (item) => widths[item]!),
      heights: Float32Array.from(items, (item) => heights[item]!),
    };
    const { titles, frames } = framesOf(part, tree, this.#drawing.measure);
    const layout = await this.#layouts.layOut({ ...sizes, edges: part.edges, frames });
    return makeScene(part, own, sizes, layout, tree, titles);
  }

  /** Tells those who do not see it. */
  #say(text: string): void {
    setText(this.#status, text);
  }

  #select(item: Drawn | null, isPassing: boolean): void {
    const graph = this.#drawing.scene?.graph;
    if (item === null || graph === undefined) {
      this.actions.select(null);
    } else if (item < 0) {
      this.actions.selectGroup(graph.frames[~item]!, isPassing);
    } else if (graph.groupOf[item]! >= 0) {
      this.actions.selectGroup(graph.groupOf[item]!, isPassing);
    } else {
      this.actions.select(graph.nodeOf[item]!, isPassing);
    }
  }

  /** What a double click does. */
  #open(): void {
    const { group } = this.store.state;
    if (group === null) {
      this.actions.open();
    } else {
      void this.toggle(group);
    }
  }

  #closeAround(item: Drawn): void {
    const graph = this.#drawing.scene?.graph;
    const frame = graph === undefined ? -1 : item < 0 ? ~item : graph.frameOf[item]!;
    if (frame >= 0) {
      const group = graph!.frames[frame]!;
      this.actions.selectGroup(group);
      void this.toggle(group);
    }
  }
}
