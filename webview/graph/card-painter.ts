// Draws nodes as they are read: cards with name, bytes and share, pills with their operator, inputs and outputs.
import { shareText } from "../../src/protocol/numbers";
import type { TextStyle } from "../look/fonts";
import { write } from "./canvas-text";
import { HEAT_TINT, nodeColor } from "./heat";
import type { PaintOptions } from "./painter";
import { boxOf, ENDPOINT_NAME, isCard, SHARE_BAR, type Scene } from "./scene";
import type { Viewport } from "./viewport";

/** Of what was found. */
const MARK_WIDTH = 3;

export class CardPainter {
  constructor(
    readonly context: CanvasRenderingContext2D,
    readonly scene: Scene,
    readonly options: PaintOptions,
  ) {}

  paint(node: number, { scale, x: left, y: top }: Viewport): void {
    const { context, scene, options } = this;
    const { theme } = options;
    const ratio = window.devicePixelRatio;
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * left, ratio * top);
    const view = scene.graph.nodes[node]!;
    const { x, y, width, height } = boxOf(scene, node);
    const color = nodeColor(view, node, theme, options.heat);
    const selected = node === options.selected;
    const card = isCard(view);
    context.beginPath();
    context.roundRect(x, y, width, height, card ? 4 : height / 2);
    context.fillStyle = theme.card;
    context.fill();
    if (options.heat !== null && view.kind === "operator") {
      context.globalAlpha = HEAT_TINT;
      context.fillStyle = color;
      context.fill();
      context.globalAlpha = 1;
    }
    context.lineWidth = selected ? 2 : view.kind === "operator" && card ? 1 : 1.25;
    context.strokeStyle = selected ? theme.focus : card ? theme.border : color;
    context.stroke();
    if (card) {
      context.fillStyle = color;
      context.fillRect(x, y, 4, height);
    }
    if (options.matches?.[node] === 1) {
      this.#mark(x, y, width, height, card ? 7 : height / 2 + 4);
    }
    if (view.kind !== "operator") {
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

  #write(text: string, x: number, y: number, color: string, style: TextStyle, align: CanvasTextAlign = "left"): void {
    write(this.context, this.options.theme, style, text, x, y, color, align);
  }
}
