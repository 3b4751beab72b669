// The drawing of a graph: a canvas for what is seen, and over it one element per visible node for keyboard and screen
// readers.
import type { LayerRow, ViewGraph } from "../../src/protocol/messages";
import { element, icon } from "../look/elements";
import { measurer } from "../look/fonts";
import { matchesIn } from "../find/search";
import { contextOf } from "../look/context";
import { Camera, type View } from "./camera";
import { GraphOverlay } from "./graph-overlay";
import { HeatKey, type Heat } from "./heat";
import { LayoutClient } from "./layout-client";
import { Minimap } from "./minimap";
import { paint } from "./painter";
import { labelsOf, makeScene, nodeAt, sizesOf, type Scene } from "./scene";
import type { Store } from "../store";
import { onThemeChange, readTheme, type Theme } from "../look/theme";
import type { Size } from "./viewport";

const ZOOM_STEP = 1.25;
/** A press that moves less than this is a click. */
const DRAG_THRESHOLD = 4;
/** Neighbours of the selected node, each way. */
const MOST_FITTED = 8;

export class GraphView {
  readonly root = element("section", { id: "graph", "aria-label": "Graph" });
  readonly #pane = element("div", { class: "pane" });
  readonly #canvas = element("canvas", { "aria-hidden": "true" });
  readonly #overlay: GraphOverlay;
  readonly #minimap: Minimap;
  readonly #layouts = new LayoutClient();
  #theme: Theme;
  #scene: Scene | null = null;
  #camera: Camera | null = null;
  #saved: View | null;
  #frame = 0;
  #drawing = 0;
  /** By node, 1 where it was found. */
  #matches: Uint8Array | null = null;
  #heat: Heat | null = null;
  readonly #heatKey = new HeatKey(() => this.#warm());

  constructor(
    readonly store: Store,
    /** @param isPassing Whether somebody walks on from there. */
    readonly select: (node: number | null, isPassing?: boolean) => void,
    /** Somebody wants to know more of the selected node. */
    readonly open: () => void,
    /** Beside the buttons to zoom. */
    navigation: HTMLElement,
    saved: View | null,
    readonly onMove: (view: View) => void,
  ) {
    this.#theme = readTheme();
    this.#saved = saved;
    this.#minimap = new Minimap(this.#theme, (y) =>
      this.#change((camera) => camera.center(camera.scene.layout.width / 2, y)),
    );
    this.#overlay = new GraphOverlay({
      select: (node) => select(node, true),
      reveal: (node) => this.reveal(node),
      open,
    });
    this.#pane.append(this.#canvas, this.#overlay.root);
    this.root.append(
      element("div", { class: "tools" }, navigation, this.#tools()),
      element("div", { class: "drawing" }, this.#pane, this.#minimap.root, this.#heatKey.legend),
    );
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.#listen();
    new ResizeObserver(() => this.#resize()).observe(this.#pane);
    onThemeChange(() => {
      this.#theme = readTheme();
      this.#minimap.paintIn(this.#theme);
      this.#redraw();
    });
    store.subscribe((state, previous) => {
      const isFoundAnew = state.matches?.nodes !== previous.matches?.nodes || state.graph !== previous.graph;
      if (isFoundAnew) {
        this.#matches = state.matches === null ? null : marks(matchesIn(state.matches, state.graphIndex), state.graph);
      }
      if (state.verification !== previous.verification || state.graph !== previous.graph) {
        this.#warm();
      }
      if (isFoundAnew || state.selected !== previous.selected) {
        this.#minimap.mark(this.#matches, state.selected);
        this.#redraw();
      }
    });
  }

  /** Draws a graph. Where it has the nodes of the one before, the view stays where it is. */
  async show(graph: ViewGraph, index: number, layers: readonly LayerRow[], keepView: boolean): Promise<void> {
    const drawing = ++this.#drawing;
    const labels = labelsOf(graph, index, layers);
    const sizes = sizesOf(graph, labels, measurer(this.#canvas.getContext("2d")!, this.#theme));
    const layout = await this.#layouts.layOut({ ...sizes, edges: graph.edges });
    if (drawing !== this.#drawing) {
      return;
    }
    const scene = makeScene(graph, labels, sizes, layout);
    const first = graph.nodes.findIndex((node) => node.kind === "input");
    const saved = keepView ? (this.#camera?.view ?? this.#saved) : null;
    this.#scene = scene;
    this.#camera = new Camera(scene, this.#screen(), saved, layout.x[Math.max(0, first)] ?? 0);
    this.#overlay.show(scene);
    this.#minimap.show(scene);
    this.#resize();
    this.#redraw();
  }

  reveal(node: number): void {
    this.#change((camera) => camera.reveal(node));
  }

  /** Goes through the inputs and outputs one by one. */
  revealEndpoints(): void {
    const nodes = this.#scene?.graph.nodes ?? [];
    const endpoints = nodes.flatMap((node, index) => (node.kind === "operator" ? [] : [index]));
    const current = endpoints.indexOf(this.store.state.selected ?? -1);
    const next = endpoints[(current + 1) % endpoints.length];
    if (next !== undefined) {
      this.select(next);
      this.reveal(next);
    }
  }

  #tools(): HTMLElement {
    const button = (name: "plus" | "minus" | "fit" | "selection", label: string, run: () => void) => {
      const made = element("button", { type: "button", title: label, "aria-label": label }, icon(name));
      made.addEventListener("click", run);
      return made;
    };
    return element(
      "div",
      { role: "toolbar", "aria-label": "Zoom" },
      this.#heatKey.button,
      button("plus", "Zoom In (+)", () => this.#zoomBy(ZOOM_STEP)),
      button("minus", "Zoom Out (-)", () => this.#zoomBy(1 / ZOOM_STEP)),
      button("fit", "Fit (0)", () => this.#change((camera) => camera.fit())),
      button("selection", "Fit Selection (1)", () => this.#fitSelection()),
    );
  }

  /** Shows the noise of what is drawn, if there is any. */
  #warm(): void {
    const { verification, graph, graphIndex } = this.store.state;
    const noise = verification?.noise ?? null;
    const isThere = noise?.graph === graphIndex && noise.decibels.length === graph?.nodes.length;
    this.#heatKey.offer(isThere);
    this.#heat = isThere && this.#heatKey.isOn ? noise.decibels : null;
    this.#overlay.warm(this.#heat);
    this.#minimap.warm(this.#heat);
    this.#redraw();
  }

  #listen(): void {
    const pane = this.#pane;
    let press: { x: number; y: number; moved: boolean } | null = null;
    pane.addEventListener("pointerdown", (event) => {
      if (event.button === 0) {
        press = { x: event.clientX, y: event.clientY, moved: false };
        pane.setPointerCapture(event.pointerId);
      }
    });
    pane.addEventListener("pointermove", (event) => {
      if (press === null) {
        return;
      }
      const [dx, dy] = [event.clientX - press.x, event.clientY - press.y];
      if (press.moved || Math.hypot(dx, dy) >= DRAG_THRESHOLD) {
        press = { x: event.clientX, y: event.clientY, moved: true };
        pane.classList.add("panning");
        this.#moveBy(dx, dy);
      }
    });
    pane.addEventListener("pointerup", (event) => {
      if (press !== null && !press.moved) {
        this.#pick(event);
      }
      press = null;
      pane.classList.remove("panning");
    });
    pane.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        if (event.ctrlKey || event.metaKey) {
          this.#zoomBy(Math.exp(-event.deltaY / 200), this.#place(event));
        } else {
          this.#moveBy(-event.deltaX, -event.deltaY);
        }
      },
      { passive: false },
    );
    // VS Code asks what is under the pointer once it hears of this itself.
    pane.addEventListener(
      "contextmenu",
      (event) => {
        const named = (event.target as HTMLElement).dataset["node"];
        const node = named === undefined ? this.#nodeAt(event) : Number(named);
        pane.dataset["vscodeContext"] = contextOf(this.store.state.graphIndex, node);
      },
      { capture: true },
    );
    pane.addEventListener("dblclick", () => {
      if (this.store.state.selected !== null) {
        this.open();
      }
    });
  }

  #key(event: KeyboardEvent): void {
    const moves: Readonly<Record<string, () => void>> = {
      "+": () => this.#zoomBy(ZOOM_STEP),
      "=": () => this.#zoomBy(ZOOM_STEP),
      "-": () => this.#zoomBy(1 / ZOOM_STEP),
      "0": () => this.#change((camera) => camera.fit()),
      "1": () => this.#fitSelection(),
      Escape: () => this.select(null),
      PageDown: () => this.#moveBy(0, -this.#screen().height * 0.8),
      PageUp: () => this.#moveBy(0, this.#screen().height * 0.8),
    };
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      move();
    }
  }

  #pick(event: PointerEvent): void {
    const node = this.#nodeAt(event);
    this.select(node);
    if (node !== null) {
      this.#overlay.focus(node);
    }
  }

  #nodeAt(event: MouseEvent): number | null {
    if (this.#scene === null || this.#camera === null) {
      return null;
    }
    const { x, y } = this.#camera.placeAt(this.#place(event));
    return nodeAt(this.#scene, x, y);
  }

  #place(event: MouseEvent): { x: number; y: number } {
    const { left, top } = this.#pane.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #zoomBy(factor: number, at?: { x: number; y: number }): void {
    this.#change((camera) => camera.zoomBy(factor, at));
  }

  #moveBy(dx: number, dy: number): void {
    this.#change((camera) => camera.moveBy(dx, dy));
  }

  /** The selected node with those it reads and those that read it; without one, what was found. */
  #fitSelection(): void {
    const { selected } = this.store.state;
    const scene = this.#scene;
    const found = Array.from(this.#matches ?? [], (isMatch, node) => (isMatch === 1 ? node : -1));
    const nodes =
      scene === null || selected === null
        ? found.filter((node) => node >= 0)
        : [
            selected,
            ...scene.makers[selected]!.slice(0, MOST_FITTED),
            ...scene.readers[selected]!.slice(0, MOST_FITTED),
          ];
    if (nodes.length > 0) {
      this.#change((camera) => camera.fitNodes(nodes));
    }
  }

  #change(move: (camera: Camera) => void): void {
    if (this.#camera !== null) {
      move(this.#camera);
      this.onMove(this.#camera.view);
      this.#redraw();
    }
  }

  #screen(): Size {
    return { width: this.#pane.clientWidth, height: this.#pane.clientHeight };
  }

  #resize(): void {
    const { width, height } = this.#screen();
    const ratio = window.devicePixelRatio;
    if (this.#canvas.width !== width * ratio || this.#canvas.height !== height * ratio) {
      this.#canvas.width = width * ratio;
      this.#canvas.height = height * ratio;
      this.#camera?.resize({ width, height });
      this.#redraw();
    }
  }

  #redraw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const context = this.#canvas.getContext("2d");
      const camera = this.#camera;
      if (context !== null && this.#scene !== null && camera !== null) {
        const { selected } = this.store.state;
        const { viewport } = camera.view;
        paint(context, this.#scene, {
          viewport,
          fold: camera.fold,
          screen: camera.screen,
          selected,
          matches: this.#matches,
          heat: this.#heat,
          theme: this.#theme,
        });
        this.#overlay.update(camera, selected);
        this.#minimap.frame(camera.visible);
        document.body.dataset["ready"] = "true";
      }
    });
  }
}

function marks(found: Int32Array, graph: ViewGraph | null): Uint8Array {
  const marked = new Uint8Array(graph?.nodes.length ?? 0);
  for (const node of found) {
    marked[node] = 1;
  }
  return marked;
}
