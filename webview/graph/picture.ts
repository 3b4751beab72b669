// All of a drawing as a picture.
import { paint, type PaintOptions } from "../../src/drawing/painter";
import type { Scene } from "../../src/drawing/scene";
import { svgPicture } from "../../src/drawing/svg-picture";
import { MARGIN, scaleOf, wholeFold } from "../../src/drawing/whole-fold";

type PictureOptions = Pick<PaintOptions, "coloring" | "matches" | "selected" | "theme">;

/** @returns the bytes of a PNG. @throws where the browser has no room for it. */
export async function picture(scene: Scene, options: PictureOptions): Promise<Uint8Array> {
  const fold = wholeFold(scene);
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
    selectedFrame: null,
    isWhole: true,
    ratio,
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

/** The same as SVG. @param title What it shows. */
export function svgOf(scene: Scene, options: PictureOptions, title: string): string {
  const ruler = document.createElement("canvas").getContext("2d")!;
  const measure = (text: string, font: string) => {
    ruler.font = font;
    return ruler.measureText(text);
  };
  return svgPicture(scene, { ...options, measure, ratio: window.devicePixelRatio }, title);
}
