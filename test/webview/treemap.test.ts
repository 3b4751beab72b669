import assert from "node:assert/strict";
import fc from "fast-check";
import { treemap } from "../../webview/model/treemap";

const sizes = fc
  .array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 60 })
  .map((weights) => weights.sort((a, b) => b - a));

describe("The map of bytes", () => {
  it("gives each its area, inside of the whole, and none lies over another", () => {
    fc.assert(
      fc.property(sizes, (weights) => {
        const made = treemap(weights, 400, 260);
        const whole = weights.reduce((sum, each) => sum + each, 0);
        made.forEach(({ x, y, width, height }, index) => {
          assert.ok(Math.abs(width * height - (weights[index]! / whole) * 400 * 260) < 1e-6 * 400 * 260);
          assert.ok(x >= -1e-6 && y >= -1e-6 && x + width <= 400 + 1e-6 && y + height <= 260 + 1e-6);
        });
        for (const [index, a] of made.entries()) {
          for (const b of made.slice(index + 1)) {
            const apart =
              a.x + a.width <= b.x + 1e-6 ||
              b.x + b.width <= a.x + 1e-6 ||
              a.y + a.height <= b.y + 1e-6 ||
              b.y + b.height <= a.y + 1e-6;
            assert.ok(apart, JSON.stringify([a, b]));
          }
        }
      }),
    );
  });

  it("keeps rectangles of equal size close to squares", () => {
    for (const { width, height } of treemap(new Array<number>(24).fill(1), 600, 400)) {
      assert.ok(Math.max(width / height, height / width) < 2, `${width} × ${height}`);
    }
  });
});
