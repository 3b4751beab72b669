import assert from "node:assert/strict";
import { measurer } from "../../src/drawing/fonts";
import type { Theme } from "../../src/drawing/theme";

const WIDTHS: Readonly<Record<string, number>> = { M: 9, i: 3 };
const theme = { font: "Proportional", mono: "Mono" } as Theme;

/** A canvas whose letters are as wide as in its font, which notes what it was asked. */
function canvas() {
  const asked: string[] = [];
  return {
    font: "",
    asked,
    measureText(text: string) {
      asked.push(text);
      const widthOf = (letter: string) => (this.font.endsWith("Mono") ? 6 : (WIDTHS[letter] ?? 5));
      return { width: [...text].reduce((sum, letter) => sum + widthOf(letter), 0) };
    },
  };
}

describe("widths of texts", () => {
  it("are those of the canvas, each asked for once", () => {
    const context = canvas();
    const measure = measurer(context, theme);
    assert.deepEqual([measure("Mini", "pill"), measure("Mini", "pill"), measure("Mini", "cardTitle")], [20, 20, 20]);
    assert.equal(context.asked.filter((text) => text === "Mini").length, 2);
  });

  it("are not asked for where all letters are of one width, but where they are of another script", () => {
    const context = canvas();
    const measure = measurer(context, theme);
    for (let at = 0; at < 100; at++) {
      assert.equal(measure(`layer${at + 100}/Mini`, "cardDetail"), 13 * 6);
    }
    assert.ok(context.asked.length < 10);
    assert.equal(measure("層", "cardDetail"), 6);
    assert.equal(context.asked.at(-1), "層");
  });
});
