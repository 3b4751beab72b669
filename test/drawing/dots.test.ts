import assert from "node:assert/strict";
import type { Dots } from "../../src/drawing/dots";
import type { DrawingContext } from "../../src/drawing/drawing-context";
import { folded } from "../../src/drawing/fold";
import { paint } from "../../src/drawing/painter";
import type { Theme } from "../../src/drawing/theme";
import { rolesOf } from "../../src/drawing/theme";
import { chainScene } from "../support/scene";

const shapes = { blue: "blue", purple: "purple", green: "green", yellow: "yellow", orange: "orange", red: "red" };
const theme = { shapes, texts: shapes, roles: rolesOf(shapes, "grey") } as Theme;
const screen = { width: 300, height: 200 };

/** Draws a chain as a whole. @returns the names of the calls to the canvas, in order, and the colour of each dot. */
function paintChain(count: number, areDots: boolean) {
  const calls: string[] = [];
  const context = new Proxy({} as DrawingContext, {
    get: (_, name) => (name === "label" ? undefined : () => calls.push(String(name))),
    set: () => true,
  });
  const added: string[] = [];
  const dots: Dots = {
    add: (_x, _y, _width, _height, color) => added.push(color),
    finish: () => calls.push("dots"),
  };
  const scene = chainScene(count);
  const fold = folded(scene, screen);
  const scale = Math.min(screen.width / fold.width, screen.height / fold.height);
  const chosen = { selected: null, selectedFrame: null, matches: null, coloring: null };
  const options = { ...chosen, fold, screen, theme, ratio: 1, viewport: { scale, x: 0, y: 0 } };
  paint(context, scene, areDots ? { ...options, dots } : options);
  return { calls, added };
}

describe("an overview of thousands of nodes", () => {
  it("is handed to a canvas as one picture, below all else", () => {
    const { calls, added } = paintChain(5000, true);
    assert.equal(added.length, 5000);
    assert.deepEqual([...new Set(added)], ["green"]);
    assert.equal(calls.filter((each) => each === "dots").length, 1);
    assert.ok(!calls.includes("fillRect"));
    assert.ok(calls.length < 20, `${calls.length} calls`);
  });

  it("is drawn one by one where there are no pixels", () => {
    const { calls } = paintChain(5000, false);
    assert.equal(calls.filter((each) => each === "fillRect").length, 5000);
  });
});
