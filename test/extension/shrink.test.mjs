import assert from "node:assert/strict";
import { deltaIn, sizesIn } from "./model-view.mjs";
import { openModels, screenshot } from "./session.mjs";

async function openForm(view, transform) {
  await view.find("#shrink").click();
  await view.transform(transform).click();
  await view.form.waitFor();
}

describe("Shrink panel", () => {
  it("lists what can be done, by group", async () => {
    const { workbench } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    await view.find("#shrink").click();
    await view.transform("quantize-weights").filter({ hasText: "Quantize to int8" }).waitFor();
    const groups = await view.find("#shrink-panel h3").allInnerTexts();
    assert.deepEqual(
      groups.map((group) => group.toLowerCase()),
      ["bits", "parameters", "nodes"],
    );
    assert.ok(await view.transform("quantize-nodes").isDisabled());
    await view.transform("quantize-nodes").filter({ hasText: "Not here: only TensorFlow has" }).waitFor();
    assert.ok(await view.transform("quantize-dynamic").isEnabled());
    await screenshot("shrink-panel");
  });

  it("previews the size that a step then has", async () => {
    const { workbench } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    for (const transform of ["quantize-weights", "quantize-float16"]) {
      await openForm(view, transform);
      const preview = deltaIn(await view.previewed("→"));
      await screenshot(`preview-${transform}`);
      await workbench.waitUntilDirty(false);
      await view.formButton("Apply").click();
      const { before, after } = await view.delta();
      assert.equal(preview.before, before);
      assert.ok(Math.abs(preview.after - after) <= after * 0.01, `${preview.after} was previewed for ${after}`);
      await view.form.waitFor({ state: "detached" });
      await view.summary.click();
      await workbench.page.keyboard.press("Control+z");
      await view.waitUntilUnchanged();
    }
  });

  it("says how a result zips that is as large as before", async () => {
    const { workbench } = await openModels(["mnist-mlp.tflite"]);
    const view = await workbench.openModel("mnist-mlp.tflite");
    await openForm(view, "prune-weights");
    const half = gzipIn(await view.previewed("as before"));
    await view.field("sparsity").fill("0.9");
    await view.preview.filter({ hasNotText: half.text }).waitFor();
    const most = gzipIn(await view.previewed("as before"));
    assert.ok(most.after < half.after && half.after < half.before, `${half.text}, ${most.text}`);
  });

  it("refuses what a parameter cannot be, beside its field", async () => {
    const { workbench } = await openModels(["mnist-mlp.tflite"]);
    const view = await workbench.openModel("mnist-mlp.tflite");
    await openForm(view, "prune-weights");
    await view.field("sparsity").fill("2");
    await view.find(".field .problem", { hasText: "A number from 0 to 1." }).waitFor();
    assert.ok(await view.formButton("Apply").isDisabled());
    await screenshot("form-problem");
    await view.field("sparsity").fill("0.8");
    await view.previewed("as before");
    await view.field("pattern").fill("4:2");
    await view.previewed("has to be unstructured or two numbers");
    await view.field("pattern").fill("2:4");
    await view.previewed("as before");
  });

  it("shows fields, what they lead to and how to apply it at 150 % zoom", async () => {
    const { workbench } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    await workbench.command("Model Bonsai: Fold Batch Normalization");
    await view.delta();
    await workbench.page.setViewportSize({ width: 933, height: 600 });
    await workbench.command("Model Bonsai: Prune Channels...");
    await view.previewed("→");
    await screenshot("form-150-percent");
    const body = await view.find(".form-body").boundingBox();
    const isInSight = async (locator) => {
      const { y, height } = await locator.boundingBox();
      return y >= body.y && y + height <= body.y + body.height;
    };
    const field = view.find(".field").first();
    assert.ok(await isInSight(field.locator("label")), "the label");
    assert.ok(await isInSight(field.locator("input")), "the field");
    assert.ok(body.height >= 110, `${body.height} pixels for fields`);
    assert.ok((await view.formButton("Apply").boundingBox()).y < 600);
  });

  it("is used with the keyboard alone", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    const { keyboard } = workbench.page;
    const focused = (selector) => view.find(`${selector}:focus`).waitFor();
    await view.find("#shrink").focus();
    await keyboard.press("Enter");
    await focused(".device button");
    await keyboard.press("Tab");
    await focused(".transform");
    await view.transform("quantize-weights").focus();
    await keyboard.press("Enter");
    await focused("#parameter-bits");
    await keyboard.press("Escape");
    await focused('[data-transform="quantize-weights"]');
    await keyboard.press("Enter");
    await focused("#parameter-bits");
    const applied = view.find('.form-actions button[type="submit"]:focus');
    while ((await applied.count()) === 0) {
      await keyboard.press("Tab");
    }
    await keyboard.press("Enter");
    await view.delta();
    await view.form.waitFor({ state: "detached" });
    await focused('[data-transform="quantize-weights"]');
  });

  it("edits a step, and undo brings the old one back", async () => {
    const { workbench } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    await openForm(view, "quantize-weights");
    await view.formButton("Apply").click();
    const first = await view.delta();
    await workbench.command("Model Bonsai: Sort Nodes");
    await view.steps.first().hover();
    await view.find('button[aria-label="Edit Quantize to int8"]').click();
    assert.equal(await view.field("minimumElements").inputValue(), "1024");
    await view.field("minimumElements").fill("16");
    await view.preview.filter({ hasNotText: first.percent.toString().slice(1) }).waitFor();
    const preview = deltaIn(await view.previewed("→"));
    await screenshot("edit-step");
    await view.formButton("Change").click();
    await view.form.waitFor({ state: "detached" });
    const second = await view.delta();
    assert.notDeepEqual(second, first);
    assert.ok(Math.abs(preview.after - second.after) <= second.after * 0.01);
    await view.summary.click();
    await workbench.page.keyboard.press("Control+z");
    await view.summary.filter({ hasText: `${Math.abs(first.percent)} %` }).waitFor();
    assert.deepEqual(await view.delta(), first);
  });

  it("Shrink for Device is one edit", async () => {
    const { workbench } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    await view.find("#shrink").click();
    await view.find(".device button").click();
    const { percent } = await view.delta();
    assert.ok(percent < -65, `${percent} %`);
    const titles = await view.find("#steps .step > span:nth-child(2)").allInnerTexts();
    assert.ok(titles.includes("Quantize to int8"));
    assert.ok(titles.includes("Fold Batch Normalization"));
    await workbench.closeToasts();
    await screenshot("shrink-for-device");
    await view.summary.click();
    await workbench.page.keyboard.press("Control+z");
    await view.waitUntilUnchanged();
    assert.equal(await view.steps.count(), 0);
    await workbench.waitUntilDirty(false);
    await workbench.command("Model Bonsai: Shrink for Device");
    assert.equal((await view.delta()).percent, percent);
  });

  it("Shrink for Device says why weights stay as they are", async () => {
    const { workbench } = await openModels(["mnist-cnn.pb"]);
    const view = await workbench.openModel("mnist-cnn.pb");
    await workbench.command("Model Bonsai: Quantize to int8");
    await view.delta();
    await workbench.command("Model Bonsai: Shrink for Device");
    await view.told(/Quantize to int8: nothing changed \(.*already stored as quint8/);
  });

  it("a form is there again after its tab was hidden", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx", "mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await openForm(view, "cluster-weights");
    await view.field("clusters").fill("32");
    await view.previewed("as before");
    await workbench.openModel("mnist-cnn.onnx");
    await workbench.page.keyboard.press("Control+PageUp");
    await workbench.openModel("mnist-mlp.onnx");
    assert.equal(await view.field("clusters").inputValue(), "32");
  });
});

function gzipIn(text) {
  const [line] = /gzip .*/.exec(text);
  const [before, after] = sizesIn(line);
  return { text: line, before, after };
}
