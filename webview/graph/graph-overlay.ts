// One element for each node in view, so that the graph can be walked by keyboard and read aloud.
import { bytesText, counted, shareText } from "../../src/protocol/numbers";
import { element } from "../look/elements";
import { shortName } from "../look/names";
import type { Camera } from "./camera";
import { columnOf, type Fold } from "./fold";
import { heatText, type Heat } from "./heat";
import { boxOf, nodesBetween, rowsBetween, type Scene } from "./scene";

/** Of nodes in view; the arrow keys lead to the others. */
const MOST_ELEMENTS = 300;

export interface OverlayActions {
  select(node: number): void;
  reveal(node: number): void;
  /** Tells more of the selected node. */
  open(): void;
}

export class GraphOverlay {
  readonly root = element("div", { class: "overlay", role: "tree", "aria-label": "Nodes" });
  readonly #elements = new Map<number, HTMLElement>();
  #scene: Scene | null = null;
  #fold: Fold | null = null;
  #heat: Heat | null = null;
  #scale = 0;
  #selected: number | null = null;
  /** Where Tab leads to. */
  #entry: number | null = null;

  constructor(readonly actions: OverlayActions) {
    this.root.addEventListener("keydown", (event) => this.#key(event));
  }

  show(scene: Scene): void {
    this.#scene = scene;
    this.#fold = null;
  }

  /** Says the noise of nodes, too; null: there is none to say. */
  warm(heat: Heat | null): void {
    this.#heat = heat;
    // Before that, all of them are made anew.
    if (this.#fold !== null) {
      this.#elements.forEach((each, node) => each.setAttribute("aria-label", spoken(this.#scene!, node, heat)));
    }
  }

  update(camera: Camera, selected: number | null): void {
    const scene = this.#scene;
    if (scene === null) {
      return;
    }
    const { scale, x, y } = camera.view.viewport;
    if (this.#fold !== camera.fold) {
      this.#fold = camera.fold;
      this.#clear(selected);
    }
    this.root.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    if (scale !== this.#scale) {
      this.#scale = scale;
      // Of the screen, whatever the scale.
      this.root.style.setProperty("--pixel", `${1 / scale}px`);
    }
    const visible = visibleNodes(scene, camera);
    const wanted = new Set(visible);
    if (selected !== null) {
      wanted.add(selected);
    }
    for (const [node, each] of this.#elements) {
      if (!wanted.has(node)) {
        each.remove();
        this.#elements.delete(node);
      }
    }
    for (const node of wanted) {
      this.#element(scene, node);
    }
    this.#mark(selected, selected ?? visible[0] ?? null);
  }

  /** One node can be reached by Tab; the arrow keys lead on from there. */
  #mark(selected: number | null, entry: number | null): void {
    for (const node of new Set([this.#selected, this.#entry, selected, entry])) {
      const each = node === null ? undefined : this.#elements.get(node);
      each?.setAttribute("aria-selected", `${node === selected}`);
      each?.setAttribute("tabindex", node === entry ? "0" : "-1");
    }
    this.#selected = selected;
    this.#entry = entry;
  }

  /** Where a node had the focus, the one that is selected has it then, or else the one in its place. */
  #clear(selected: number | null): void {
    const focused = [...this.#elements].find(([, each]) => each === document.activeElement)?.[0];
    this.#elements.forEach((each) => each.remove());
    this.#elements.clear();
    if (focused !== undefined) {
      this.focus(selected ?? Math.min(focused, this.#scene!.graph.nodes.length - 1));
    }
  }

  focus(node: number): void {
    if (this.#scene !== null) {
      this.#element(this.#scene, node).focus({ preventScroll: true });
    }
  }

  #element(scene: Scene, node: number): HTMLElement {
    let found = this.#elements.get(node);
    if (found === undefined) {
      const { dx, dy } = this.#fold === null ? { dx: 0, dy: 0 } : columnOf(this.#fold, scene.layout.rank[node]!);
      const { x, y, width, height } = boxOf(scene, node);
      found = element("div", {
        class: "graph-node",
        role: "treeitem",
        // Before it gets the focus: without it there is none.
        tabindex: "-1",
        "aria-selected": "false",
        "data-node": `${node}`,
        "aria-label": spoken(scene, node, this.#heat),
      });
      Object.assign(found.style, {
        left: `${x + dx}px`,
        top: `${y + dy}px`,
        width: `${width}px`,
        height: `${height}px`,
      });
      this.#elements.set(node, found);
      this.root.append(found);
    }
    return found;
  }

  #key(event: KeyboardEvent): void {
    const scene = this.#scene;
    const at = Number((event.target as HTMLElement).dataset["node"]);
    if (scene === null || Number.isNaN(at)) {
      return;
    }
    const row = scene.rows[scene.layout.rank[at]!]!;
    const place = row.indexOf(at);
    const targets: Readonly<Record<string, number | undefined>> = {
      ArrowDown: scene.readers[at]![0],
      ArrowUp: scene.makers[at]![0],
      ArrowLeft: row[place - 1],
      ArrowRight: row[place + 1],
      Home: scene.rows[0]?.[0],
      End: scene.rows.at(-1)?.[0],
      Enter: at,
      " ": at,
    };
    const next = event.altKey ? undefined : targets[event.key];
    if (event.key === "Enter" && at === this.#selected) {
      event.preventDefault();
      this.actions.open();
    } else if (next !== undefined) {
      event.preventDefault();
      this.actions.select(next);
      this.actions.reveal(next);
      this.focus(next);
    }
  }
}

/** The first ones that are in view. */
function visibleNodes(scene: Scene, camera: Camera): number[] {
  const { scale, x, y } = camera.view.viewport;
  const { width, height } = camera.screen;
  const nodes: number[] = [];
  for (const { firstRow, lastRow, dx, dy } of camera.fold.columns) {
    const [top, left] = [-y / scale - dy, -x / scale - dx];
    const [first, last] = rowsBetween(scene, top, top + height / scale);
    for (let row = Math.max(first, firstRow); row <= Math.min(last, lastRow); row++) {
      for (const node of nodesBetween(scene, row, left, left + width / scale)) {
        nodes.push(node);
        if (nodes.length >= MOST_ELEMENTS) {
          return nodes;
        }
      }
    }
  }
  return nodes;
}

/** "CONV_2D, Logits, 1,281,000 parameters, 4.89 MB, 36.9 % of all, 1 input, 1 output" */
function spoken(scene: Scene, node: number, heat: Heat | null): string {
  const view = scene.graph.nodes[node]!;
  const parts = [view.kind === "operator" ? view.operator : view.kind, shortName(view.name), view.type];
  if (view.parameters > 0) {
    parts.push(counted(view.parameters, "parameter"), bytesText(view.bytes), `${shareText(view.share)} of all`);
  }
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
  parts.push(count(scene.makers[node]!.length, "input"), count(scene.readers[node]!.length, "output"));
  parts.push(heatText(heat, node));
  return parts.filter((part) => part !== "").join(", ");
}
