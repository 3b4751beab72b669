import assert from "node:assert/strict";
import { onnxChain } from "./made-models.mjs";
import { openModels, screenshot, server } from "./session.mjs";
import { violations } from "./violations.mjs";

/** Colours of pixels in a part of a canvas, given by its sides from 0 to 1, that are not the page's. */
function painted(canvas, [left, top, right, bottom]) {
  return canvas.evaluate(
    (element, [left, top, right, bottom]) => {
      const { width, height } = element;
      const pixels = element
        .getContext("2d")
        .getImageData(width * left, height * top, width * (right - left), height * (bottom - top)).data;
      let count = 0;
      for (let at = 3; at < pixels.length; at += 4) {
        count += pixels[at] > 200 ? 1 : 0;
      }
      return count / (pixels.length / 4);
    },
    [left, top, right, bottom],
  );
}

describe("Overview", () => {
  after(() => server.changeSettings({}));

  for (const theme of ["Default Dark Modern", "Default High Contrast Light"]) {
    it(`all of 4,000 nodes are seen at once in ${theme}, and can be reached with keys`, async () => {
      server.changeSettings({ "workbench.colorTheme": theme });
      const { workbench } = await openModels([], { "long.onnx": Buffer.concat(onnxChain(2000, 8)) });
      const view = await workbench.openModel("long.onnx");
      await view.find('.tools button[aria-label^="Fit (0)"]').click();
      const canvas = view.find(".pane canvas");
      await workbench.page.waitForTimeout(300);
      await screenshot(`overview-${theme.replaceAll(" ", "-").toLowerCase()}`);
      for (const x of [0.1, 0.5, 0.85]) {
        const share = await painted(canvas, [x, 0.1, x + 0.1, 0.9]);
        assert.ok(share > 0.1, `${share} of the part at ${x} is painted`);
      }
      assert.ok((await painted(view.find(".minimap canvas").first(), [0, 0.1, 0.8, 0.9])) > 0.3);
      assert.equal(await view.find(".graph-node").count(), 300);
      assert.equal(await view.find('.graph-node[tabindex="0"]').count(), 1);
      assert.deepEqual(await violations(view), []);
      await view.find(".graph-node").nth(3).focus();
      await workbench.page.keyboard.press("End");
      await view.find('.graph-node[aria-selected="true"][aria-label^="output"]:focus').waitFor();
      await workbench.page.keyboard.press("Home");
      await view.find('.graph-node[aria-selected="true"][aria-label^="input"]:focus').waitFor();
    });
  }

  it("zooming in leads to what is under the pointer, and the strip beside the graph to any part of it", async () => {
    const { workbench } = await openModels([], { "long.onnx": Buffer.concat(onnxChain(300, 8)) });
    const view = await workbench.openModel("long.onnx");
    await view.find('.tools button[aria-label^="Fit (0)"]').click();
    const { x, y, width, height } = await view.find(".pane").boundingBox();
    await workbench.page.mouse.move(x + width / 2, y + height / 2);
    await workbench.page.keyboard.down("Control");
    for (let step = 0; step < 8; step++) {
      await workbench.page.mouse.wheel(0, -120);
    }
    await workbench.page.keyboard.up("Control");
    await view.find('.graph-node[aria-label*="layer"]').first().waitFor();
    const shown = await view
      .find(".graph-node")
      .evaluateAll((nodes) => nodes.map((node) => Number(/layer(\d+)/.exec(node.ariaLabel)?.[1] ?? NaN)));
    const layers = shown.filter((layer) => !Number.isNaN(layer));
    assert.ok(layers.length > 0 && layers.length < 20, `${layers}`);
    assert.ok(Math.min(...layers) > 100 && Math.max(...layers) < 200, `${layers}`);
    await screenshot("overview-zoomed");
    const strip = await view.find(".minimap").boundingBox();
    await workbench.page.mouse.click(strip.x + 20, strip.y + strip.height - 4);
    await view.find('.graph-node[aria-label^="output"]').waitFor();
    await workbench.page.mouse.click(strip.x + 20, strip.y + 4);
    await view.find('.graph-node[aria-label^="input"]').waitFor();
    const tools = await view.find(".tools").boundingBox();
    assert.ok(strip.x >= x + width - 1 && tools.y + tools.height <= y + 1);
  });
});
