// How wide texts are where they are shown.
import { visibleText } from "../../src/protocol/visible-text";

/** Of a character, in pixels, of what cannot be seen yet. */
const USUAL_WIDTH = 7;

/** As a canvas takes it; "" of what is in no page. CSS has no such text of its own where digits are all as wide. */
export function fontOf(element: HTMLElement): string {
  const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(element);
  return fontSize === "" ? "" : `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
}

let last: { readonly font: string; readonly widthOf: (text: string) => number } | null = null;

/** @param font "" of what cannot be seen yet. @returns what tells the width of a text in pixels. */
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
