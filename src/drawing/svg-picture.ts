// All of a drawing as SVG.
import { MARGIN, wholeFold } from "./whole-fold";
import { paint, type PaintOptions } from "./painter";
import type { Scene } from "./scene";
import { SvgContext } from "./svg-context";

/**
 * Text stays text, in the colours of the theme, and nothing in it runs.
 * @param measure How wide a text is in a font. @param title What it shows.
 */
export function svgPicture(
  scene: Scene,
  options: Pick<PaintOptions, "coloring" | "matches" | "theme" | "ratio">,
  title: string,
  measure: (text: string, font: string) => { readonly width: number },
): string {
  const fold = wholeFold(scene);
  const context = new SvgContext(measure);
  const screen = { width: fold.width + 2 * MARGIN, height: fold.height + 2 * MARGIN };
  paint(context, scene, {
    ...options,
    ...{ fold, screen, viewport: { scale: 1, x: MARGIN, y: MARGIN } },
    ...{ selected: null, selectedFrame: null, isWhole: true },
  });
  const { theme, ratio } = options;
  return context.finish(screen.width * ratio, screen.height * ratio, theme.background, title);
}
