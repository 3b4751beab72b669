import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/root.mjs";
import { openModels, openWindow } from "./session.mjs";

/** VS Code writes a backup a second after an edit, and the browser remembers which one within five more. */
const REMEMBERED = 10_000;

async function openWithStep() {
  const { folder, workbench } = await openModels(["mnist-mlp.onnx"]);
  const view = await workbench.openModel("mnist-mlp.onnx");
  await workbench.command("Model Bonsai: Quantize to int8");
  return { folder, workbench, delta: await view.delta() };
}

async function assertRestored(workbench, delta) {
  const view = workbench.view();
  await view.drawn();
  assert.deepEqual(await view.delta(), delta);
  assert.equal(await view.steps.count(), 1);
  await workbench.waitUntilDirty();
}

async function reload(workbench) {
  const loaded = workbench.page.waitForEvent("load");
  await workbench.choose("Developer: Reload Window");
  await loaded;
  await workbench.ready();
}

describe("Hot exit", () => {
  it("unsaved steps are back after the window was reloaded", async () => {
    const { workbench, delta } = await openWithStep();
    await workbench.page.waitForTimeout(2000);
    await reload(workbench);
    await assertRestored(workbench, delta);
    await workbench.view().summary.click();
    await workbench.page.keyboard.press("Control+z");
    await workbench.view().waitUntilUnchanged();
    await workbench.waitUntilDirty(false);
    await workbench.page.keyboard.press("Control+Shift+z");
    await assertRestored(workbench, delta);
  });

  it("steps that were saved and undone are undone after the window was reloaded, and the file is what was saved", async () => {
    const { folder, workbench } = await openWithStep();
    const file = join(folder, "mnist-mlp.onnx");
    const before = readFileSync(join(ROOT, "samples", "mnist-mlp.onnx"));
    await workbench.page.keyboard.press("Control+s");
    await workbench.answer("Overwrite");
    await workbench.waitUntilDirty(false);
    const saved = readFileSync(file);
    await workbench.view().summary.click();
    await workbench.page.keyboard.press("Control+z");
    await workbench.view().waitUntilUnchanged();
    await workbench.waitUntilDirty();
    await workbench.page.waitForTimeout(2000);
    await reload(workbench);
    const view = workbench.view();
    await view.drawn();
    await view.waitUntilUnchanged();
    await workbench.waitUntilDirty();
    assert.deepEqual(readFileSync(file), saved);
    await view.summary.click();
    await workbench.page.keyboard.press("Control+s");
    await workbench.waitUntilDirty(false);
    assert.deepEqual(readFileSync(file), before);
  });

  it("unsaved steps are back after the window was closed", async () => {
    const { folder, workbench, delta } = await openWithStep();
    await workbench.page.waitForTimeout(REMEMBERED);
    await workbench.page.close();
    await assertRestored(await openWindow(folder, workbench.page.context()), delta);
  });
});
