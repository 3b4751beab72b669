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

/** Digits behind the point: a tenth of a pixel is not seen. */
const PRECISION = 1;

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
  /** Where the path is a rectangle and nothing else, that. */
  #rectangle = "";
  /** The last part, where it is the inside of the path and lets nothing through: its outline joins it. */
  #filled: { readonly shape: string; readonly style: string } | null = null;
  /** What the next parts are, for those who point at them, as an element. */
  #label = "";
  /** By style a class for it. */
  readonly #classes = new Map<string, string>();
  #dash: readonly number[] = [];
  /** The group that is open: what has a transform and a clip in common stands in one. */
  #group: string | null = null;

  /**
   * @param measure As `measureText` of a canvas with the same fonts does it.
   * @param prefix Of names in it, which on one page are those of all pictures.
   */
  constructor(
    readonly measure: (text: string, font: string) => { readonly width: number },
    readonly prefix = "",
  ) {}

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

  label(text: string): void {
    this.#label = text === "" ? "" : `<title>${markupText(text)}</title>`;
  }

  beginPath(): void {
    this.#path = [];
    this.#rectangle = "";
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
    this.#rectangle = `<rect${box(x, y, width, height)} rx="${number(r)}"`;
    const arc = (dx: number, dy: number) => `a${number(r)} ${number(r)} 0 0 1 ${number(dx)} ${number(dy)}`;
    const [w, h] = [width - 2 * r, height - 2 * r];
    this.#path.push(
      `M${number(x + r)} ${number(y)}h${number(w)}${arc(r, r)}v${number(h)}${arc(-r, r)}h${number(-w)}${arc(-r, -r)}` +
        `v${number(-h)}${arc(r, -r)}Z`,
    );
  }

  clip(): void {
    const id = `${this.prefix}c${this.#clips.length}`;
    const within = this.#clip === null ? "" : ` clip-path="url(#${this.#clip})"`;
    const { path, transform } = { path: this.#path.join(""), transform: matrix(this.#transform) };
    this.#clips.push(`<clipPath id="${id}"${within}><path d="${path}"${transform}/></clipPath>`);
    this.#clip = id;
  }

  fill(): void {
    const [shape, style] = [this.#shape(), this.#fillOf()];
    this.#add(`${shape}${this.#class(`${style}${this.#alpha()}`)}/>`);
    this.#filled = this.globalAlpha === 1 ? { shape, style } : null;
  }

  stroke(): void {
    const shape = this.#shape();
    const joins = this.#filled?.shape === shape && this.globalAlpha === 1 && this.#groupOf() === this.#group;
    const inside = joins ? this.#filled!.style : "fill:none;";
    if (joins) {
      this.#parts.pop();
    }
    this.#add(`${shape}${this.#class(`${inside}${this.#strokeOf()}${this.#alpha()}`)}/>`);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.#add(`<rect${box(x, y, width, height)}${this.#class(`${this.#fillOf()}${this.#alpha()}`)}/>`);
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    const style = `fill:none;${this.#strokeOf()}${this.#alpha()}`;
    this.#add(`<rect${box(x, y, width, height)}${this.#class(style)}/>`);
  }

  /** Everything is drawn once. */
  clearRect(): void {}

  fillText(text: string, x: number, y: number): void {
    if (text !== "") {
      const anchor = { left: "", center: "text-anchor:middle;" }[this.textAlign] ?? "text-anchor:end;";
      const style = this.#class(`${anchor}${fontStyle(this.font)}${this.#fillOf()}${this.#alpha()}`);
      // As wide as it was measured, whatever font there is where the picture is looked at.
      const width = `textLength="${number(this.measureText(text).width)}"`;
      this.#add(`<text x="${number(x)}" y="${number(y)}" ${width}${style}>${markupText(text)}</text>`);
    }
  }

  /** A file of its own. @param width In pixels, as `height`. @param background A colour. */
  finish(width: number, height: number, background: string, title: string): string {
    const [w, h] = [number(width), number(height)];
    const defs = this.#clips.length === 0 ? "" : `<defs>${this.#clips.join("")}</defs>`;
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img">` +
      `<title>${markupText(title)}</title>${this.#styles()}${defs}<rect width="${w}" height="${h}" fill="${markupText(background)}"/>` +
      `${this.#parts.join("\n")}${this.#groupEnd()}</svg>\n`
    );
  }

  #add(part: string): void {
    const group = this.#groupOf();
    if (group !== this.#group) {
      this.#parts.push(`${this.#groupEnd()}${group}`);
      this.#group = group;
    }
    this.#parts.push(part);
    this.#filled = null;
  }

  #groupOf(): string {
    const clip = this.#clip === null ? "" : ` clip-path="url(#${this.#clip})"`;
    const inner = `<g${matrix(this.#transform)}>${this.#label}`;
    // A clip is in the coordinates of the whole picture, and so stands around what is moved.
    return clip === "" ? inner : `<g${clip}>${inner}`;
  }

  #groupEnd(): string {
    return this.#group === null ? "" : "</g>".repeat(this.#group.startsWith("<g clip") ? 2 : 1);
  }

  /** The path, but for its end. */
  #shape(): string {
    return this.#rectangle !== "" && this.#path.length === 1 ? this.#rectangle : `<path d="${this.#path.join("")}"`;
  }

  #class(style: string): string {
    let name = this.#classes.get(style);
    if (name === undefined) {
      name = `${this.prefix}g${this.#classes.size}`;
      this.#classes.set(style, name);
    }
    return ` class="${name}"`;
  }

  #styles(): string {
    const rules = Array.from(this.#classes, ([style, name]) => `.${name}{${style.slice(0, -1)}}`);
    return `<style>${rules.map(markupText).join("")}</style>`;
  }

  #fillOf(): string {
    return `fill:${ofStyle(this.fillStyle)};`;
  }

  #strokeOf(): string {
    const width = this.lineWidth === 1 ? "" : `stroke-width:${number(this.lineWidth)};`;
    const dash = this.#dash.length === 0 ? "" : `stroke-dasharray:${this.#dash.map(number).join(" ")};`;
    return `stroke:${ofStyle(this.strokeStyle)};${width}${dash}`;
  }

  #alpha(): string {
    return this.globalAlpha === 1 ? "" : `opacity:${Number(this.globalAlpha.toFixed(2))};`;
  }
}

/** A colour or font, which comes from settings, as a value that stays one. */
function ofStyle(value: string): string {
  return value.replace(/[{};\\<>]/gu, "");
}

function number(value: number): string {
  return String(Number(value.toFixed(PRECISION)));
}

function box(x: number, y: number, width: number, height: number): string {
  return ` x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"`;
}

function matrix(transform: Numbers6): string {
  const [a, b, c, d, e, f] = transform;
  const isMoved = a === 1 && b === 0 && c === 0 && d === 1;
  return isMoved
    ? e === 0 && f === 0
      ? ""
      : ` transform="translate(${number(e)} ${number(f)})"`
    : ` transform="matrix(${transform.map((each) => String(Number(each.toFixed(5)))).join(" ")})"`;
}

/** "italic 600 13px Segoe UI, sans-serif" as a style. */
function fontStyle(font: string): string {
  const [, before, size, family] = /^(.*?)([\d.]+)px\s+(.*)$/u.exec(font) ?? ["", "", "10", "sans-serif"];
  const italic = before.includes("italic") ? "font-style:italic;" : "";
  const weight = /\b\d{3}\b|bold/u.exec(before)?.[0];
  const bold = weight === undefined ? "" : `font-weight:${weight};`;
  return `${italic}${bold}font-size:${size}px;font-family:${ofStyle(family)};`;
}
