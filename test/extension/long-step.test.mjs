import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onnxChain, withUnusedOperatorSet } from "./made-models.mjs";
import { deltaIn } from "./model-view.mjs";
import { makeFolder, openModels, openWindow, screenshot } from "./session.mjs";

describe("A long step", () => {
  it("can be cancelled, and the extension answers meanwhile", async () => {
    const folder = makeFolder([], { "notes.txt": "notes" });
    await writeFile(join(folder, "large.onnx"), onnxChain(200, 1024));
    const workbench = await openWindow(folder);
    const view = await workbench.openModel("large.onnx");
    await workbench.command("Model Bonsai: Quantize to int8");
    await view.told("Quantize to int8...");
    await view.busy.waitFor();
    await screenshot("busy");
    assert.equal(await workbench.toast("").count(), 0);
    await workbench.command("Model Bonsai: Save Recipe");
    await view.find("#message button", { hasText: "Cancel" }).click();
    await view.told("There are no steps to save yet.");
    await view.busy.waitFor({ state: "hidden" });

    await workbench.command("Model Bonsai: Quantize to int8");
    await view.told("Quantize to int8...");
    await workbench.file("notes.txt").dblclick();
    const progress = workbench.toast("Quantize to int8");
    await progress.waitFor();
    await screenshot("busy-out-of-sight");
    await progress.locator(".monaco-button", { hasText: "Cancel" }).click();
    await progress.waitFor({ state: "hidden" });
    await workbench.page.keyboard.press("Control+PageUp");
    await view.drawn();
    await workbench.waitUntilDirty(false);
    assert.doesNotMatch(await view.summary.innerText(), /→/);
  });

  it("is done to the steps that are there when it ends: one that is undone meanwhile stays undone", async () => {
    const model = withUnusedOperatorSet(Buffer.concat(onnxChain(100, 1024)), "made.for.a.test");
    const { workbench } = await openModels([], { "large.onnx": model });
    const view = await workbench.openModel("large.onnx");
    await workbench.command("Model Bonsai: Strip Metadata");
    await view.steps.first().waitFor();
    await workbench.command("Model Bonsai: Quantize to int8");
    await view.told("Quantize to int8...");
    await workbench.page.keyboard.press("Control+z");
    await view.steps.first().waitFor({ state: "detached" });
    await view.busy.waitFor({ state: "hidden" });
    await view.steps.first().waitFor();
    assert.deepEqual(await view.steps.locator("> span:nth-child(2)").allInnerTexts(), ["Quantize to int8"]);
  });

  it("of 100 MB is previewed as it will be saved, and a preview that nobody waits for is given up", async () => {
    const folder = makeFolder([]);
    await writeFile(join(folder, "large.onnx"), onnxChain(25, 1024));
    const workbench = await openWindow(folder);
    const view = await workbench.openModel("large.onnx");
    await view.find("#shrink").click();
    await view.transform("cluster-weights").click();
    await view.find('.preview[aria-busy="true"]').waitFor();
    await view.formButton("Cancel").click();
    await view.transform("quantize-weights").click();
    const preview = deltaIn(await view.previewed("→"));
    await screenshot("preview-100-mb");
    await workbench.waitUntilDirty(false);
    await view.formButton("Apply").click();
    const { after } = await view.delta();
    assert.ok(Math.abs(preview.after - after) <= after * 0.01, `${preview.after} was previewed for ${after}`);
  });
});
