import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onnxChain } from "./made-models.mjs";
import { makeFolder, openWindow, screenshot } from "./session.mjs";

describe("A long step", () => {
  it("can be cancelled, and the extension answers meanwhile", async () => {
    const folder = makeFolder([]);
    await writeFile(join(folder, "large.onnx"), onnxChain(200, 1024));
    const workbench = await openWindow(folder);
    const view = await workbench.openModel("large.onnx");
    await workbench.command("Model Bonsai: Quantize to int8");
    const progress = workbench.toast("Quantize to int8");
    await progress.waitFor();
    await view.busy.waitFor();
    await screenshot("busy");
    const start = Date.now();
    await workbench.command("Model Bonsai: Save Recipe");
    await workbench.toast("There are no steps to save yet.").waitFor();
    const answered = Date.now() - start;
    await progress.locator(".monaco-button", { hasText: "Cancel" }).click();
    await progress.waitFor({ state: "hidden" });
    await view.busy.waitFor({ state: "hidden" });
    await workbench.waitUntilDirty(false);
    assert.doesNotMatch(await view.summary.innerText(), /→/);
    assert.ok(answered < 2000, `answered after ${answered} ms`);
  });
});
