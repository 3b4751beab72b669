import assert from "node:assert/strict";
import { onnxChain, onnxLostInSums, withUnusedOperatorSet } from "./made-models.mjs";
import { openModels, screenshot } from "./session.mjs";

const VERIFY = "Model Bonsai: Verify Against Original";

describe("Verify Against Original", () => {
  it("tells how far a model is off, in the header, layer by layer and in the graph", async () => {
    const { workbench } = await openModels(["mnist-cnn.tflite"]);
    const view = await workbench.openModel("mnist-cnn.tflite");
    await workbench.command(VERIFY);
    await view.told("There is nothing to verify");
    await workbench.command("Model Bonsai: Shrink for Device");
    await view.delta();
    assert.ok(await view.find("#verdict").isHidden());
    await workbench.command(VERIFY);
    const verdict = view.find("#verdict", { hasText: /^close, \d+\.\d dB$/ });
    await verdict.waitFor();
    await view.told(/^Verify Against Original: close: "probabilities" differs most/);
    await view.find(".legend").waitFor();
    await screenshot("verified");
    await verdict.click();
    await view.find("#verification tbody tr", { hasText: "probabilities" }).waitFor();
    const figures = await view.find("#layers td.noise").allInnerTexts();
    assert.ok(figures.filter((figure) => /^\d+\.\d dB$/.test(figure)).length > 3, figures.join());
    await view.graph.locator('.graph-node[aria-label*="accumulated signal to noise"]').first().waitFor();
    await screenshot("verified-details");
    await view.find("select.color-by").selectOption("");
    assert.ok(await view.find(".legend").isHidden());
    await view.summary.click();
    await workbench.page.keyboard.press("Control+z");
    await view.waitUntilUnchanged();
    assert.ok(await view.find("#verdict").isHidden());
    assert.ok(await view.find("#verification").isHidden());
    await workbench.page.keyboard.press("Control+y");
    await verdict.waitFor();
  });

  for (const name of ["mnist-mlp.pb", "mnist-mlp.onnx"]) {
    it(`runs ${name}`, async () => {
      const { workbench } = await openModels([name]);
      const view = await workbench.openModel(name);
      await workbench.command("Model Bonsai: Quantize to float16");
      await view.delta();
      await workbench.command(VERIFY);
      await view.find("#verdict", { hasText: /^close, \d+\.\d dB$/ }).waitFor();
    });
  }

  it("is given up when it is cancelled, and can be asked for again", async () => {
    const model = withUnusedOperatorSet(Buffer.concat(onnxChain(25, 1024)), "made.for.a.test");
    const { workbench } = await openModels([], { "large.onnx": model });
    const view = await workbench.openModel("large.onnx");
    await workbench.command("Model Bonsai: Strip Metadata");
    await view.steps.first().waitFor();
    await workbench.command(VERIFY);
    await view.busy.waitFor();
    await view.find("#message button", { hasText: "Cancel" }).click();
    await view.busy.waitFor({ state: "hidden" });
    assert.ok(await view.find("#verdict").isHidden());
    assert.equal(await workbench.toast("").count(), 0);
    await workbench.command(VERIFY);
    await view.find("#verdict", { hasText: /^(identical|equal)/ }).waitFor();
  });

  it("names a step that should change no numbers and does, and takes it back", async () => {
    const { workbench } = await openModels([], { "lost.onnx": onnxLostInSums() });
    const view = await workbench.openModel("lost.onnx");
    await workbench.command("Model Bonsai: Fuse Bias and Padding");
    await view.delta();
    await workbench.command(VERIFY);
    await view
      .find("#verification .bad", { hasText: "Fuse Bias and Padding promises to change no numbers and does" })
      .waitFor();
    await screenshot("verified-faulty");
    await view.find("#verification button").click();
    await view.waitUntilUnchanged();
  });
});
