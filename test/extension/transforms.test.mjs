import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/root.mjs";
import { withUnusedConstant } from "./made-models.mjs";
import { assertSize, deltaIn, sizesIn } from "./model-view.mjs";
import { openModels, screenshot } from "./session.mjs";

describe("Transforms", () => {
  it("int8 shows what it saves in header, status bar and per layer, and covers nothing", async () => {
    const { folder, workbench } = await openModels(["mnist-mlp.tflite"]);
    const view = await workbench.openModel("mnist-mlp.tflite");
    await workbench.command("Model Bonsai: Quantize to int8");
    const delta = await view.delta();
    assertSize(delta.before, statSync(join(folder, "mnist-mlp.tflite")).size);
    assert.ok(delta.percent < -70 && delta.percent > -75, `${delta.percent} %`);
    const status = workbench.statusBar.getByText("params");
    await status.filter({ hasText: "→" }).waitFor();
    assert.deepEqual(deltaIn(await status.innerText()), delta);
    await view.told(/Quantize to int8: .*→/);
    assert.equal(await workbench.toast("").count(), 0);
    const layer = await view.rows.filter({ hasText: "→" }).first().innerText();
    const [before, after] = sizesIn(layer.replace(/([\d.]+) → ([\d.]+) (\w+)/, "$1 $3 → $2 $3"));
    assert.ok(after < before * 0.3, layer);
    assert.equal(await view.steps.count(), 1);
    assert.match(await view.steps.innerText(), /Quantize to int8/);
    assert.match(await view.find("#notes").innerText(), /under 1,024 elements/);
    await screenshot("quantize-int8");
  });

  it("undo and redo, and the mark on the tab follows", async () => {
    const { workbench } = await openModels(["mnist-mlp.tflite"]);
    const view = await workbench.openModel("mnist-mlp.tflite");
    await workbench.waitUntilDirty(false);
    await workbench.command("Model Bonsai: Quantize to int8");
    const delta = await view.delta();
    await workbench.waitUntilDirty();
    await view.summary.click();
    await workbench.page.keyboard.press("Control+z");
    await view.waitUntilUnchanged();
    await workbench.waitUntilDirty(false);
    assert.equal(await view.steps.count(), 0);
    assert.equal(await view.message.innerText(), "");
    await workbench.page.keyboard.press("Control+Shift+z");
    assert.deepEqual(await view.delta(), delta);
    await workbench.waitUntilDirty();
  });

  it("steps change places and go, and undo brings them back", async () => {
    const sample = readFileSync(join(ROOT, "samples", "mnist-mlp.pb"));
    const { workbench } = await openModels([], { "leftover.pb": withUnusedConstant(sample, "leftover", 5000) });
    const view = await workbench.openModel("leftover.pb");
    await workbench.command("Model Bonsai: Quantize to int8");
    await view.delta();
    await workbench.command("Model Bonsai: Strip Unused Nodes");
    await view.steps.nth(1).waitFor();
    const titles = () => view.find("#steps .step > span:nth-child(2)").allInnerTexts();
    assert.deepEqual(await titles(), ["Quantize to int8", "Strip Unused Nodes"]);
    const whole = (await view.delta()).after;

    await view.steps.nth(1).hover();
    await screenshot("steps");
    await view.find('button[aria-label="Do Strip Unused Nodes before step 1"]').click();
    await view.steps.first().filter({ hasText: "Strip" }).waitFor();
    assert.deepEqual(await titles(), ["Strip Unused Nodes", "Quantize to int8"]);
    assert.equal((await view.delta()).after, whole);

    await view.steps.first().hover();
    await view.find('button[aria-label="Remove Strip Unused Nodes"]').click();
    await view.steps.nth(1).waitFor({ state: "detached" });
    assert.deepEqual(await titles(), ["Quantize to int8"]);
    assert.ok((await view.delta()).after > whole);

    await view.summary.click();
    await workbench.page.keyboard.press("Control+z");
    await view.steps.nth(1).waitFor();
    await workbench.page.keyboard.press("Control+z");
    await view.steps.first().filter({ hasText: "int8" }).waitFor();
    assert.deepEqual(await titles(), ["Quantize to int8", "Strip Unused Nodes"]);
  });

  it("float16 halves", async () => {
    const { workbench } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    await workbench.command("Model Bonsai: Quantize to float16");
    const { percent } = await view.delta();
    assert.ok(percent < -40 && percent > -50, `${percent} %`);
    await screenshot("quantize-float16");
  });

  it("shows the form where there is no good value for all models", async () => {
    const { workbench } = await openModels(["mnist-mlp.tflite"]);
    const view = await workbench.openModel("mnist-mlp.tflite");
    await workbench.command("Model Bonsai: Prune Weights...");
    await view.find("#parameter-sparsity:focus").waitFor();
    assert.equal(await view.field("sparsity").inputValue(), "0.5");
    await workbench.rememberKeys();
    await workbench.page.keyboard.press("ControlOrMeta+a");
    await workbench.page.keyboard.type("0.8");
    await workbench.gotKey("8");
    // It would select all again, and what is typed next would take the place of all that was.
    assert.ok(!(await workbench.keys()).includes("a"), "VS Code is handed Ctrl+A");
    await workbench.page.keyboard.press("Enter");
    await view.steps.filter({ hasText: "Prune Weights" }).waitFor();
    await view.told("as before");
    await workbench.waitUntilDirty();
  });

  it("strips what nothing reads from a frozen graph", async () => {
    const sample = readFileSync(join(ROOT, "samples", "mnist-mlp.pb"));
    const { workbench } = await openModels([], { "leftover.pb": withUnusedConstant(sample, "leftover", 50_000) });
    const view = await workbench.openModel("leftover.pb");
    await workbench.command("Model Bonsai: Strip Unused Nodes");
    const delta = await view.delta();
    assertSize(delta.after, sample.length);
    await screenshot("strip-unused");
  });

  it("a step that changes nothing says so and leaves the file as it is", async () => {
    const { workbench } = await openModels(["mnist-mlp.pb"]);
    const view = await workbench.openModel("mnist-mlp.pb");
    await workbench.command("Model Bonsai: Strip Unused Nodes");
    await view.told("nothing changed");
    await workbench.waitUntilDirty(false);
    await view.find('#message button[aria-label="Close"]').click();
    assert.equal(await view.message.innerText(), "");
    await view.find("#shrink:focus").waitFor();
  });
});
