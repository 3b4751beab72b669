// One element for each node in view, so that the graph can be walked by keyboard and read aloud.
import { bytesText, counted, shareText } from "../../src/protocol/numbers";
import { element } from "../look/elements";
import { boxOf, nodesBetween, rowsBetween, type Scene } from "./scene";
import type { Size, Viewport } from "./viewport";

/** With more nodes than this in view, or a scale below, there is nothing to tell apart. */
const MOST_ELEMENTS = 300;
const SMALLEST_SCALE = 0.25;

export class GraphOverlay {
  readonly root = element("div", { class: "overlay", role: "tree", "aria-label": "Nodes" });
  readonly #elements = new Map<number, HTMLElement>();
  #scene: Scene | null = null;

  constructor(
    readonly select: (node: number) => void,
    readonly reveal: (node: number) => void,
  ) {
    this.root.addEventListener("keydown", (event) => this.#key(event));
  }

  show(scene: Scene): void {
    this.#scene = scene;
    this.#elements.forEach((each) => each.remove());
    this.#elements.clear();
  }

  update({ scale, x, y }: Viewport, screen: Size, selected: number | null): void {
    const scene = this.#scene;
    if (scene === null) {
      return;
    }
    this.root.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    const visible = scale < SMALLEST_SCALE ? [] : visibleNodes(scene, { scale, x, y }, screen);
    const wanted = new Set(visible.length > MOST_ELEMENTS ? [] : visible);
    if (selected !== null) {
      wanted.add(selected);
    }
    for (const [node, each] of this.#elements) {
      if (!wanted.has(node)) {
        each.remove();
        this.#elements.delete(node);
      }
    }
    // One node can be reached by Tab; the arrow keys lead on from there.
    const entry = selected ?? visible[0];
    for (const node of wanted) {
      const each = this.#element(scene, node);
      each.setAttribute("aria-selected", `${node === selected}`);
      each.tabIndex = node === entry ? 0 : -1;
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
      const { x, y, width, height } = boxOf(scene, node);
      found = element("div", {
        class: "graph-node",
        role: "treeitem",
        "data-node": `${node}`,
        "aria-label": spoken(scene, node),
      });
      Object.assign(found.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
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
    const next = targets[event.key];
    if (next !== undefined) {
      event.preventDefault();
      this.select(next);
      this.reveal(next);
      this.focus(next);
    }
  }
}

function visibleNodes(scene: Scene, { scale, x, y }: Viewport, screen: Size): number[] {
  const [first, last] = rowsBetween(scene, -y / scale, (screen.height - y) / scale);
  const left = -x / scale;
  const right = (screen.width - x) / scale;
  const nodes: number[] = [];
  for (let row = first; row <= last && nodes.length <= MOST_ELEMENTS; row++) {
    for (const node of nodesBetween(scene, row, left, right)) {
      nodes.push(node);
    }
  }
  return nodes;
}

/** "CONV_2D, Logits, 1,281,000 parameters, 4.89 MB, 36.9 % of all, 1 input, 1 output" */
function spoken(scene: Scene, node: number): string {
  const view = scene.graph.nodes[node]!;
  const parts = [view.kind === "operator" ? view.operator : view.kind, view.name, view.type];
  if (view.parameters > 0) {
    parts.push(counted(view.parameters, "parameter"), bytesText(view.bytes), `${shareText(view.share)} of all`);
  }
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
  parts.push(count(scene.makers[node]!.length, "input"), count(scene.readers[node]!.length, "output"));
  return parts.filter((part) => part !== "").join(", ");
}
