// Draws nodes as they are read: cards with name, bytes and share, pills with their operator, inputs and outputs.
import type { DrawingContext, TextAlign } from "./drawing-context";
import { exactCount, shareText } from "../core/report/numbers";
import type { TextStyle } from "./fonts";
import { write } from "./canvas-text";
import { drawMark } from "./frame-painter";
import { nodeColor, TINT } from "./coloring";
import type { PaintOptions } from "./painter";
import { boxOf, ENDPOINT_NAME, GROUP_TITLE, isCard, SHARE_BAR, type Scene } from "./scene";
import type { Viewport } from "./viewport";

/** Behind a group, as of cards that lie below it: how far they are seen. */
const STACKED = [6, 3] as const;
/** Of the edge of what is not there any more. */
const GHOST_DASH = [5, 4];
/** Of what was found. */
const MARK_WIDTH = 3;

export class CardPainter {
  constructor(
    readonly context: DrawingContext,
    readonly scene: Scene,
    readonly options: PaintOptions,
  ) {}

  paint(node: number, { scale, x: left, y: top }: Viewport): void {
    const { context, scene, options } = this;
    const { theme, ratio } = options;
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * left, ratio * top);
    const view = scene.graph.nodes[node]!;
    const { x, y, width, height } = boxOf(scene, node);
    const color = nodeColor(view, node, theme, options.coloring);
    const selected = node === options.selected;
    const card = isCard(view);
    if (view.kind === "group") {
      this.#stack(x, y, width, height);
    }
    context.beginPath();
    context.roundRect(x, y, width, height, card ? 4 : height / 2);
    context.fillStyle = theme.card;
    context.fill();
    if (options.coloring !== null && view.isRemoved !== true && view.kind !== "input" && view.kind !== "output") {
      context.globalAlpha = TINT;
      context.fillStyle = color;
      context.fill();
      context.globalAlpha = 1;
    }
    context.lineWidth = selected ? 2 : view.kind === "operator" && card ? 1 : 1.25;
    const line = view.kind === "group" ? theme.edge : card ? theme.border : color;
    const ghost = view.isRemoved === true;
    context.strokeStyle = selected ? theme.focus : ghost ? color : line;
    context.setLineDash(ghost ? GHOST_DASH : []);
    context.stroke();
    context.setLineDash([]);
    if (card && !ghost) {
      context.fillStyle = color;
      context.fillRect(x, y, 4, height);
    }
    if (isFound(options.matches, node)) {
      this.#mark(x, y, width, height, card ? 7 : height / 2 + 4);
    }
    if (view.kind === "group") {
      this.#groupText(node, x, y, width, color);
    } else if (view.kind !== "operator") {
      this.#endpointText(node, x, y, width);
    } else if (card) {
      this.#cardText(node, x, y, width, color);
    } else {
      this.#write(scene.labels[node]!.title, x + width / 2, y + height / 2 + 4, theme.foreground, "pill", "center");
    }
  }

  finish(): void {}

  /** A ring around what was found. */
  #mark(x: number, y: number, width: number, height: number, radius: number): void {
    const { context, options } = this;
    const gap = 1 + MARK_WIDTH / 2;
    context.beginPath();
    context.roundRect(x - gap, y - gap, width + 2 * gap, height + 2 * gap, radius);
    context.lineWidth = MARK_WIDTH;
    context.strokeStyle = options.theme.match;
    context.stroke();
  }

  #endpointText(node: number, x: number, y: number, width: number): void {
    const { theme } = this.options;
    const { title, detail } = this.scene.labels[node]!;
    const kind = this.scene.graph.nodes[node]!.kind === "input" ? "input" : "output";
    const [mark, color] = kind === "input" ? ["IN", theme.texts.blue] : ["OUT", theme.texts.orange];
    this.#write(mark, x + 14, y + 20, color, "endpointKind");
    this.#write(title, x + ENDPOINT_NAME[kind], y + 20, theme.foreground, "endpointName");
    this.#write(detail, x + width - 14, y + 20, theme.dim, "endpointType", "right");
  }

  #cardText(node: number, x: number, y: number, width: number, color: string): void {
    const { scene, options } = this;
    const { theme } = options;
    const { title, detail, bytes, left } = scene.labels[node]!;
    const { share } = scene.graph.nodes[node]!;
    this.#write(title, x + 14, y + 18, theme.foreground, "cardTitle");
    this.#write(share > 0 ? shareText(share) : "", x + width - 10, y + 18, theme.dim, "cardNumber", "right");
    this.#write(detail, x + 14, y + 33, theme.dim, "cardDetail");
    if (share > 0) {
      this.#shareBar(x + 14, y + 43, share, left, color);
    }
    this.#write(bytes, x + width - 10, y + 49, theme.foreground, "cardNumber", "right");
  }

  #groupText(node: number, x: number, y: number, width: number, color: string): void {
    const { scene, options } = this;
    const { theme } = options;
    const { title, detail, more, bytes, left } = scene.labels[node]!;
    const { share } = scene.graph.nodes[node]!;
    const found = options.matches?.[node] ?? 0;
    drawMark(this.context, x + 12, y + 8, false, theme.foreground);
    this.#write(title, x + GROUP_TITLE, y + 18, theme.foreground, "cardTitle");
    this.#write(detail, x + 14, y + 34, theme.dim, "cardDetail");
    this.#write(more, x + 14, y + 49, theme.dim, "cardDetail");
    if (share > 0) {
      this.#shareBar(x + 14, y + 61, share, left, color);
    }
    this.#write(bytes, x + width - 10, y + 67, theme.foreground, "cardNumber", "right");
    if (found > 0) {
      this.#write(foundText(found), x + width - 10, y + 18, theme.texts.yellow, "cardNumber", "right");
    } else {
      this.#write(share > 0 ? shareText(share) : "", x + width - 10, y + 18, theme.dim, "cardNumber", "right");
    }
  }

  #stack(x: number, y: number, width: number, height: number): void {
    const { context, options } = this;
    for (const by of STACKED) {
      context.beginPath();
      context.roundRect(x + by, y + by, width, height, 4);
      context.fillStyle = options.theme.card;
      context.fill();
      context.lineWidth = 1;
      context.strokeStyle = options.theme.edge;
      context.stroke();
    }
  }

  /** The node's share of all parameters; its solid part is what is left of their bytes. */
  #shareBar(x: number, y: number, share: number, left: number, color: string): void {
    const { context } = this;
    const filled = Math.max(2, SHARE_BAR * share);
    context.fillStyle = color;
    context.globalAlpha = 0.18;
    context.fillRect(x, y, SHARE_BAR, 5);
    context.globalAlpha = 0.5;
    context.fillRect(x, y, filled, 5);
    context.globalAlpha = 1;
    context.fillRect(x, y, filled * left, 5);
  }

  #write(text: string, x: number, y: number, color: string, style: TextStyle, align: TextAlign = "left"): void {
    write(this.context, this.options.theme, style, text, x, y, color, align);
  }
}

/** @param found How much of each was found. */
export function isFound(found: Int32Array | null, node: number): boolean {
  return found !== null && found[node]! > 0;
}

export function foundText(count: number): string {
  return `${exactCount(count)} found`;
}
