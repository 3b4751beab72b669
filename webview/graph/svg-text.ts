import { visibleText } from "../../src/protocol/visible-text";

const ESCAPES = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

/** Text as SVG has it: what cannot be seen is written out, and characters of markup stand for themselves. */
export function svgText(text: string): string {
  return visibleText(text).replace(/[&<>"']/gu, (character) => ESCAPES.get(character)!);
}
