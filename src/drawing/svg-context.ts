// What a canvas would draw, as SVG: shapes and text stay what they are. It takes the calls that the painters make.
import type { DrawingContext } from "./drawing-context";
import { markupText } from "../core/ir/markup-text";

type Numbers6 = readonly [number, number, number, number, number, number];

/** What a canvas keeps besides its path. */
type State = Pick<SvgContext, "fillStyle" | "strokeStyle" | "lineWidth" | "globalAlpha" | "font" | "textAlign"> & {
  readonly transform: Numbers6;
  readonly clip: string | null;
  readonly dash: readonly number[];
};

/** Digits behind the point: a hundredth of a pixel is never seen. */
const PRECISION = 2;

export class SvgContext implements DrawingContext {
  fillStyle = "#000";
  strokeStyle = "#000";
  lineWidth = 1;
  globalAlpha = 1;
  font = "10px sans-serif";
  textAlign = "left";
  readonly #parts: string[] = [];
  readonly #clips: string[] = [];
  readonly #states: State[] = [];
  #transform: Numbers6 = [1, 0, 0, 1, 0, 0];
  #clip: string | null = null;
  #path: string[] = [];
  #dash: readonly number[] = [];
  /** The group that is open: what has a transform and a clip in common stands in one. */
  #group: string | null = null;

  /** @param measureText As a canvas with the same fonts does it. */
  constructor(readonly measure: (text: string, font: string) => { readonly width: number }) {}

  measureText(text: string): { readonly width: number } {
    return this.measure(text, this.font);
  }

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, globalAlpha, font, textAlign } = this;
    const own = { transform: this.#transform, clip: this.#clip, dash: this.#dash };
    this.#states.push({ fillStyle, strokeStyle, lineWidth, globalAlpha, font, textAlign, ...own });
  }

  restore(): void {
    const state = this.#states.pop();
    if (state !== undefined) {
      const { transform, clip, dash, ...styles } = state;
      Object.assign(this, styles);
      [this.#transform, this.#clip, this.#dash] = [transform, clip, dash];
    }
  }

  setTransform(...transform: [number, number, number, number, number, number]): void {
    this.#transform = transform;
  }

  setLineDash(dash: readonly number[]): void {
    this.#dash = dash;
  }

  beginPath(): void {
    this.#path = [];
  }

  closePath(): void {
    this.#path.push("Z");
  }

  moveTo(x: number, y: number): void {
    this.#path.push(`M${number(x)} ${number(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.#path.push(`L${number(x)} ${number(y)}`);
  }

  bezierCurveTo(...points: [number, number, number, number, number, number]): void {
    this.#path.push(`C${points.map(number).join(" ")}`);
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path.push(`M${number(x)} ${number(y)}h${number(width)}v${number(height)}h${number(-width)}Z`);
  }

  roundRect(x: number, y: number, width: number, height: number, radius: number): void {
    const r = Math.max(0, Math.min(radius, width / 2, height / 2));
    const arc = (dx: number, dy: number) => `a${number(r)} ${number(r)} 0 0 1 ${number(dx)} ${number(dy)}`;
    const [w, h] = [width - 2 * r, height - 2 * r];
    this.#path.push(
      `M${number(x + r)} ${number(y)}h${number(w)}${arc(r, r)}v${number(h)}${arc(-r, r)}h${number(-w)}${arc(-r, -r)}` +
        `v${number(-h)}${arc(r, -r)}Z`,
    );
  }

  clip(): void {
    const id = `c${this.#clips.length}`;
    const within = this.#clip === null ? "" : ` clip-path="url(#${this.#clip})"`;
    const { path, transform } = { path: this.#path.join(""), transform: matrix(this.#transform) };
    this.#clips.push(`<clipPath id="${id}"${within}><path d="${path}"${transform}/></clipPath>`);
    this.#clip = id;
  }

  fill(): void {
    this.#add(`<path d="${this.#path.join("")}"${this.#filled()}/>`);
  }

  stroke(): void {
    this.#add(`<path d="${this.#path.join("")}"${this.#stroked()}/>`);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.#add(`<rect${box(x, y, width, height)}${this.#filled()}/>`);
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.#add(`<rect${box(x, y, width, height)}${this.#stroked()}/>`);
  }

  /** Everything is drawn once. */
  clearRect(): void {}

  fillText(text: string, x: number, y: number): void {
    if (text !== "") {
      const anchor = { left: "", start: "", center: ' text-anchor="middle"' }[this.textAlign] ?? ' text-anchor="end"';
      this.#add(
        `<text x="${number(x)}" y="${number(y)}"${anchor}${fontAttributes(this.font)}${this.#filled()}>${markupText(text)}</text>`,
      );
    }
  }

  /** A file of its own. @param width In pixels, as `height`. @param background A colour. */
  finish(width: number, height: number, background: string, title: string): string {
    const [w, h] = [number(width), number(height)];
    const defs = this.#clips.length === 0 ? "" : `<defs>${this.#clips.join("")}</defs>`;
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img">` +
      `<title>${markupText(title)}</title>${defs}<rect width="${w}" height="${h}" fill="${markupText(background)}"/>` +
      `${this.#parts.join("\n")}${this.#group === null ? "" : "</g>"}</svg>\n`
    );
  }

  #add(part: string): void {
    const clip = this.#clip === null ? "" : ` clip-path="url(#${this.#clip})"`;
    const inner = `<g${matrix(this.#transform)}>`;
    // A clip is in the coordinates of the whole picture, and so stands around what is moved.
    const group = clip === "" ? inner : `<g${clip}>${inner}`;
    if (group !== this.#group) {
      this.#parts.push(
        `${this.#group === null ? "" : "</g>".repeat(this.#group.startsWith("<g clip") ? 2 : 1)}${group}`,
      );
      this.#group = group;
    }
    this.#parts.push(part);
  }

  #filled(): string {
    return ` fill="${markupText(this.fillStyle)}"${this.#alpha()}`;
  }

  #stroked(): string {
    const width = this.lineWidth === 1 ? "" : ` stroke-width="${number(this.lineWidth)}"`;
    const dash = this.#dash.length === 0 ? "" : ` stroke-dasharray="${this.#dash.map(number).join(" ")}"`;
    return ` fill="none" stroke="${markupText(this.strokeStyle)}"${width}${dash}${this.#alpha()}`;
  }

  #alpha(): string {
    return this.globalAlpha === 1 ? "" : ` opacity="${number(this.globalAlpha)}"`;
  }
}

function number(value: number): string {
  return String(Number(value.toFixed(PRECISION)));
}

function box(x: number, y: number, width: number, height: number): string {
  return ` x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"`;
}

function matrix(transform: Numbers6): string {
  const [a, b, c, d, e, f] = transform;
  return a === 1 && b === 0 && c === 0 && d === 1 && e === 0 && f === 0
    ? ""
    : ` transform="matrix(${transform.map((each) => String(Number(each.toFixed(5)))).join(" ")})"`;
}

/** "italic 600 13px Segoe UI, sans-serif" as attributes. */
function fontAttributes(font: string): string {
  const [, before, size, family] = /^(.*?)([\d.]+)px\s+(.*)$/u.exec(font) ?? ["", "", "10", "sans-serif"];
  const italic = before.includes("italic") ? ' font-style="italic"' : "";
  const weight = /\b\d{3}\b|bold/u.exec(before)?.[0];
  const bold = weight === undefined ? "" : ` font-weight="${weight}"`;
  return `${italic}${bold} font-size="${size}" font-family="${markupText(family)}"`;
}
