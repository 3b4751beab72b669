import assert from "node:assert/strict";
import fc from "fast-check";
import { contrast, over, parseColor, printColor, readable, type Color } from "../../webview/look/contrast";

const WHITE: Color = [255, 255, 255, 1];
const BLACK: Color = [0, 0, 0, 1];

describe("colours", () => {
  it("are read in the forms that a canvas gives", () => {
    assert.deepEqual(parseColor("#f8c9ab"), [248, 201, 171, 1]);
    assert.deepEqual(parseColor("rgba(1, 2, 3, 0.5)"), [1, 2, 3, 0.5]);
    assert.equal(printColor([1.4, 2.6, 255, 1]), "rgb(1, 3, 255)");
  });

  it("have the contrast that WCAG states", () => {
    assert.equal(contrast(BLACK, WHITE), 21);
    assert.ok(Math.abs(contrast(parseColor("#767676"), WHITE) - 4.54) < 0.01);
    assert.deepEqual(over([0, 0, 0, 0.5], WHITE), [127.5, 127.5, 127.5, 1]);
  });

  it("stay where they can be read, and else come closer to the foreground until they can", () => {
    const blue = parseColor("#0451a5");
    assert.deepEqual(readable(blue, BLACK, [WHITE]), blue);
    const channel = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), (rgb) => {
        const made = readable([...rgb, 1], WHITE, [BLACK, [30, 30, 30, 1]]);
        assert.ok(contrast(made, [30, 30, 30, 1]) >= 4.5);
      }),
    );
  });
});
