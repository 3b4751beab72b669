import assert from "node:assert/strict";
import { boxOf, nodeAt, nodesBetween, rowsBetween } from "../../src/drawing/scene";
import { chainScene, sceneOf } from "../support/scene";

describe("a scene", () => {
  it("knows the rows between two heights, down to the pixel", () => {
    const scene = chainScene(20);
    const { rowTop, rowHeight } = scene.layout;
    for (let row = 1; row < 19; row++) {
      const [top, bottom] = [rowTop[row]!, rowTop[row]! + rowHeight[row]!];
      assert.deepEqual(rowsBetween(scene, top, bottom), [row, row]);
      assert.deepEqual(rowsBetween(scene, bottom + 1, rowTop[row + 1]! - 1), [row + 1, row]);
      assert.deepEqual(rowsBetween(scene, top - 41, bottom + 41), [row - 1, row + 1]);
    }
    assert.deepEqual(rowsBetween(scene, -100, -1), [0, -1]);
    assert.deepEqual(rowsBetween(scene, 1e6, 2e6), [20, 19]);
  });

  it("knows which nodes of a row lie between two sides, and which one lies at a place", () => {
    const scene = sceneOf(5, [
      [0, 1],
      [0, 2],
      [0, 3],
      [2, 4],
    ]);
    const row = scene.rows[1]!;
    assert.equal(row.length, 3);
    row.forEach((node, index) => {
      const { x, y, width, height } = boxOf(scene, node);
      assert.deepEqual(nodesBetween(scene, 1, x, x + width), [node]);
      assert.deepEqual(nodesBetween(scene, 1, x - 1e6, x + 1), row.slice(0, index + 1));
      assert.equal(nodeAt(scene, x + 1, y + 1), node);
      assert.equal(nodeAt(scene, x + width - 1, y + height - 1), node);
      assert.equal(nodeAt(scene, x - 2, y + 1), null);
      assert.equal(nodeAt(scene, x + 1, y - 2), null);
    });
  });
});
