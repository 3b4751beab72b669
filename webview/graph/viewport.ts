// Moves and scales what is seen of the drawing.
import type { Size, Viewport } from "../../src/drawing/viewport";

const LARGEST_SCALE = 3;
const MARGIN = 32;
/** Fitting a small graph does not blow it up. */
const FIT_SCALE = 1;
/** A long graph starts readable rather than whole. */
export const READABLE_SCALE = 0.75;

/** What is left of a screen without its margins. */
export function inner({ width, height }: Size): Size {
  return { width: Math.max(1, width - 2 * MARGIN), height: Math.max(1, height - 2 * MARGIN) };
}

export function fit(drawing: Size, screen: Size): Viewport {
  const { width, height } = inner(screen);
  const scale = Math.min(FIT_SCALE, width / Math.max(1, drawing.width), height / Math.max(1, drawing.height));
  const positive = Math.max(scale, 1e-4);
  return {
    scale: positive,
    x: (screen.width - drawing.width * positive) / 2,
    y: (screen.height - drawing.height * positive) / 2,
  };
}

/** The beginning of the drawing in a scale at which it can be read. */
export function start(drawing: Size, screen: Size, firstX: number): Viewport {
  const whole = fit(drawing, screen);
  if (whole.scale >= READABLE_SCALE) {
    return whole;
  }
  return { scale: 1, x: screen.width / 2 - firstX, y: MARGIN };
}

/** Another scale around a point of the screen that stays where it is. Never smaller than the whole drawing needs. */
export function zoom(viewport: Viewport, factor: number, at: { x: number; y: number }, smallest: number): Viewport {
  const scale = Math.min(LARGEST_SCALE, Math.max(Math.min(smallest, FIT_SCALE), viewport.scale * factor));
  const ratio = scale / viewport.scale;
  return { scale, x: at.x - (at.x - viewport.x) * ratio, y: at.y - (at.y - viewport.y) * ratio };
}

export function pan(viewport: Viewport, dx: number, dy: number): Viewport {
  return { ...viewport, x: viewport.x + dx, y: viewport.y + dy };
}

/** Moves as little as needed to have a rectangle of the world in view. */
export function reveal(viewport: Viewport, screen: Size, box: { x: number; y: number } & Size): Viewport {
  const scale = Math.max(viewport.scale, READABLE_SCALE);
  const scaled = scale === viewport.scale ? viewport : { ...viewport, scale };
  const left = box.x * scale + scaled.x;
  const top = box.y * scale + scaled.y;
  const inside =
    left >= MARGIN &&
    top >= MARGIN &&
    left + box.width * scale <= screen.width - MARGIN &&
    top + box.height * scale <= screen.height - MARGIN;
  if (inside && scaled === viewport) {
    return viewport;
  }
  return {
    scale,
    x: screen.width / 2 - (box.x + box.width / 2) * scale,
    y: screen.height / 2 - (box.y + box.height / 2) * scale,
  };
}
