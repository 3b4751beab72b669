// Draws nodes from further away, in pixels of the screen: blocks in the colour of what they do, with their operator where
// there is room for it. Inputs, outputs and what was found are seen at any scale.
import type { DrawingContext } from "./drawing-context";
import { cut, cutMiddle, widthOf, write } from "./canvas-text";
import { counted } from "../core/report/numbers";
import { foundText, isFound } from "./card-painter";
import { detailAt } from "./detail";
import { nodeColor } from "./coloring";
import { DrawnDots, type Dots } from "./dots";
import type { PaintOptions } from "./painter";
import { tail } from "./names";
import { columnOf } from "./fold";
import { hasTitles } from "./frame-painter";
import { COLUMN_GAP } from "./layout/layout";
import { boxOf, FRAME_TITLE, frameBox, isCard, type Scene } from "./scene";
import type { Viewport } from "./viewport";

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Name {
  readonly text: string;
  readonly box: Box;
  /** The most nodes come first. */
  readonly weight: number;
  /** Whether it stands above its box, where that begins, or else beside it. */
  readonly isAbove: boolean;
}

/** A block this high has room for its operator. */
const TEXT_HEIGHT = 12;
/** Beside an operator in its block, both sides together. */
const TEXT_MARGIN = 8;
/** Of the room between two blocks, what they take for longer operators. */
const GAP_SHARE = 0.7;
/** What has to be seen is at least so large. */
const LEAST_ENDPOINT = { overview: [12, 6], blocks: [48, 16] } as const;
const LEAST_MATCH: readonly [number, number] = [6, 4];
/** Of its colour in a block with text. */
const TINT = 0.22;
/** Characters of the name of an input or output. */
const LONGEST_NAME = 24;
/** Outer frames are named before those in them, whatever their size. */
const FRAME_FIRST = 1e9;
const MOST_STAGES = 40;
/** More names at a time nobody reads. */
const MOST_NAMES = 60;

export class BlockPainter {
  readonly #isOverview: boolean;
  /** What is drawn over all else. */
  readonly #endpoints: [number, Box][] = [];
  readonly #matches: Box[] = [];
  /** Groups that have no room for their titles. */
  readonly #named: Name[] = [];
  #selected: Box | null = null;
  readonly #dots: Dots;

  constructor(
    readonly context: DrawingContext,
    readonly scene: Scene,
    readonly options: PaintOptions,
  ) {
    this.#isOverview = detailAt(options.viewport.scale) === "overview";
    const { ratio } = options;
    this.#dots = options.dots ?? new DrawnDots(context);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  paint(node: number, viewport: Viewport): void {
    const { scene, options } = this;
    if (this.#isOverview && !this.#stands(node)) {
      this.#dot(node, viewport);
      return;
    }
    const box = onScreen(boxOf(scene, node), viewport);
    const { kind } = scene.graph.nodes[node]!;
    if (kind === "group") {
      this.#group(node, box);
    } else if (kind !== "operator") {
      this.#endpoints.push([node, atLeast(box, LEAST_ENDPOINT[this.#isOverview ? "overview" : "blocks"])]);
    } else if (this.#isOverview) {
      this.#dot(node, viewport);
    } else {
      this.#block(node, box, viewport.scale * COLUMN_GAP * GAP_SHARE);
    }
    if (isFound(options.matches, node)) {
      this.#matches.push(atLeast(box, LEAST_MATCH));
    }
    if (node === options.selected) {
      this.#selected = atLeast(box, LEAST_MATCH);
    }
  }

  /** Draws what lies over the blocks. */
  finish(): void {
    const { context, options } = this;
    const { theme } = options;
    const { ratio } = options;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#dots.finish();
    for (const [node, { x, y, width, height }] of this.#endpoints) {
      this.#shape(x, y, width, height, height / 2, this.#color(node), !this.#isOverview);
    }
    context.strokeStyle = theme.match;
    context.fillStyle = theme.match;
    context.lineWidth = 3;
    for (const { x, y, width, height } of this.#matches) {
      if (this.#isOverview) {
        context.fillRect(x, y, width, height);
      } else {
        context.strokeRect(x - 2, y - 2, width + 4, height + 4);
      }
    }
    if (this.#selected !== null) {
      const { x, y, width, height } = this.#selected;
      context.strokeStyle = theme.focus;
      context.lineWidth = 2;
      context.strokeRect(x - 2, y - 2, width + 4, height + 4);
    }
    this.#names();
  }

  #color(node: number): string {
    const { theme, coloring } = this.options;
    return nodeColor(this.scene.graph.nodes[node]!, node, theme, coloring);
  }

  /** Whether a node is more than a dot in the overview. */
  #stands(node: number): boolean {
    const { matches, selected } = this.options;
    return node === selected || isFound(matches, node) || this.scene.graph.nodes[node]!.kind !== "operator";
  }

  /** Of a drawing that is far away, in thousands; it takes some of the gap below, so that rows do not blur. */
  #dot(node: number, { scale, x, y }: Viewport): void {
    const { layout, widths, heights } = this.scene;
    const [width, height] = [widths[node]! * scale, heights[node]! * scale];
    const top = Math.round(layout.y[node]! * scale + y - height / 2);
    const bottom = Math.round(layout.y[node]! * scale + y + height * 0.8);
    const left = layout.x[node]! * scale + x - width / 2;
    this.#dots.add(left, top, Math.max(1.5, width), Math.max(1, bottom - top), this.#color(node));
  }

  /** @param spare How much wider it may be for its operator. */
  #block(node: number, { x, y, width, height }: Box, spare: number): void {
    const { context, scene, options } = this;
    const { theme } = options;
    const view = scene.graph.nodes[node]!;
    const hasText = height >= TEXT_HEIGHT;
    const text = hasText ? cut(context, theme, "block", view.operator, width + spare - TEXT_MARGIN) : "";
    const wide = text === "" ? width : Math.max(width, widthOf(context, theme, "block", text) + TEXT_MARGIN);
    const middle = x + width / 2;
    this.#shape(middle - wide / 2, y, wide, height, isCard(view) ? 2 : height / 2, this.#color(node), text !== "");
    write(context, theme, "block", text, middle, y + height / 2 + 4, theme.foreground, "center");
  }

  /** With its title where there is room, else with that among the names. */
  #group(node: number, box: Box): void {
    const { context, scene, options } = this;
    const { theme } = options;
    const { x, y, width, height } = box;
    const { title } = scene.labels[node]!;
    const found = options.matches?.[node] ?? 0;
    const nodes = scene.tree?.nodeCounts[scene.graph.groupOf[node]!] ?? 0;
    const text = height < TEXT_HEIGHT ? "" : cutMiddle(context, theme, "block", title, width - 8);
    if (text === "") {
      this.#named.push({ text: title, box, weight: nodes, isAbove: false });
    }
    this.#shape(x, y, width, height, 2, this.#color(node), text !== "");
    const hasRoom = text !== "" && height >= 2 * TEXT_HEIGHT + 4;
    const second = hasRoom
      ? cut(context, theme, "block", found > 0 ? foundText(found) : counted(nodes, "node"), width - 8)
      : "";
    const middle = y + height / 2 + 4;
    write(
      context,
      theme,
      "block",
      text,
      x + width / 2,
      second === "" ? middle : middle - 7,
      theme.foreground,
      "center",
    );
    write(context, theme, "block", second, x + width / 2, middle + 8, theme.foreground, "center");
  }

  /** In a colour, or lightly where text is to be on it. */
  #shape(x: number, y: number, width: number, height: number, radius: number, color: string, hasText: boolean): void {
    const { context } = this;
    context.beginPath();
    context.roundRect(x, y, width, height, radius);
    context.fillStyle = hasText ? this.options.theme.card : color;
    context.fill();
    if (hasText) {
      context.fillStyle = color;
      context.globalAlpha = TINT;
      context.fill();
      context.globalAlpha = 1;
      context.lineWidth = 1.5;
      context.strokeStyle = color;
      context.stroke();
    }
  }

  /** In inputs and outputs, or else beside them, where no other name stands. */
  #names(): void {
    const { context, scene, options } = this;
    const { theme } = options;
    const taken: Box[] = [];
    for (const [node, box] of this.#endpoints) {
      const { kind, name } = scene.graph.nodes[node]!;
      const text = `${kind === "input" ? "IN" : "OUT"} ${tail(name, LONGEST_NAME)}`;
      if (!this.#isOverview) {
        const shown = cut(context, theme, "block", text, box.width - 8);
        write(
          context,
          theme,
          "block",
          shown,
          box.x + box.width / 2,
          box.y + box.height / 2 + 4,
          theme.foreground,
          "center",
        );
        continue;
      }
      const color = kind === "input" ? theme.texts.blue : theme.texts.orange;
      this.#nameBeside(taken, text, box, color);
    }
    this.#frameNames();
    this.#named.sort((a, b) => b.weight - a.weight);
    for (const { text, box, isAbove } of this.#named) {
      this.#nameBeside(taken, tail(text, LONGEST_NAME), box, theme.foreground, isAbove);
    }
  }

  /** Of stages whose titles have no room, from the outside. */
  #frameNames(): void {
    const { scene, options } = this;
    const { fold, viewport, screen } = options;
    if (hasTitles(viewport.scale)) {
      return;
    }
    const [firstRows] = scene.frameRows;
    /** By depth, those in view. */
    const inView: Name[][] = [];
    scene.frameTitles.forEach((text, frame) => {
      const { dx, dy } = columnOf(fold, firstRows[frame]!);
      const { x, y, width } = frameBox(scene, frame);
      // Beside its beginning, which is what is seen of it in the first of several columns.
      const box = onScreen({ x: x + dx, y: y + dy, width, height: FRAME_TITLE }, viewport);
      if (box.y > -box.height && box.y < screen.height && box.x < screen.width && box.x + box.width > 0) {
        const nodes = scene.tree?.nodeCounts[scene.graph.frames[frame]!] ?? 0;
        const depth = scene.frameDepths[frame]!;
        (inView[depth - 1] ??= []).push({ text, box, weight: FRAME_FIRST / depth + nodes, isAbove: true });
      }
    });
    // Names of thousands would cover what they name.
    let room = MOST_STAGES;
    for (const names of inView) {
      room -= names?.length ?? 0;
      if (room < 0) {
        break;
      }
      names?.forEach((name) => this.#named.push(name));
    }
  }

  /** Where there is room for it. @param isAbove Whether it begins where the box does, above that. */
  #nameBeside(taken: Box[], text: string, box: Box, color: string, isAbove = false): void {
    const { context, options } = this;
    const { theme, screen } = options;
    if (taken.length >= MOST_NAMES) {
      return;
    }
    const width = widthOf(context, theme, "block", text) + 6;
    const isRoom = box.x + box.width + 3 + width < screen.width;
    const x = isAbove ? box.x : isRoom ? box.x + box.width + 3 : box.x - 3 - width;
    const y = isAbove ? box.y - 12 : box.y + box.height / 2 - 8;
    const label = { x: Math.max(0, x), y: Math.max(0, y), width, height: 16 };
    if (!taken.some((other) => overlap(other, label))) {
      taken.push(label);
      context.fillStyle = theme.background;
      context.fillRect(label.x, label.y, label.width, label.height);
      write(context, theme, "block", text, label.x + 3, label.y + 12, color);
    }
  }
}

function onScreen({ x, y, width, height }: Box, { scale, x: left, y: top }: Viewport): Box {
  return { x: x * scale + left, y: y * scale + top, width: width * scale, height: height * scale };
}

/** The same middle, but not smaller. */
function atLeast(box: Box, [leastWidth, leastHeight]: readonly [number, number]): Box {
  const width = Math.max(box.width, leastWidth);
  const height = Math.max(box.height, leastHeight);
  return { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height };
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
