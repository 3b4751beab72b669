import type { Recipe } from "../protocol/messages";

/** The steps after the saved ones; null where some of those were undone. */
export function stepsSince(saved: Recipe, now: Recipe): Recipe | null {
  const isBeginning = saved.every((step, index) => JSON.stringify(step) === JSON.stringify(now[index]));
  return isBeginning ? now.slice(saved.length) : null;
}
