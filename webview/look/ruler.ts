// How wide texts are where they are shown.
import { visibleText } from "../../src/protocol/visible-text";

/** Of a character, in pixels, of what cannot be seen yet. */
const USUAL_WIDTH = 7;

let last: { readonly font: string; readonly widthOf: (text: string) => number } | null = null;

/** @param font As CSS has it; "" of what cannot be seen yet. @returns what tells the width of a text in pixels. */
export function rulerOf(font: string): (text: string) => number {
  if (font === "") {
    return (text) => text.length * USUAL_WIDTH;
  }
  if (last?.font === font) {
    return last.widthOf;
  }
  const context = document.createElement("canvas").getContext("2d")!;
  context.font = font;
  last = { font, widthOf: (text) => context.measureText(visibleText(text)).width };
  return last.widthOf;
}
