import assert from "node:assert/strict";
import { deltaIn } from "./model-view.mjs";
import { openModels, screenshot } from "./session.mjs";

describe("Run Recipe on Files", () => {
  it("shrinks those chosen in the explorer, and tells of each", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx", "mnist-cnn.tflite"], {
      "broken.onnx": "no model at all",
    });
    await workbench.chooseForFiles(["broken.onnx", "mnist-cnn.tflite", "mnist-mlp.onnx"], "Run Recipe on Files...");
    await workbench.choices.filter({ hasText: "Shrink for Device" }).click();
    const toast = workbench.toast("2 of 3 files");
    await toast.waitFor();
    const { percent } = deltaIn(await toast.innerText());
    assert.ok(percent < -65 && percent > -80, `${percent} %`);
    await workbench.file("mnist-mlp.small.onnx").waitFor();
    await workbench.file("mnist-cnn.small.tflite").waitFor();
    const table = workbench.page.locator(".view-lines", { hasText: "mnist-mlp.small.onnx" });
    await table.filter({ hasText: /broken\.onnx.*text.file/ }).waitFor();
    await workbench.closeToasts();
    await screenshot("run-on-files");
    assert.equal(await workbench.file("broken.small.onnx").count(), 0);

    const view = await workbench.openModel("mnist-cnn.small.tflite");
    assert.match(await view.summary.innerText(), /6\d\.\d KB/);
  });
});
