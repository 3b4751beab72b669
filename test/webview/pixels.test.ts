import assert from "node:assert/strict";
import { Pixels, wordOf } from "../../webview/graph/pixels";

/** Row by row, a letter for each pixel: the first of its colour's name, or "." where there is none. */
function seen({ bytes, width, height }: Pixels): string[] {
  const letterOf = (at: number) => (bytes[at + 3] === 0 ? "." : bytes[at] === 255 ? "r" : "b");
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => letterOf((y * width + x) * 4)).join(""),
  );
}

describe("a picture of filled rectangles", () => {
  const red = wordOf([255, 0, 0, 1]);
  const blue = wordOf([0, 0, 255, 1]);

  it("has each where it was filled, the last on top", () => {
    const pixels = new Pixels(5, 3);
    pixels.fill(0, 0, 3, 2, red);
    pixels.fill(2, 1, 4, 3, blue);
    assert.deepEqual(seen(pixels), ["rrr..", "rrbb.", "..bb."]);
    pixels.clear();
    assert.deepEqual(seen(pixels), [".....", ".....", "....."]);
  });

  it("leaves out what is beyond its sides", () => {
    const pixels = new Pixels(3, 2);
    pixels.fill(-5, -5, 1, 1, red);
    pixels.fill(2, 1, 1e9, 1e9, blue);
    pixels.fill(3, 0, 4, 2, red);
    pixels.fill(-4, 0, 0, 2, red);
    assert.deepEqual(seen(pixels), ["r..", "..b"]);
  });

  it("keeps the opacity of a colour", () => {
    const pixels = new Pixels(1, 1);
    pixels.fill(0, 0, 1, 1, wordOf([10, 20, 30, 0.5]));
    assert.deepEqual([...pixels.bytes], [10, 20, 30, 128]);
  });
});
