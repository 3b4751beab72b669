// The drawing of a graph: a canvas for what is seen, and over it one element per visible node for keyboard and screen
// readers.
import type { LayerRow, ViewGraph } from "../../src/protocol/messages";
import { exactCount } from "../../src/protocol/numbers";
import type { Grouping } from "../groups/grouping";
import { visibleGraph } from "../groups/visible-graph";
import { element, icon, setText } from "../look/elements";
import { measurer } from "../look/fonts";
import { matchesIn } from "../find/search";
import { contextOf } from "../look/context";
import { Camera, type View } from "./camera";
import { detailAt } from "./detail";
import { GraphOverlay, type Drawn } from "./graph-overlay";
import { ColorBy } from "./coloring/color-by";
import { drawnColoring, type Coloring } from "./coloring/coloring";
import { colorings } from "./coloring/colorings";
import { LayoutClient } from "./layout-client";
import { Minimap } from "./minimap";
import { paint } from "./painter";
import { picture } from "./picture";
import {
  boxOf,
  FRAME_TITLE,
  frameBox,
  framesOf,
  frameTitleAt,
  GROUP_TITLE,
  labelsOf,
  makeScene,
  nodeAt,
  sizesOf,
  type Scene,
} from "./scene";
import type { Store } from "../store";
import { onThemeChange, readTheme, type Theme } from "../look/theme";
import type { Size } from "./viewport";

const ZOOM_STEP = 1.25;
/** A press that moves less than this is a click. */
const DRAG_THRESHOLD = 4;
/** Neighbours of the selected node, each way. */
const MOST_FITTED = 8;

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

/** What colours are made of. */
const COLORED_BY = ["document", "graph", "cost", "verification", "comparison"] as const;

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
  readonly #status = element("div", { class: "unseen", role: "status" });
  readonly #groupTools: Readonly<Record<"hide" | "on" | "open" | "close", HTMLButtonElement>>;
  #source: Source | null = null;
  #saved: View | null;
  #frame = 0;
  #drawing = 0;
  /** By what is drawn, how much of it was found. */
  #matches: Int32Array | null = null;
  #coloring: Coloring | null = null;
  readonly #colorBy = new ColorBy(() => this.#color());

  constructor(
    readonly store: Store,
    readonly grouping: Grouping,
    readonly actions: GraphActions,
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
      select: (item) => this.#select(item, true),
      reveal: (item) => this.#reveal(item),
      open: () => this.#open(),
      closeAround: (item) => this.#closeAround(item),
    });
    this.#groupTools = {
      hide: toolButton("hide", "Hide Identities and Shape Arithmetic (H)", () => void this.#hide(!grouping.hides)),
      on: toolButton("groups", "Groups (G)", () => void this.#regroup(() => grouping.turn(grouping.tree === null))),
      open: toolButton("openAll", "Expand All Groups", () => void this.#regroup(() => grouping.setAll(true))),
      close: toolButton("closeAll", "Collapse All Groups", () => void this.#regroup(() => grouping.setAll(false))),
    };
    this.#pane.append(this.#canvas, this.#overlay.root);
    this.root.append(
      element("div", { class: "tools" }, navigation, this.#tools()),
      this.#status,
      element("div", { class: "drawing" }, this.#pane, this.#minimap.root, this.#colorBy.legend),
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
      const isFoundAnew = state.matches?.nodes !== previous.matches?.nodes;
      if (isFoundAnew) {
        this.#countMatches();
      }
      if (COLORED_BY.some((part) => state[part] !== previous[part])) {
        this.#offerColors();
      }
      if (isFoundAnew || state.selected !== previous.selected || state.group !== previous.group) {
        this.#mark();
        this.#redraw();
      }
    });
  }

  /**
   * Draws a graph with the groups that `grouping` shows. Where it has the nodes of the one before, the view stays where it
   * is; else a graph in groups is seen as a whole.
   */
  async show(graph: ViewGraph, index: number, layers: readonly LayerRow[], keepView: boolean): Promise<void> {
    this.#source = { graph, index, layers };
    const saved = keepView ? (this.#camera?.view ?? this.#saved) : null;
    await this.#draw((camera) => saved === null && this.grouping.tree !== null && camera.fit(), saved);
  }

  /** Writes on groups what is known of them by now. */
  relabel(): void {
    if (this.#scene !== null && this.#source !== null) {
      const { index, layers } = this.#source;
      const { tree } = this.grouping;
      this.#scene = { ...this.#scene, tree, labels: labelsOf(this.#scene.graph, index, layers, tree) };
      this.#overlay.relabel(this.#scene);
      this.#redraw();
    }
  }

  /** @param isPassing Whether one goes on from there, so that what is opened for it is closed again. */
  async reveal(node: number, isPassing = false): Promise<void> {
    const isHidden = this.grouping.isHidden(node);
    if (isHidden) {
      this.grouping.hide(false);
    }
    if (this.grouping.openAround({ node }, isPassing) || isHidden) {
      await this.#draw(() => {}, this.#camera?.view ?? null);
    }
    const item = this.#scene?.graph.standsFor[node] ?? -1;
    if (item >= 0) {
      this.#reveal(item);
    }
  }

  async revealGroup(group: number): Promise<void> {
    if (this.grouping.openAround({ group }, false)) {
      await this.#draw(() => {}, this.#camera?.view ?? null);
    }
    const item = this.#itemOf(group);
    if (item !== null) {
      this.#reveal(item);
    }
  }

  /** Opens a closed group, or closes an open one; it stays where it is on the screen. */
  async toggle(group: number): Promise<void> {
    const had = this.#overlay.hasFocus;
    const before = this.#corner(group);
    this.grouping.toggle(group);
    await this.#draw((camera) => {
      const now = this.#corner(group);
      if (before !== null && now !== null) {
        camera.moveBy(before.x - now.x, before.y - now.y);
      }
    }, this.#camera?.view ?? null);
    const item = this.#itemOf(group);
    if (had && item !== null) {
      this.#overlay.focus(item);
    }
    const title = this.grouping.tree?.title(group) ?? "";
    this.#say(this.grouping.isOpen(group) ? `${title} expanded` : `${title} collapsed`);
  }

  /** All of what is drawn, as it is coloured; null: nothing is. */
  async picture(): Promise<Uint8Array | null> {
    return this.#scene === null
      ? null
      : picture(this.#scene, { matches: this.#matches, coloring: this.#coloring, theme: this.#theme });
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
    await this.#draw(() => {}, this.#camera?.view ?? null);
    if (selected !== null && !this.grouping.isHidden(selected)) {
      await this.reveal(selected);
    }
    this.#say(hides ? "Identities and shape arithmetic are hidden" : "Identities and shape arithmetic are shown");
  }

  /** Another choice of groups, seen as a whole. */
  async #regroup(change: () => void): Promise<void> {
    change();
    await this.#draw((camera) => camera.fit(), null);
    const { tree } = this.grouping;
    this.#say(
      tree === null ? "No groups" : `Groups, ${exactCount(this.#scene?.graph.nodes.length ?? 0)} things are shown`,
    );
  }

  /**
   * Lays out what is visible and draws it.
   * @param place Moves the new camera before anything is seen through it.
   * @param view What the camera begins with; null: the beginning of the drawing.
   */
  async #draw(place: (camera: Camera) => void, view: View | null): Promise<void> {
    const drawing = ++this.#drawing;
    if (this.#source === null) {
      return;
    }
    const { graph, index, layers } = this.#source;
    const { tree, showing } = this.grouping;
    const visible = visibleGraph(graph, showing);
    const measure = measurer(this.#canvas.getContext("2d")!, this.#theme);
    const labels = labelsOf(visible, index, layers, tree);
    const sizes = sizesOf(visible, labels, measure);
    const { titles, frames } = framesOf(visible, tree, measure);
    const layout = await this.#layouts.layOut({ ...sizes, edges: visible.edges, frames });
    if (drawing !== this.#drawing) {
      return;
    }
    const scene = makeScene(visible, labels, sizes, layout, tree, titles);
    const first = visible.nodes.findIndex((node) => node.kind === "input");
    this.#scene = scene;
    this.#camera = new Camera(scene, this.#screen(), view, layout.x[Math.max(0, first)] ?? 0);
    place(this.#camera);
    this.#overlay.show(scene);
    this.#minimap.show(scene);
    this.#showTools();
    this.#countMatches();
    this.#mark();
    this.#color();
    this.#resize();
    this.#redraw();
  }

  #showTools(): void {
    const { hasGroups, hasPlumbing, hides, tree } = this.grouping;
    const { hide, on, open, close } = this.#groupTools;
    hide.setAttribute("aria-pressed", `${hides}`);
    hide.hidden = !hasPlumbing;
    on.setAttribute("aria-pressed", `${tree !== null}`);
    on.hidden = !hasGroups;
    [open, close].forEach((each) => (each.hidden = tree === null));
  }

  /** Tells those who do not see it. */
  #say(text: string): void {
    setText(this.#status, text);
  }

  #countMatches(): void {
    const { matches, graphIndex } = this.store.state;
    const scene = this.#scene;
    const found = scene === null || matches === null ? null : new Int32Array(scene.graph.nodes.length);
    if (found !== null) {
      for (const node of matchesIn(matches!, graphIndex)) {
        const item = scene!.graph.standsFor[node] ?? -1;
        if (item >= 0) {
          found[item]!++;
        }
      }
    }
    this.#matches = found;
  }

  #mark(): void {
    const selected = this.#selected;
    this.#minimap.mark(this.#matches, selected !== null && selected < 0 ? null : selected);
    this.#overlay.mark(this.#matches);
  }

  /** What is drawn of what is selected: the node, the closed group that it is in, or a frame. */
  get #selected(): Drawn | null {
    const { selected, group } = this.store.state;
    if (group !== null) {
      return this.#itemOf(group);
    }
    const item = selected === null ? -1 : (this.#scene?.graph.standsFor[selected] ?? -1);
    return item < 0 ? null : item;
  }

  /** What is drawn of a group: itself where it is closed, or its frame; null where it is in another one. */
  #itemOf(group: number): Drawn | null {
    const graph = this.#scene?.graph;
    const frame = graph?.frames.indexOf(group) ?? -1;
    const closed = graph?.groupOf.indexOf(group) ?? -1;
    return frame >= 0 ? ~frame : closed >= 0 ? closed : null;
  }

  /** Where the top left corner of a group is on the screen. */
  #corner(group: number): { readonly x: number; readonly y: number } | null {
    const item = this.#itemOf(group);
    const scene = this.#scene;
    if (item === null || scene === null || this.#camera === null) {
      return null;
    }
    const { x, y } = item < 0 ? frameBox(scene, ~item) : boxOf(scene, item);
    const row = item < 0 ? scene.frameRows[0][~item]! : scene.layout.rank[item]!;
    const top = scene.layout.rowTop[row]!;
    // Titles are above the row that says in which column they are.
    const place = this.#camera.place({ x, y: top });
    return { x: place.x, y: place.y + (y - top) * this.#camera.view.viewport.scale };
  }

  #select(item: Drawn | null, isPassing = false): void {
    const graph = this.#scene?.graph;
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

  #reveal(item: Drawn): void {
    this.#change((camera) => (item < 0 ? camera.revealTitle(~item) : camera.reveal(item)));
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
    const graph = this.#scene?.graph;
    const frame = graph === undefined ? -1 : item < 0 ? ~item : graph.frameOf[item]!;
    if (frame >= 0) {
      const group = graph!.frames[frame]!;
      this.actions.selectGroup(group);
      void this.toggle(group);
    }
  }

  #tools(): HTMLElement {
    const { hide, on, open, close } = this.#groupTools;
    return element(
      "div",
      { role: "toolbar", "aria-label": "View" },
      this.#colorBy.root,
      hide,
      on,
      open,
      close,
      toolButton("plus", "Zoom In (+)", () => this.#zoomBy(ZOOM_STEP)),
      toolButton("minus", "Zoom Out (-)", () => this.#zoomBy(1 / ZOOM_STEP)),
      toolButton("fit", "Fit (0)", () => this.#change((camera) => camera.fit())),
      toolButton("selection", "Fit Selection (1)", () => this.#fitSelection()),
    );
  }

  /** Colours what is drawn by what was chosen, of what there is to choose from. */
  #offerColors(): void {
    this.#colorBy.offer(colorings(this.store.state));
    this.#color();
  }

  #color(): void {
    const visible = this.#scene?.graph;
    const chosen = this.#colorBy.coloring;
    const isDrawn = chosen !== null && visible?.standsFor.length === chosen.levelOf.length;
    this.#coloring = isDrawn ? drawnColoring(chosen, visible) : null;
    this.#overlay.color(this.#coloring);
    this.#minimap.color(this.#coloring);
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
        const item = this.#overlay.itemOf(event.target) ?? this.#itemAt(event);
        const node = item === null || item < 0 ? -1 : (this.#scene?.graph.nodeOf[item] ?? -1);
        pane.dataset["vscodeContext"] = contextOf(this.store.state.graphIndex, node < 0 ? null : node);
      },
      { capture: true },
    );
    pane.addEventListener("dblclick", (event) => {
      const item = this.#itemAt(event);
      if (item !== null && item === this.#selected && !this.#isMark(item, event)) {
        this.#open();
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
      h: () => this.grouping.hasPlumbing && this.#groupTools.hide.click(),
      g: () => this.grouping.hasGroups && this.#groupTools.on.click(),
      Escape: () => this.actions.select(null),
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
    const item = this.#itemAt(event);
    this.#select(item);
    if (item !== null) {
      this.#overlay.focus(item);
      const { group } = this.store.state;
      if (group !== null && this.#isMark(item, event)) {
        void this.toggle(group);
      }
    }
  }

  #itemAt(event: MouseEvent): Drawn | null {
    if (this.#scene === null || this.#camera === null) {
      return null;
    }
    const { x, y } = this.#camera.placeAt(this.#place(event));
    const node = nodeAt(this.#scene, x, y);
    const frame = node === null ? frameTitleAt(this.#scene, x, y) : null;
    return frame === null ? node : ~frame;
  }

  /** Whether an event is at the mark with which a group is opened and closed, where that can be seen. */
  #isMark(item: Drawn, event: MouseEvent): boolean {
    const scene = this.#scene!;
    const isGroup = item < 0 || scene.graph.groupOf[item]! >= 0;
    const { x, y } = item < 0 ? frameBox(scene, ~item) : boxOf(scene, item);
    const at = this.#camera!.placeAt(this.#place(event));
    const isSeen = detailAt(this.#camera!.view.viewport.scale) === "cards";
    return isGroup && isSeen && at.x < x + GROUP_TITLE - 2 && at.y < y + FRAME_TITLE;
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
    const selected = this.#selected;
    const scene = this.#scene;
    const found = Array.from(this.#matches ?? [], (count, node) => (count > 0 ? node : -1));
    if (selected !== null && selected < 0) {
      this.#change((camera) => camera.fitFrame(~selected));
      return;
    }
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
        const selected = this.#selected;
        const { viewport } = camera.view;
        paint(context, this.#scene, {
          viewport,
          fold: camera.fold,
          screen: camera.screen,
          selected: selected !== null && selected < 0 ? null : selected,
          selectedFrame: selected !== null && selected < 0 ? ~selected : null,
          matches: this.#matches,
          coloring: this.#coloring,
          theme: this.#theme,
        });
        this.#overlay.update(camera, selected);
        this.#minimap.frame(camera.visible);
        document.body.dataset["ready"] = "true";
      }
    });
  }
}

function toolButton(name: Parameters<typeof icon>[0], label: string, run: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", title: label, "aria-label": label }, icon(name));
  made.addEventListener("click", run);
  return made;
}
