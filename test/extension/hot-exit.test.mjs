import assert from "node:assert/strict";
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

describe("Hot exit", () => {
  it("unsaved steps are back after the window was reloaded", async () => {
    const { workbench, delta } = await openWithStep();
    await workbench.page.waitForTimeout(2000);
    const loaded = workbench.page.waitForEvent("load");
    await workbench.choose("Developer: Reload Window");
    await loaded;
    await workbench.ready();
    await assertRestored(workbench, delta);
  });

  it("unsaved steps are back after the window was closed", async () => {
    const { folder, workbench, delta } = await openWithStep();
    await workbench.page.waitForTimeout(REMEMBERED);
    await workbench.page.close();
    await assertRestored(await openWindow(folder, workbench.page.context()), delta);
  });
});
