import type { DrawingContext, TextAlign } from "./drawing-context";
import { visibleText } from "../core/ground/visible-text";
import { fontOf, type TextStyle } from "./fonts";
import { tail, withoutMiddle } from "./names";
import type { Theme } from "./theme";

/** Writes on a canvas; text from files is shown as it may be. */
export function write(
  context: DrawingContext,
  theme: Theme,
  style: TextStyle,
  text: string,
  x: number,
  y: number,
  color: string,
  align: TextAlign = "left",
): void {
  context.fillStyle = color;
  context.font = fontOf(style, theme);
  context.textAlign = align;
  context.fillText(visibleText(text), x, y);
}

export function widthOf(context: DrawingContext, theme: Theme, style: TextStyle, text: string): number {
  context.font = fontOf(style, theme);
  return context.measureText(visibleText(text)).width;
}

/** With less room than for so many characters, of a text only its end is left. */
const LEAST_MIDDLE = 9;

/** A text without its middle where it has no room: its end tells it from others. */
export function cutMiddle(context: DrawingContext, theme: Theme, style: TextStyle, text: string, room: number): string {
  const count = charactersIn(context, theme, style, text, room);
  return count === Infinity
    ? text
    : count < 3
      ? ""
      : count < LEAST_MIDDLE
        ? tail(text, count + 1)
        : withoutMiddle(text, count + 1);
}

/** As much of a text as fits into a width; of very little room nothing. */
export function cut(context: DrawingContext, theme: Theme, style: TextStyle, text: string, room: number): string {
  const count = charactersIn(context, theme, style, text, room);
  return count === Infinity ? text : count < 3 ? "" : `${text.slice(0, count)}…`;
}

/** How many characters of a text fit beside the one that stands for the others; infinite where all of it fits. */
function charactersIn(...[context, theme, style, text, room]: Parameters<typeof cut>): number {
  const width = widthOf(context, theme, style, text);
  return width <= room ? Infinity : Math.floor((text.length * room) / width) - 1;
}
