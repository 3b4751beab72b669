// One element for each node and title of a frame in view, so that the graph can be walked by keyboard and read aloud.
import { bytesText, counted, exactCount, shareText } from "../../src/protocol/numbers";
import type { VisibleNode } from "../../src/drawing/groups/visible-graph";
import { element } from "../look/elements";
import { shortName } from "../../src/drawing/names";
import type { Camera } from "./camera";
import { columnOf, type Fold } from "../../src/drawing/fold";
import { foundText } from "../../src/drawing/card-painter";
import type { Coloring } from "../../src/drawing/coloring";
import type { Drawn } from "./drawn";
import { boxOf, FRAME_TITLE, frameBox, nodesBetween, rowsBetween, type Scene } from "../../src/drawing/scene";

/** Of nodes in view; the arrow keys lead to the others. */
const MOST_ELEMENTS = 300;
/** In milliseconds: while the graph is moved they stay what they are, since each frame would make and remove hundreds. */
const REST = 80;

export interface OverlayActions {
  select(item: Drawn): void;
  reveal(item: Drawn): void;
  /** Tells more of the selected node, or opens or closes the selected group. */
  open(): void;
  /** Closes the frame around something. */
  closeAround(item: Drawn): void;
}

export class GraphOverlay {
  readonly root = element("div", { class: "overlay", role: "tree", "aria-label": "Nodes" });
  readonly #elements = new Map<Drawn, HTMLElement>();
  #scene: Scene | null = null;
  #fold: Fold | null = null;
  #coloring: Coloring | null = null;
  #scale = 0;
  #filling = 0;
  #matches: Int32Array | null = null;
  #selected: Drawn | null = null;
  /** Where Tab leads to. */
  #entry: Drawn | null = null;

  constructor(readonly actions: OverlayActions) {
    this.root.addEventListener("keydown", (event) => this.#key(event));
  }

  show(scene: Scene): void {
    clearTimeout(this.#filling);
    this.#scene = scene;
    this.#fold = null;
  }

  /** Says the noise of nodes, too; null: there is none to say. */
  color(coloring: Coloring | null): void {
    this.#coloring = coloring;
    this.#sayAgain();
  }

  /** @param matches How much of what is drawn was found. */
  mark(matches: Int32Array | null): void {
    if (matches !== this.#matches) {
      this.#matches = matches;
      this.#sayAgain();
    }
  }

  /** @param scene The same things as before, of which more is known. */
  relabel(scene: Scene): void {
    this.#scene = scene;
    this.#sayAgain();
  }

  #sayAgain(): void {
    // Before that, all of them are made anew.
    if (this.#fold !== null) {
      this.#elements.forEach((each, item) => each.setAttribute("aria-label", this.#spoken(item)));
    }
  }

  update(camera: Camera, selected: Drawn | null): void {
    const scene = this.#scene;
    if (scene === null) {
      return;
    }
    const { scale, x, y } = camera.view.viewport;
    const isOther = this.#fold !== camera.fold;
    if (isOther) {
      this.#fold = camera.fold;
      this.#clear(selected);
    }
    this.root.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    if (scale !== this.#scale) {
      this.#scale = scale;
      // Of the screen, whatever the scale.
      this.root.style.setProperty("--pixel", `${1 / scale}px`);
    }
    clearTimeout(this.#filling);
    if (isOther || selected !== this.#selected) {
      this.#fill(scene, camera, selected);
    } else {
      this.#filling = window.setTimeout(() => this.#fill(scene, camera, selected), REST);
    }
  }

  /** Makes elements for what is in view, and removes the others. */
  #fill(scene: Scene, camera: Camera, selected: Drawn | null): void {
    const visible = visibleItems(scene, camera);
    const wanted = new Set(visible);
    if (selected !== null) {
      wanted.add(selected);
    }
    for (const [item, each] of this.#elements) {
      if (!wanted.has(item)) {
        each.remove();
        this.#elements.delete(item);
      }
    }
    for (const item of wanted) {
      this.#element(scene, item);
    }
    this.#markSelected(selected, selected ?? visible[0] ?? null);
  }

  /** One node can be reached by Tab; the arrow keys lead on from there. */
  #markSelected(selected: Drawn | null, entry: Drawn | null): void {
    for (const item of new Set([this.#selected, this.#entry, selected, entry])) {
      const each = item === null ? undefined : this.#elements.get(item);
      each?.setAttribute("aria-selected", `${item === selected}`);
      each?.setAttribute("tabindex", item === entry ? "0" : "-1");
    }
    this.#selected = selected;
    this.#entry = entry;
  }

  /** Where a node had the focus, the one that is selected has it then, or else the one in its place. */
  #clear(selected: Drawn | null): void {
    const focused = [...this.#elements].find(([, each]) => each === document.activeElement)?.[0];
    this.#elements.forEach((each) => each.remove());
    this.#elements.clear();
    if (focused !== undefined) {
      this.focus(selected ?? Math.min(focused, this.#scene!.graph.nodes.length - 1));
    }
  }

  focus(item: Drawn): void {
    if (this.#scene !== null) {
      this.#element(this.#scene, item).focus({ preventScroll: true });
    }
  }

  /** What an element stands for; null where it is none of these. */
  itemOf(target: EventTarget | null): Drawn | null {
    const item = target instanceof HTMLElement ? target.dataset["item"] : undefined;
    return item === undefined ? null : Number(item);
  }

  get hasFocus(): boolean {
    return this.root.contains(document.activeElement);
  }

  #element(scene: Scene, item: Drawn): HTMLElement {
    let found = this.#elements.get(item);
    if (found === undefined) {
      const row = rowOf(scene, item);
      const { dx, dy } = this.#fold === null ? { dx: 0, dy: 0 } : columnOf(this.#fold, row);
      const { x, y, width, height } = item < 0 ? titleBox(scene, ~item) : boxOf(scene, item);
      const isGroup = item < 0 || scene.graph.nodes[item]!.kind === "group";
      found = element("div", {
        class: "graph-node",
        role: "treeitem",
        // Before it gets the focus: without it there is none.
        tabindex: "-1",
        "aria-selected": "false",
        "aria-level": `${levelOf(scene, item)}`,
        "data-item": `${item}`,
        "aria-label": this.#spoken(item),
        ...(isGroup ? {} : { title: tooltip(scene.graph.nodes[item]!) }),
        ...(isGroup ? { "aria-expanded": `${item < 0}` } : {}),
      });
      Object.assign(found.style, {
        left: `${x + dx}px`,
        top: `${y + dy}px`,
        width: `${width}px`,
        height: `${height}px`,
      });
      this.#elements.set(item, found);
      this.root.append(found);
    }
    return found;
  }

  #spoken(item: Drawn): string {
    const scene = this.#scene!;
    const found = item < 0 ? 0 : (this.#matches?.[item] ?? 0);
    const group = item < 0 ? scene.graph.frames[~item]! : scene.graph.groupOf[item]!;
    return group < 0 ? spoken(scene, item, this.#coloring) : spokenGroup(scene, group, item < 0 ? null : item, found);
  }

  #key(event: KeyboardEvent): void {
    const scene = this.#scene;
    const at = this.itemOf(event.target);
    if (scene === null || at === null) {
      return;
    }
    const next = event.altKey || event.ctrlKey || event.metaKey ? undefined : targetOf(scene, at, event);
    if (event.key === "Enter" && at === this.#selected) {
      event.preventDefault();
      this.actions.open();
    } else if (event.key === "Backspace") {
      event.preventDefault();
      this.actions.closeAround(at);
    } else if (next !== undefined) {
      event.preventDefault();
      this.actions.select(next);
      this.actions.reveal(next);
      this.focus(next);
    }
  }
}

/** Where a key leads to from something: along edges, along its row, out of its frame, and from a frame into it. */
function targetOf(scene: Scene, at: Drawn, { key, shiftKey }: KeyboardEvent): Drawn | undefined {
  if (key === "Enter" || key === " ") {
    return at;
  }
  if (key === "Home" || key === "End") {
    return (key === "Home" ? scene.rows[0] : scene.rows.at(-1))?.[0];
  }
  const frame = at < 0 ? scene.graph.frameParents[~at]! : scene.graph.frameOf[at]!;
  const around = frame < 0 ? undefined : ~frame;
  if (at < 0) {
    return key === "ArrowDown" ? firstIn(scene, ~at) : key === "ArrowUp" ? around : undefined;
  }
  if (shiftKey) {
    return key === "ArrowUp" ? around : undefined;
  }
  const row = scene.rows[scene.layout.rank[at]!]!;
  const place = row.indexOf(at);
  const targets: Readonly<Record<string, Drawn | undefined>> = {
    ArrowDown: scene.readers[at]![0],
    ArrowUp: scene.makers[at]![0] ?? around,
    ArrowLeft: row[place - 1],
    ArrowRight: row[place + 1],
  };
  return targets[key];
}

/** What is drawn first in a frame: a frame in it that begins in the same row, or else a node. */
function firstIn(scene: Scene, frame: number): Drawn | undefined {
  const [firstRows] = scene.frameRows;
  const inner = scene.graph.frameParents.findIndex(
    (parent, each) => parent === frame && firstRows[each] === firstRows[frame],
  );
  return inner >= 0 ? ~inner : scene.rows[firstRows[frame]!]!.find((node) => scene.graph.frameOf[node] === frame);
}

function rowOf(scene: Scene, item: Drawn): number {
  return item < 0 ? scene.frameRows[0][~item]! : scene.layout.rank[item]!;
}

/** How deep something lies in frames, from 1. */
function levelOf({ graph, frameDepths }: Scene, item: Drawn): number {
  const frame = item < 0 ? graph.frameParents[~item]! : graph.frameOf[item]!;
  return frame < 0 ? 1 : frameDepths[frame]! + 1;
}

function titleBox(scene: Scene, frame: number) {
  return { ...frameBox(scene, frame), height: FRAME_TITLE };
}

/** The first ones that are in view. */
function visibleItems(scene: Scene, camera: Camera): Drawn[] {
  const { scale, x, y } = camera.view.viewport;
  const { width, height } = camera.screen;
  const items: Drawn[] = [];
  const framesAt = titlesByRow(scene);
  for (const { firstRow, lastRow, dx, dy } of camera.fold.columns) {
    const [top, left] = [-y / scale - dy, -x / scale - dx];
    const [first, last] = rowsBetween(scene, top, top + height / scale);
    for (let row = Math.max(first, firstRow); row <= Math.min(last, lastRow); row++) {
      const inRow = [...(framesAt.get(row) ?? []), ...nodesBetween(scene, row, left, left + width / scale)];
      for (const item of inRow) {
        items.push(item);
        if (items.length >= MOST_ELEMENTS) {
          return items;
        }
      }
    }
  }
  return items;
}

const titles = new WeakMap<Scene, Map<number, Drawn[]>>();

/** The frames that begin in each row. */
function titlesByRow(scene: Scene): Map<number, Drawn[]> {
  let known = titles.get(scene);
  if (known === undefined) {
    known = new Map<number, Drawn[]>();
    for (let frame = 0; frame < scene.frameTitles.length; frame++) {
      const row = scene.frameRows[0][frame]!;
      const others = known.get(row);
      if (others === undefined) {
        known.set(row, [~frame]);
      } else {
        others.push(~frame);
      }
    }
    titles.set(scene, known);
  }
  return known;
}

/** "Group encoder, 84 nodes, 7,087,872 parameters, 27.0 MB, 36.9 % of all, 1 input, 1 output, one of 12 alike" */
function spokenGroup(scene: Scene, group: number, item: number | null, found: number): string {
  const tree = scene.tree!;
  const { nodes, parameters, bytes, share, macs, unknownMacs } = tree.sums(group);
  const alike = tree.alike[group]!;
  return [
    `Group ${tree.title(group)}`,
    counted(nodes, "node"),
    ...(parameters > 0 ? [counted(parameters, "parameter"), bytesText(bytes), `${shareText(share)} of all`] : []),
    ...(macs > 0 ? [`${unknownMacs > 0 ? "at least " : ""}${exactCount(macs)} multiply-accumulates`] : []),
    ...(item === null
      ? []
      : [counted(scene.makers[item]!.length, "input"), counted(scene.readers[item]!.length, "output")]),
    ...(alike > 1 ? [`one of ${exactCount(alike)} alike`] : []),
    ...(found > 0 ? [foundText(found)] : []),
  ].join(", ");
}

/** Name and type whole: there may be no room for them in the graph. */
function tooltip({ name, type }: VisibleNode): string[] {
  return [shortName(name), type].filter((part) => part !== "");
}

/** "CONV_2D, Logits, 1,281,000 parameters, 4.89 MB, 36.9 % of all, 1 input, 1 output" */
function spoken(scene: Scene, node: number, coloring: Coloring | null): string {
  const view = scene.graph.nodes[node]!;
  const kind = view.kind === "operator" ? view.operator : view.kind;
  const parts = [view.isRemoved === true ? `Removed: ${kind}` : kind, shortName(view.name), view.type];
  if (view.parameters > 0) {
    parts.push(counted(view.parameters, "parameter"), bytesText(view.bytes), `${shareText(view.share)} of all`);
  }
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
  parts.push(count(scene.makers[node]!.length, "input"), count(scene.readers[node]!.length, "output"));
  parts.push(coloring?.text(node) ?? "");
  return parts.filter((part) => part !== "").join(", ");
}
