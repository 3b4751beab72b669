// How what is written on the graph looks, for drawing it and for measuring it.
import type { DrawingContext } from "./drawing-context";
import { visibleText } from "../core/ground/visible-text";
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
  const rulers = new Map<TextStyle, (text: string) => number>();
  return (text, style) => {
    let ruler = rulers.get(style);
    if (ruler === undefined) {
      ruler = rulerOf(context, fontOf(style, theme));
      rulers.set(style, ruler);
    }
    return ruler(text);
  };
}

/** Letters of which one is wider than the others, unless all are of one width. */
const WIDE_AND_NARROW = ["M", "i", "."] as const;
const ASCII = /^[ -~]*$/;

function rulerOf(context: Pick<DrawingContext, "font" | "measureText">, font: string): (text: string) => number {
  const measure = (text: string) => {
    context.font = font;
    return context.measureText(visibleText(text)).width;
  };
  const [width, ...others] = WIDE_AND_NARROW.map(measure) as [number, ...number[]];
  const isMono = others.every((other) => other === width);
  const known = new Map<string, number>();
  return (text) => {
    // Names are written in letters of one width, and hardly one is written twice.
    if (isMono && ASCII.test(text)) {
      return text.length * width;
    }
    let found = known.get(text);
    if (found === undefined) {
      found = measure(text);
      known.set(text, found);
    }
    return found;
  };
}
