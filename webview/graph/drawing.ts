// What is seen of a graph: a canvas, over it one element per visible node for keyboard and screen readers, and beside it
// the whole in small.
import type { PictureKind } from "../../src/protocol/messages";
import { contextOf } from "../look/context";
import { element } from "../look/elements";
import type { Theme } from "../../src/drawing/theme";
import { onThemeChange, readTheme } from "../look/theme";
import type { Store } from "../store";
import { Camera, type View } from "./camera";
import { ColorBy } from "./coloring/color-by";
import { drawnColoring, partOfColoring, type Coloring } from "../../src/drawing/coloring";
import { colorings } from "./coloring/colorings";
import { around, countMatches, drawnGroup, drawnSelection, pictured, type Drawn } from "./drawn";
import { listenToPointer } from "./gestures";
import { FramesAround } from "./frames-around";
import { GraphCanvas } from "./graph-canvas";
import { GraphOverlay, type OverlayActions } from "./graph-overlay";
import { Minimap } from "./minimap";
import { paint } from "../../src/drawing/painter";
import { picture, svgOf } from "./picture";
import { cornerOf, isMarkAt, itemAt, type Point } from "./pointing";
import type { Scene } from "../../src/drawing/scene";
import type { Size } from "../../src/drawing/viewport";

export interface DrawingActions extends Omit<OverlayActions, "reveal" | "select"> {
  /** @param isPassing Whether somebody walks on from there. */
  select(item: Drawn | null, isPassing: boolean): void;
  toggle(group: number): void;
}

/** What colours are made of. */
const COLORED_BY = ["contents", "graph", "cost", "verification", "comparison", "profile", "styles"] as const;

export class Drawing {
  readonly root: HTMLElement;
  readonly colorBy = new ColorBy(() => this.#color());
  readonly #pane = element("div", { class: "pane" });
  readonly #canvas = new GraphCanvas((context) => this.#paint(context));
  readonly around = new FramesAround((frame) => {
    this.actions.select(~frame, false);
    this.reveal(~frame);
  });
  readonly #overlay: GraphOverlay;
  readonly #minimap: Minimap;
  #theme: Theme = readTheme();
  #scene: Scene | null = null;
  #camera: Camera | null = null;
  /** By what is drawn, how much of it was found. */
  #matches: Int32Array | null = null;
  #coloring: Coloring | null = null;

  constructor(
    readonly store: Store,
    readonly actions: DrawingActions,
    readonly onMove: (view: View) => void,
  ) {
    this.#minimap = new Minimap(this.#theme, (y) =>
      this.change((camera) => camera.center(camera.scene.layout.width / 2, y)),
    );
    this.#overlay = new GraphOverlay({
      select: (item) => actions.select(item, true),
      reveal: (item) => this.reveal(item),
      open: () => actions.open(),
      closeAround: (item) => actions.closeAround(item),
    });
    this.#pane.append(this.#canvas.root, this.#overlay.root);
    this.root = element("div", { class: "drawing" }, this.#pane, this.#minimap.root);
    this.#listen();
    new ResizeObserver(() => this.#resize()).observe(this.#pane);
    onThemeChange(() => {
      this.#theme = readTheme();
      this.#minimap.paintIn(this.#theme);
      this.#canvas.redraw();
    });
    store.subscribe((state, previous) => {
      const isFoundAnew = state.matches?.nodes !== previous.matches?.nodes;
      if (isFoundAnew) {
        this.#countMatches();
      }
      if (COLORED_BY.some((part) => state[part] !== previous[part])) {
        this.colorBy.offer(colorings(state));
        this.#color();
      }
      if (isFoundAnew || state.selected !== previous.selected || state.group !== previous.group) {
        this.#mark();
        this.#canvas.redraw();
      }
    });
  }

  /** Null: nothing is drawn yet. */
  get scene(): Scene | null {
    return this.#scene;
  }

  get view(): View | null {
    return this.#camera?.view ?? null;
  }

  get hasFocus(): boolean {
    return this.#overlay.hasFocus;
  }

  get screen(): Size {
    return { width: this.#pane.clientWidth, height: this.#pane.clientHeight };
  }

  /** How wide texts are in it. */
  get measure(): ReturnType<GraphCanvas["measurer"]> {
    return this.#canvas.measurer(this.#theme);
  }

  /**
   * @param view What is seen; null: the beginning.
   * @param place Moves the new camera before anything is seen through it.
   */
  show(scene: Scene, view: View | null, place: (camera: Camera) => void): void {
    const first = scene.graph.nodes.findIndex((node) => node.kind === "input");
    this.#scene = scene;
    this.#camera = new Camera(scene, this.screen, view, scene.layout.x[Math.max(0, first)] ?? 0);
    place(this.#camera);
    this.#overlay.show(scene);
    this.#minimap.show(scene);
    this.#countMatches();
    this.#mark();
    this.#color();
    this.#resize();
    this.#canvas.redraw();
  }

  /** @param scene The same things as before, of which more is known. */
  relabel(scene: Scene): void {
    this.#scene = scene;
    this.#overlay.relabel(scene);
    this.#canvas.redraw();
  }

  change(move: (camera: Camera) => void): void {
    if (this.#camera !== null) {
      move(this.#camera);
      this.onMove(this.#camera.view);
      this.#canvas.redraw();
    }
  }

  reveal(item: Drawn): void {
    this.change((camera) => (item < 0 ? camera.revealTitle(~item) : camera.reveal(item)));
  }

  focus(item: Drawn): void {
    this.#overlay.focus(item);
  }

  /** The selected node with those it reads and those that read it; without one, what was found. */
  fitSelection(): void {
    const selected = this.#selected;
    if (selected !== null && selected < 0) {
      this.change((camera) => camera.fitFrame(~selected));
    } else if (this.#scene !== null) {
      const nodes = around(this.#scene, selected, this.#matches);
      if (nodes.length > 0) {
        this.change((camera) => camera.fitNodes(nodes));
      }
    }
  }

  /** Where the top left corner of a group is on the screen; null where it is not drawn. */
  corner(group: number): Point | null {
    const item = this.itemOf(group);
    return item === null || this.#camera === null ? null : cornerOf(this.#camera, item);
  }

  /** What is drawn of a group. */
  itemOf(group: number): Drawn | null {
    return this.#scene === null ? null : drawnGroup(this.#scene.graph, group);
  }

  /** What a picture of what is selected, or else of what was found, shows; empty: neither is there. */
  get pictured(): readonly number[] {
    return this.#scene === null ? [] : pictured(this.#scene, this.#selected, this.#matches);
  }

  /** As it is coloured. @param items Of what is drawn, those that `scene` has; null: all. */
  async picture(kind: PictureKind, scene: Scene, items: readonly number[] | null): Promise<Uint8Array> {
    const [selected, coloring] = [this.#selected, this.#coloring];
    const options = {
      selected: items === null || selected === null || selected < 0 ? null : items.indexOf(selected),
      // Where what was found is all that is shown there is no need to mark it.
      matches: items === null ? this.#matches : null,
      coloring: items === null || coloring === null ? coloring : partOfColoring(coloring, items),
      theme: this.#theme,
    };
    return kind === "png" ? picture(scene, options) : new TextEncoder().encode(svgOf(scene, options, scene.graph.name));
  }

  get #selected(): Drawn | null {
    return drawnSelection(this.#scene?.graph, this.store.state);
  }

  #countMatches(): void {
    const { matches, graphIndex } = this.store.state;
    const graph = this.#scene?.graph;
    this.#matches = graph === undefined || matches === null ? null : countMatches(graph, matches, graphIndex);
  }

  #mark(): void {
    const selected = this.#selected;
    this.#minimap.mark(this.#matches, selected !== null && selected < 0 ? null : selected);
    this.#overlay.mark(this.#matches);
  }

  #color(): void {
    const visible = this.#scene?.graph;
    const chosen = this.colorBy.coloring;
    const isDrawn = chosen !== null && visible?.standsFor.length === chosen.levelOf.length;
    this.#coloring = isDrawn ? drawnColoring(chosen, visible) : null;
    this.#overlay.color(this.#coloring);
    this.#minimap.color(this.#coloring);
    this.#canvas.redraw();
  }

  #listen(): void {
    const pane = this.#pane;
    listenToPointer(pane, {
      moveBy: (dx, dy) => this.change((camera) => camera.moveBy(dx, dy)),
      zoomBy: (factor, event) => this.change((camera) => camera.zoomBy(factor, this.#place(event))),
      pick: (event) => this.#pick(event),
      open: (event) => {
        const item = this.#itemAt(event);
        if (item !== null && item === this.#selected && !this.#isMark(item, event)) {
          this.actions.open();
        }
      },
      tellContext: (event) => {
        const item = this.#overlay.itemOf(event.target) ?? this.#itemAt(event);
        const node = item === null || item < 0 ? -1 : (this.#scene?.graph.nodeOf[item] ?? -1);
        pane.dataset["vscodeContext"] = contextOf(this.store.state.graphIndex, this.#isOfModel(node) ? node : null);
      },
    });
  }

  #isOfModel(node: number): boolean {
    return node >= 0 && this.store.state.graph?.nodes[node]?.isRemoved !== true;
  }

  #pick(event: MouseEvent): void {
    const item = this.#itemAt(event);
    this.actions.select(item, false);
    if (item !== null) {
      this.#overlay.focus(item);
      const { group } = this.store.state;
      if (group !== null && this.#isMark(item, event)) {
        this.actions.toggle(group);
      }
    }
  }

  #itemAt(event: MouseEvent): Drawn | null {
    return this.#camera === null ? null : itemAt(this.#camera, this.#place(event));
  }

  #isMark(item: Drawn, event: MouseEvent): boolean {
    return this.#camera !== null && isMarkAt(this.#camera, item, this.#place(event));
  }

  #place(event: MouseEvent): Point {
    const { left, top } = this.#pane.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #resize(): void {
    const { screen } = this;
    if (this.#canvas.resize(screen)) {
      this.#camera?.resize(screen);
      this.#canvas.redraw();
    }
  }

  #paint(context: CanvasRenderingContext2D): void {
    const camera = this.#camera;
    if (this.#scene === null || camera === null) {
      return;
    }
    const selected = this.#selected;
    paint(context, this.#scene, {
      viewport: camera.view.viewport,
      fold: camera.fold,
      screen: camera.screen,
      selected: selected !== null && selected < 0 ? null : selected,
      selectedFrame: selected !== null && selected < 0 ? ~selected : null,
      matches: this.#matches,
      coloring: this.#coloring,
      theme: this.#theme,
      dots: this.#canvas.dots,
      ratio: window.devicePixelRatio,
    });
    this.#overlay.update(camera, selected);
    this.#minimap.frame(camera.visible);
    this.around.show(camera);
    document.body.dataset["ready"] = "true";
  }
}
