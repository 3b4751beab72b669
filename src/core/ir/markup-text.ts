import { visibleText } from "../ground/visible-text";

const ESCAPES = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

/** Text as HTML and SVG have it: what cannot be seen is written out, and characters of markup stand for themselves. */
export function markupText(text: string): string {
  return visibleText(text).replace(/[&<>"']/gu, (character) => ESCAPES.get(character)!);
}
