import assert from "node:assert/strict";
import { openModels, screenshot } from "./session.mjs";
import { violations } from "./violations.mjs";

describe("Model panel", () => {
  it("tells versions and where the bytes are, and its map leads to the layers", async () => {
    const { workbench } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    await view.find("vscode-tab-header", { hasText: "Model" }).click();
    const panel = view.find("#model");
    await panel.locator("dt", { hasText: "IR version" }).waitFor();
    assert.match(await panel.innerText(), /operator set ai\.onnx\s+17[\s\S]*float32\s+208 KB[\s\S]*Conv\s+199 KB/);
    const cut = await panel
      .locator("dt")
      .evaluateAll(
        (names) =>
          names.filter((name) => name.scrollWidth > name.clientWidth || name.scrollHeight > name.clientHeight).length,
      );
    assert.equal(cut, 0, "names of what is told are whole");
    const parts = view.find("#bytes-map button");
    assert.ok((await parts.count()) > 10);
    await screenshot("model-panel");
    assert.deepEqual(await violations(view), []);
    await parts.first().focus();
    await workbench.page.keyboard.press("ArrowRight");
    const label = await view.find("#bytes-map button:focus").getAttribute("aria-label");
    await workbench.page.keyboard.press("Enter");
    await view.find(`.graph-node[aria-selected="true"][aria-label*="${label.split(",")[0]}"]`).waitFor();

    await workbench.command("Model Bonsai: Quantize to int8");
    await panel.locator(".shares .name", { hasText: "int8" }).first().waitFor();
  });
});
