// The drawing of a graph: a canvas for what is seen, and over it one element per visible node for keyboard and screen
// readers.
import type { LayerRow, ViewGraph } from "../../src/protocol/messages";
import { element, icon } from "../look/elements";
import { measurer } from "../look/fonts";
import { matchesIn } from "../find/search";
import { GraphOverlay } from "./graph-overlay";
import { LayoutClient } from "./layout-client";
import { paint } from "./painter";
import { boxOf, labelsOf, makeScene, nodeAt, sizesOf, type Scene } from "./scene";
import type { Store } from "../store";
import { onThemeChange, readTheme, type Theme } from "../look/theme";
import { fit, pan, reveal, start, zoom, type Size, type Viewport } from "./viewport";

const ZOOM_STEP = 1.25;
/** A press that moves less than this is a click. */
const DRAG_THRESHOLD = 4;

export class GraphView {
  readonly root = element("section", { id: "graph", "aria-label": "Graph" });
  readonly #pane = element("div", { class: "pane" });
  readonly #canvas = element("canvas", { "aria-hidden": "true" });
  readonly #overlay: GraphOverlay;
  readonly #layouts = new LayoutClient();
  #theme: Theme;
  #scene: Scene | null = null;
  #screen: Size = { width: 0, height: 0 };
  #viewport: Viewport | null = null;
  #frame = 0;
  #drawing = 0;
  /** By node, 1 where it was found. */
  #matches: Uint8Array | null = null;

  constructor(
    readonly store: Store,
    readonly select: (node: number | null) => void,
    /** Somebody wants to know more of the selected node. */
    readonly open: () => void,
    saved: Viewport | null,
    readonly onMove: (viewport: Viewport) => void,
  ) {
    this.#theme = readTheme();
    this.#viewport = saved;
    this.#overlay = new GraphOverlay(select, (node) => this.reveal(node));
    this.#pane.append(this.#canvas, this.#overlay.root);
    this.root.append(this.#tools(), this.#pane);
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.#listen();
    new ResizeObserver(() => this.#resize()).observe(this.#pane);
    onThemeChange(() => {
      this.#theme = readTheme();
      this.#redraw();
    });
    store.subscribe((state, previous) => {
      if (state.matches?.nodes !== previous.matches?.nodes || state.graph !== previous.graph) {
        this.#matches = state.matches === null ? null : marks(matchesIn(state.matches, state.graphIndex), state.graph);
        this.#redraw();
      }
      if (state.selected !== previous.selected) {
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
    this.#scene = makeScene(graph, labels, sizes, layout);
    this.#overlay.show(this.#scene);
    this.#resize();
    if (!keepView || this.#viewport === null) {
      const first = graph.nodes.findIndex((node) => node.kind === "input");
      this.#viewport = start(layout, this.#screen, layout.x[Math.max(0, first)] ?? 0);
    }
    this.#redraw();
  }

  reveal(node: number): void {
    if (this.#scene !== null && this.#viewport !== null) {
      this.#move(reveal(this.#viewport, this.#screen, boxOf(this.#scene, node)));
    }
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
    const button = (name: "plus" | "minus" | "fit", label: string, run: () => void) => {
      const made = element("button", { type: "button", title: label, "aria-label": label }, icon(name));
      made.addEventListener("click", run);
      return made;
    };
    return element(
      "div",
      { class: "tools", role: "toolbar", "aria-label": "Zoom" },
      button("plus", "Zoom In (+)", () => this.#zoomBy(ZOOM_STEP)),
      button("minus", "Zoom Out (-)", () => this.#zoomBy(1 / ZOOM_STEP)),
      button("fit", "Fit (0)", () => this.#fit()),
    );
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
      "0": () => this.#fit(),
      Escape: () => this.select(null),
      PageDown: () => this.#moveBy(0, -this.#screen.height * 0.8),
      PageUp: () => this.#moveBy(0, this.#screen.height * 0.8),
    };
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      move();
    }
  }

  #pick(event: PointerEvent): void {
    if (this.#scene !== null && this.#viewport !== null) {
      const { x, y } = this.#place(event);
      const { scale, x: left, y: top } = this.#viewport;
      const node = nodeAt(this.#scene, (x - left) / scale, (y - top) / scale);
      this.select(node);
      if (node !== null) {
        this.#overlay.focus(node);
      }
    }
  }

  #place(event: MouseEvent): { x: number; y: number } {
    const { left, top } = this.#pane.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #zoomBy(factor: number, at = { x: this.#screen.width / 2, y: this.#screen.height / 2 }): void {
    if (this.#viewport !== null && this.#scene !== null) {
      this.#move(zoom(this.#viewport, factor, at, fit(this.#scene.layout, this.#screen).scale));
    }
  }

  #moveBy(dx: number, dy: number): void {
    if (this.#viewport !== null) {
      this.#move(pan(this.#viewport, dx, dy));
    }
  }

  #fit(): void {
    if (this.#scene !== null) {
      this.#move(fit(this.#scene.layout, this.#screen));
    }
  }

  #move(viewport: Viewport): void {
    this.#viewport = viewport;
    this.onMove(viewport);
    this.#redraw();
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#pane;
    if (width !== this.#screen.width || height !== this.#screen.height || this.#canvas.width === 0) {
      if (this.#viewport !== null && this.#screen.width > 0) {
        // What was in the middle stays there.
        this.#viewport = pan(this.#viewport, (width - this.#screen.width) / 2, 0);
      }
      this.#screen = { width, height };
      this.#canvas.width = width * window.devicePixelRatio;
      this.#canvas.height = height * window.devicePixelRatio;
      this.#redraw();
    }
  }

  #redraw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const context = this.#canvas.getContext("2d");
      if (context !== null && this.#scene !== null && this.#viewport !== null) {
        const { selected } = this.store.state;
        paint(context, this.#scene, {
          viewport: this.#viewport,
          screen: this.#screen,
          selected,
          matches: this.#matches,
          theme: this.#theme,
        });
        this.#overlay.update(this.#viewport, this.#screen, selected);
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
