// How what is written on the graph looks, for drawing it and for measuring it.
import type { DrawingContext } from "./drawing-context";
import { visibleText } from "../core/ir/visible-text";
import type { Theme } from "./theme";

export type TextStyle =
  | "cardTitle"
  | "cardDetail"
  | "cardNumber"
  | "pill"
  | "endpointKind"
  | "endpointName"
  | "endpointType"
  | "edgeLabel"
  | "inferredLabel"
  | "block";

const STYLES: Readonly<Record<TextStyle, readonly [string, "font" | "mono"]>> = {
  cardTitle: ["600 13px", "font"],
  cardDetail: ["10.5px", "mono"],
  cardNumber: ["10.5px", "font"],
  pill: ["12px", "font"],
  endpointKind: ["600 10px", "font"],
  endpointName: ["12px", "mono"],
  endpointType: ["10px", "mono"],
  edgeLabel: ["10px", "mono"],
  /** The operator of a node that is further away. */
  block: ["11px", "font"],
  /** What the file does not say, but operators do. */
  inferredLabel: ["italic 10px", "mono"],
};

/** In the form of CSS and of a canvas. */
export function fontOf(style: TextStyle, theme: Theme): string {
  const [size, family] = STYLES[style];
  return `${size} ${theme[family]}`;
}

/** Widths of texts as they are shown, each worked out once. */
export function measurer(
  context: Pick<DrawingContext, "font" | "measureText">,
  theme: Theme,
): (text: string, style: TextStyle) => number {
  const known = new Map<string, number>();
  return (text, style) => {
    const key = `${style}:${text}`;
    let width = known.get(key);
    if (width === undefined) {
      context.font = fontOf(style, theme);
      width = context.measureText(visibleText(text)).width;
      known.set(key, width);
    }
    return width;
  };
}
