// How wide texts are where they are shown.
import { visibleText } from "../../src/protocol/visible-text";

/** Of a character, in pixels, of what cannot be seen yet. */
const USUAL_WIDTH = 7;

/** @param font As CSS has it; "" of what cannot be seen yet. @returns what tells the width of a text in pixels. */
export function rulerOf(font: string): (text: string) => number {
  if (font === "") {
    return (text) => text.length * USUAL_WIDTH;
  }
  const context = document.createElement("canvas").getContext("2d")!;
  context.font = font;
  return (text) => context.measureText(visibleText(text)).width;
}
