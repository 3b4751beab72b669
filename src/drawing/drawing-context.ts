/** The calls that painters make: those of a canvas, and of what writes the same as SVG. */
export interface DrawingContext {
  get fillStyle(): unknown;
  set fillStyle(color: string);
  get strokeStyle(): unknown;
  set strokeStyle(color: string);
  lineWidth: number;
  globalAlpha: number;
  font: string;
  get textAlign(): string;
  set textAlign(align: TextAlign);
  save(): void;
  restore(): void;
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void;
  setLineDash(dash: number[]): void;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  roundRect(x: number, y: number, width: number, height: number, radius: number): void;
  clip(): void;
  fill(): void;
  stroke(): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  strokeRect(x: number, y: number, width: number, height: number): void;
  clearRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  /** What the next calls draw, for who points at it; a canvas has none. */
  label?(text: string): void;
  measureText(text: string): { readonly width: number };
}

export type TextAlign = "left" | "right" | "center";
