// All of a drawing as a picture: as it is, or in columns where that would be a thread too thin to read.
import { folded, unfolded, type Fold } from "./fold";
import { paint, type PaintOptions } from "./painter";
import type { Scene } from "./scene";
import { SvgContext } from "./svg-context";

/** Pixels for each unit of the drawing, where there is room. */
const SHARP = 2;
/** What browsers and viewers of pictures still take. */
const LONGEST_SIDE = 16_000;
const MOST_PIXELS = 60e6;
/** From this scale on cards can be read. */
const LEAST_READABLE = 0.7;
/** A page to set columns on. */
const PAGE = { width: 1600, height: 1000 };
const MARGIN = 24;

/** @returns the bytes of a PNG. @throws where the browser has no room for it. */
export async function picture(
  scene: Scene,
  options: Pick<PaintOptions, "coloring" | "matches" | "theme">,
): Promise<Uint8Array> {
  const fold = foldOf(scene);
  const scale = scaleOf(fold);
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil((fold.width + 2 * MARGIN) * scale);
  canvas.height = Math.ceil((fold.height + 2 * MARGIN) * scale);
  const context = canvas.getContext("2d");
  if (context === null) {
    throw new Error("There is no room for a picture of this graph.");
  }
  // The painter counts in pixels of the page.
  const ratio = window.devicePixelRatio;
  const margin = (MARGIN * scale) / ratio;
  paint(context, scene, {
    ...options,
    fold,
    viewport: { scale: scale / ratio, x: margin, y: margin },
    screen: { width: canvas.width / ratio, height: canvas.height / ratio },
    selected: null,
    selectedFrame: null,
    isWhole: true,
  });
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = options.theme.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) {
    throw new Error("There is no room for a picture of this graph.");
  }
  return new Uint8Array(await blob.arrayBuffer());
}

/** The same as SVG: text stays text, in the colours of the theme, and nothing in it runs. @param title What it shows. */
export function svgPicture(
  scene: Scene,
  options: Pick<PaintOptions, "coloring" | "matches" | "theme">,
  title: string,
): string {
  const fold = foldOf(scene);
  const ruler = document.createElement("canvas").getContext("2d")!;
  const context = new SvgContext((text, font) => {
    ruler.font = font;
    return ruler.measureText(text);
  });
  const ratio = window.devicePixelRatio;
  const screen = { width: fold.width + 2 * MARGIN, height: fold.height + 2 * MARGIN };
  paint(context as unknown as CanvasRenderingContext2D, scene, {
    ...options,
    ...{ fold, screen, viewport: { scale: 1, x: MARGIN, y: MARGIN } },
    ...{ selected: null, selectedFrame: null, isWhole: true },
  });
  return context.finish(screen.width * ratio, screen.height * ratio, options.theme.background, title);
}

function foldOf(scene: Scene): Fold {
  const plain = unfolded(scene);
  return scaleOf(plain) >= LEAST_READABLE ? plain : larger(plain, folded(scene, PAGE));
}

function scaleOf({ width, height }: Fold): number {
  const [wide, high] = [width + 2 * MARGIN, height + 2 * MARGIN];
  return Math.min(SHARP, LONGEST_SIDE / wide, LONGEST_SIDE / high, Math.sqrt(MOST_PIXELS / (wide * high)));
}

function larger(one: Fold, other: Fold): Fold {
  return scaleOf(other) > scaleOf(one) ? other : one;
}
