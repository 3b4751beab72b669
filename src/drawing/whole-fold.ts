// All of a drawing as it fits a picture: as it is, or in columns where that would be a thread too thin to read.
import { folded, unfoldedWithLabels, type Fold } from "./fold";
import type { Scene } from "./scene";

/** Pixels for each unit of the drawing, where there is room. */
const SHARP = 2;
/** What browsers and viewers of pictures still take. */
const LONGEST_SIDE = 16_000;
const MOST_PIXELS = 60e6;
/** From this scale on cards can be read. */
const LEAST_READABLE = 0.7;
/** A page to set columns on. */
const PAGE = { width: 1600, height: 1000 };
export const MARGIN = 24;

export function wholeFold(scene: Scene): Fold {
  const plain = unfoldedWithLabels(scene);
  return scaleOf(plain) >= LEAST_READABLE ? plain : larger(plain, folded(scene, PAGE, true));
}

/** The pixels that each unit of a drawing gets in a picture. */
export function scaleOf({ width, height }: Fold): number {
  const [wide, high] = [width + 2 * MARGIN, height + 2 * MARGIN];
  return Math.min(SHARP, LONGEST_SIDE / wide, LONGEST_SIDE / high, Math.sqrt(MOST_PIXELS / (wide * high)));
}

function larger(one: Fold, other: Fold): Fold {
  return scaleOf(other) > scaleOf(one) ? other : one;
}
