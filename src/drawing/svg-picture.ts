// All of a drawing as SVG.
import type { Fold } from "./fold";
import { MARGIN, wholeFold } from "./whole-fold";
import { paint, type PaintOptions } from "./painter";
import type { Scene } from "./scene";
import { SvgContext } from "./svg-context";

export interface SvgOptions extends Pick<PaintOptions, "coloring" | "matches" | "selected" | "theme" | "ratio"> {
  /** How wide a text is in a font. */
  readonly measure: (text: string, font: string) => { readonly width: number };
  /** Left out: as it is largest. */
  readonly fold?: Fold;
  /** Of names in it, where several are on one page. */
  readonly prefix?: string;
}

/** Text stays text, in the colours of the theme, and nothing in it runs. @param title What it shows. */
export function svgPicture(scene: Scene, options: SvgOptions, title: string): string {
  const { measure, fold = wholeFold(scene), prefix, ...shown } = options;
  const context = new SvgContext(measure, prefix);
  const screen = { width: fold.width + 2 * MARGIN, height: fold.height + 2 * MARGIN };
  paint(context, scene, {
    ...shown,
    ...{ fold, screen, viewport: { scale: 1, x: MARGIN, y: MARGIN } },
    ...{ selectedFrame: null, isWhole: true },
  });
  const { theme, ratio } = options;
  return context.finish(screen.width * ratio, screen.height * ratio, theme.background, title);
}
