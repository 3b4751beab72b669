import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openModels } from "./session.mjs";

describe("Layers as a file", () => {
  it("are saved as JSON as they are shown", async () => {
    const { workbench, folder } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await view.find("#layers th.bytes .sort").click();
    const names = await view.layerNames();
    const file = join(folder, "mnist-mlp.layers.json");
    await workbench.choose("Model Bonsai: Save Layers as CSV or JSON...");
    await workbench.fileDialog(join(folder, "mnist-mlp.layers.csv"));
    await workbench.acceptFile(file);
    await view.told("mnist-mlp.layers.json is saved.");
    const saved = JSON.parse(readFileSync(file, "utf8"));
    assert.deepEqual(
      saved.map(({ layer }) => layer),
      names,
    );
    assert.deepEqual(
      saved.map(({ bytes }) => bytes),
      saved.map(({ bytes }) => bytes).sort((a, b) => b - a),
    );
  });
});
