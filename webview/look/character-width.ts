import { visibleText } from "../../src/protocol/visible-text";

/** Texts of wider characters than the average are to fit, too. */
const WIDER = 1.06;

/** How wide a character of such texts is, in pixels. @param font "" of what cannot be seen yet. */
export function characterWidth(texts: readonly string[], font: string): number | null {
  const text = visibleText(texts.join("")) || "0";
  const context = document.createElement("canvas").getContext("2d")!;
  context.font = font;
  return font === "" ? null : (context.measureText(text).width / text.length) * WIDER;
}
