// What is seen of a drawing: all of it folded into columns, or a part of it as it is.
import { columnOf, folded, foldPlace, unfolded, unfoldPlace, type Fold } from "../../src/drawing/fold";
import { boxOf, FRAME_TITLE, frameBox, type Scene } from "../../src/drawing/scene";
import { fit, inner, pan, READABLE_SCALE, reveal, start, zoom } from "./viewport";
import type { Size, Viewport } from "../../src/drawing/viewport";

export interface View {
  readonly viewport: Viewport;
  /** Whether the viewport is over the folded drawing. */
  readonly isFolded: boolean;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

type Box = Point & Size;

/** From this scale on a drawing is not folded, unless all of it can be seen at a larger one. */
const LARGEST_FOLDED = 0.3;
/** Folding has to make a drawing so much larger. */
const WORTH_FOLDING = 1.3;
/** What is unfolded while zooming in is folded a bit further out, so that little moves do not go back and forth. */
const SLACK = 1.2;
/** A frame that was opened is shown at such a scale or a larger one. */
const LEAST_OPENED = 0.35;
/** Above it then, in pixels. */
const TOP = 24;

export class Camera {
  readonly #plain: Fold;
  #columns: Fold;
  #screen: Size;
  #view: View;
  /** What was brought into view last, in which row, and the view then: it stays in view unless somebody moves on. */
  #revealed: { readonly box: Box; readonly row: number; readonly view: View } | null = null;

  /** @param saved What was seen before; null: the beginning. */
  constructor(
    readonly scene: Scene,
    screen: Size,
    saved: View | null,
    firstX: number,
  ) {
    this.#screen = screen;
    this.#plain = unfolded(scene);
    this.#columns = folded(scene, inner(screen));
    this.#view = saved ?? { viewport: start(scene.layout, screen, firstX), isFolded: false };
    if (this.#view.isFolded && !this.#canFold) {
      this.fit();
    }
  }

  get view(): View {
    return this.#view;
  }

  get fold(): Fold {
    return this.#view.isFolded ? this.#columns : this.#plain;
  }

  get screen(): Size {
    return this.#screen;
  }

  /** All of the drawing. */
  fit(): void {
    const isFolded = this.#canFold;
    this.#view = { isFolded, viewport: fit(isFolded ? this.#columns : this.#plain, this.#screen) };
  }

  /** Brings a node into view, and as large as it has to be to be read. */
  reveal(node: number): void {
    this.#revealBox(boxOf(this.scene, node), this.scene.layout.rank[node]!);
  }

  /** Brings the title of a frame into view; of a wide one that is its left end. */
  revealTitle(frame: number): void {
    const box = frameBox(this.scene, frame);
    const room = inner(this.#screen).width / Math.max(READABLE_SCALE, this.#view.viewport.scale);
    const title = { ...box, width: Math.min(box.width, room), height: FRAME_TITLE };
    this.#revealBox(title, this.scene.frameRows[0][frame]!);
  }

  /**
   * Shows what is in a frame: nothing moves where all of it is in view; else it is fitted, or, where that would be too
   * small to be read, seen from its top, in the middle of its first row.
   */
  showFrame(frame: number): void {
    const box = frameBox(this.scene, frame);
    const { width, height } = this.#screen;
    const from = this.place(box);
    const to = this.place({ x: box.x + box.width, y: box.y + box.height });
    if (!this.#view.isFolded && from.x >= 0 && from.y >= 0 && to.x <= width && to.y <= height) {
      return;
    }
    if (fit(box, this.#screen).scale >= LEAST_OPENED) {
      this.#fitBox(box);
      return;
    }
    const room = inner(this.#screen).width;
    const scale = Math.min(1, Math.max(LEAST_OPENED, room / box.width));
    const seen = Math.min(box.width, room / scale);
    const middle = this.#firstRowMiddle(frame) ?? box.x + box.width / 2;
    const left = Math.max(box.x, Math.min(box.x + box.width - seen, middle - seen / 2));
    const margin = (width - seen * scale) / 2;
    this.#view = { isFolded: false, viewport: { scale, x: margin - left * scale, y: TOP - box.y * scale } };
  }

  /** Between the nodes of a frame that come first. */
  #firstRowMiddle(frame: number): number | null {
    const { rows, frameRows, layout } = this.scene;
    const box = frameBox(this.scene, frame);
    const xs = (rows[frameRows[0][frame]!] ?? [])
      .map((node) => layout.x[node]!)
      .filter((x) => x >= box.x && x <= box.x + box.width);
    return xs.length === 0 ? null : (xs[0]! + xs.at(-1)!) / 2;
  }

  /** Shows a frame as large as it can be shown. */
  fitFrame(frame: number): void {
    this.#fitBox(frameBox(this.scene, frame));
  }

  #revealBox(box: Box, row: number): void {
    const { isFolded, viewport } = this.#view;
    if (isFolded && viewport.scale < READABLE_SCALE) {
      this.#view = { isFolded: false, viewport: reveal({ ...viewport, scale: 0 }, this.#screen, box) };
    } else {
      const { dx, dy } = columnOf(this.fold, row);
      const shown = { ...box, x: box.x + dx, y: box.y + dy };
      this.#view = { isFolded, viewport: reveal(viewport, this.#screen, shown) };
    }
    this.#revealed = { box, row, view: this.#view };
  }

  /** Shows some nodes as large as they can be shown together; they are drawn as they are, not folded. */
  fitNodes(nodes: readonly number[]): void {
    const boxes = nodes.map((node) => boxOf(this.scene, node));
    const left = boxes.reduce((least, { x }) => Math.min(least, x), Infinity);
    const top = boxes.reduce((least, { y }) => Math.min(least, y), Infinity);
    const width = boxes.reduce((most, box) => Math.max(most, box.x + box.width), left) - left;
    const height = boxes.reduce((most, box) => Math.max(most, box.y + box.height), top) - top;
    this.#fitBox({ x: left, y: top, width, height });
  }

  #fitBox({ x: left, y: top, width, height }: Box): void {
    const { scale, x, y } = fit({ width, height }, this.#screen);
    this.#view = { isFolded: false, viewport: { scale, x: x - left * scale, y: y - top * scale } };
  }

  /** @param at A point of the screen, where what is seen stays; absent: its middle. */
  zoomBy(factor: number, at: Point = { x: this.#screen.width / 2, y: this.#screen.height / 2 }): void {
    const { isFolded, viewport } = this.#view;
    const whole = fit(this.#canFold ? this.#columns : this.#plain, this.#screen);
    const turning = Math.max(LARGEST_FOLDED, whole.scale);
    const wanted = zoom(viewport, factor, at, whole.scale);
    if (isFolded && factor > 1 && wanted.scale > turning * SLACK) {
      this.#view = { isFolded: false, viewport: zoom(this.#unfoldAt(at).viewport, factor, at, whole.scale) };
    } else if (!isFolded && this.#canFold && factor < 1 && wanted.scale < turning) {
      this.#view = wanted.scale <= whole.scale ? { isFolded: true, viewport: whole } : this.#foldAt(wanted, at);
    } else {
      this.#view = { isFolded, viewport: factor < 1 && wanted.scale <= whole.scale ? whole : wanted };
    }
  }

  moveBy(dx: number, dy: number): void {
    this.#view = { ...this.#view, viewport: pan(this.#view.viewport, dx, dy) };
  }

  /** Has a place of the drawing in the middle. */
  center(x: number, y: number): void {
    const { width, height } = this.#screen;
    const { scale } = this.#view.viewport;
    const place = foldPlace(this.fold, this.scene, x, y);
    this.#view = {
      ...this.#view,
      viewport: { scale, x: width / 2 - place.x * scale, y: height / 2 - place.y * scale },
    };
  }

  /** What was seen as a whole still is, and so is what was brought into view; else the middle stays, seen from the top. */
  resize(screen: Size): void {
    const { viewport, isFolded } = this.#view;
    const revealed = this.#revealed?.view === this.#view ? this.#revealed : null;
    const before = this.#screen;
    const isWhole = isFolded || areSame(viewport, fit(this.#plain, before));
    this.#screen = screen;
    this.#columns = folded(this.scene, inner(screen));
    if (isWhole) {
      this.fit();
    } else {
      this.#view = { isFolded, viewport: pan(viewport, (screen.width - before.width) / 2, 0) };
      if (revealed !== null) {
        this.#revealBox(revealed.box, revealed.row);
      }
    }
  }

  /** The place of the drawing that is seen at a point of the screen. */
  placeAt({ x, y }: Point): Point {
    const { scale, x: left, y: top } = this.#view.viewport;
    return unfoldPlace(this.fold, (x - left) / scale, (y - top) / scale);
  }

  /** The point of the screen at which a place of the drawing is seen, in view or not. */
  place({ x, y }: Point): Point {
    const { scale, x: left, y: top } = this.#view.viewport;
    const shown = foldPlace(this.fold, this.scene, x, y);
    return { x: shown.x * scale + left, y: shown.y * scale + top };
  }

  /** From which height of the drawing to which it is seen. */
  get visible(): readonly [number, number] {
    const { width, height } = this.#screen;
    return [this.placeAt({ x: 0, y: 0 }).y, this.placeAt({ x: width, y: height }).y];
  }

  get #canFold(): boolean {
    const scale = (drawing: Size) => fit(drawing, this.#screen).scale;
    const plain = scale(this.#plain);
    return plain < READABLE_SCALE && scale(this.#columns) > plain * WORTH_FOLDING;
  }

  #unfoldAt(at: Point): View {
    const { x, y } = this.placeAt(at);
    const { scale } = this.#view.viewport;
    return { isFolded: false, viewport: { scale, x: at.x - x * scale, y: at.y - y * scale } };
  }

  #foldAt({ scale }: Viewport, at: Point): View {
    const { x, y } = this.placeAt(at);
    const shown = foldPlace(this.#columns, this.scene, x, y);
    return { isFolded: true, viewport: { scale, x: at.x - shown.x * scale, y: at.y - shown.y * scale } };
  }
}

function areSame(one: Viewport, other: Viewport): boolean {
  return one.scale === other.scale && one.x === other.x && one.y === other.y;
}
