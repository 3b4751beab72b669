import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { openModels, screenshot } from "./session.mjs";
import { assertSize, sizesIn } from "./model-view.mjs";

const FORMATS = { tflite: /TFLite/, onnx: /ONNX/, pb: /TensorFlow/ };

describe("Opening", () => {
  for (const [extension, title] of Object.entries(FORMATS)) {
    it(`a double click draws a .${extension} model`, async () => {
      const name = `mnist-cnn.${extension}`;
      const { folder, workbench } = await openModels([name]);
      const view = await workbench.openModel(name);
      const summary = await view.summary.innerText();
      assert.match(summary, title);
      assert.match(summary, /5[1-3]\.\d K parameters/);
      assertSize(sizesIn(summary)[0], statSync(join(folder, name)).size);
      assert.match(await view.endpoint("input").textContent(), /input.*float32.*28/);
      assert.match(await view.endpoint("output").textContent(), /probabilities/);
      assert.equal(await view.find(".graph-node").first().getAttribute("role"), "treeitem");
      assert.ok((await view.layerNames()).some((layer) => layer.includes("probabilities")));
      await screenshot(`open-${extension}`);
    });
  }
});
