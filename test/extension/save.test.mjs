import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/root.mjs";
import { withUnusedConstant } from "./made-models.mjs";
import { assertSize, sizesIn } from "./model-view.mjs";
import { assertRuns, inspect } from "./reference.mjs";
import { openModels, screenshot, server } from "./session.mjs";

const original = (name) => readFileSync(join(ROOT, "samples", name));

describe("Saving", () => {
  it("asks once before a lossy result replaces the original", async () => {
    const { folder, workbench } = await openModels(["mnist-mlp.tflite"]);
    const file = join(folder, "mnist-mlp.tflite");
    const view = await workbench.openModel("mnist-mlp.tflite");
    await workbench.command("Model Bonsai: Quantize to float16");
    await view.delta();
    await workbench.page.keyboard.press("Control+s");
    await workbench.dialog.getByText("Overwrite the original mnist-mlp.tflite?").waitFor();
    await screenshot("overwrite-question");
    await workbench.answer("Cancel");
    await workbench.waitUntilDirty();
    assert.deepEqual(readFileSync(file), original("mnist-mlp.tflite"));

    await workbench.page.keyboard.press("Control+s");
    await workbench.answer("Overwrite");
    await workbench.waitUntilDirty(false);
    const saved = statSync(file).size;
    assert.ok(saved < original("mnist-mlp.tflite").length * 0.6);
    assertSize((await view.delta()).after, saved);
    assertRuns(file);

    await view.summary.click();
    await workbench.page.keyboard.press("Control+z");
    await view.waitUntilUnchanged();
    await workbench.waitUntilDirty();
    await workbench.command("Model Bonsai: Quantize to int8");
    await view.delta();
    await workbench.waitUntilDirty();
    await workbench.page.keyboard.press("Control+s");
    await workbench.waitUntilDirty(false);
    assert.ok(statSync(file).size < original("mnist-mlp.tflite").length * 0.3);
    assertRuns(file);
  });

  describe("with auto save on", () => {
    before(() => server.changeSettings({ "files.autoSave": "afterDelay" }));
    after(() => server.changeSettings({}));

    it("asks before the first write, in one question that stays, and writes by itself after that", async () => {
      const { folder, workbench } = await openModels(["mnist-mlp.onnx"]);
      const file = join(folder, "mnist-mlp.onnx");
      const view = await workbench.openModel("mnist-mlp.onnx");
      await workbench.command("Model Bonsai: Quantize to int8");
      await workbench.dialog.getByText("Overwrite the original mnist-mlp.onnx?").waitFor();
      await workbench.page.waitForTimeout(3000);
      assert.equal(await workbench.dialog.count(), 1);
      await screenshot("auto-save-question");
      await workbench.answer("Cancel");
      await workbench.waitUntilDirty();
      assert.deepEqual(readFileSync(file), original("mnist-mlp.onnx"));

      await workbench.command("File: Save");
      await workbench.answer("Overwrite");
      await workbench.waitUntilDirty(false);
      assertSize((await view.delta()).after, statSync(file).size);
      assertRuns(file);

      await view.summary.click();
      await workbench.page.keyboard.press("Control+z");
      await view.waitUntilUnchanged();
      await workbench.waitUntilDirty(false);
      assert.equal(await workbench.dialog.count(), 0);
      assert.deepEqual(readFileSync(file), original("mnist-mlp.onnx"));
    });

    it("asks also where nothing is lost", async () => {
      const sample = original("mnist-mlp.pb");
      const leftover = withUnusedConstant(sample, "leftover", 5000);
      const { folder, workbench } = await openModels([], { "leftover.pb": leftover });
      const file = join(folder, "leftover.pb");
      await workbench.openModel("leftover.pb");
      await workbench.command("Model Bonsai: Strip Unused Nodes");
      await workbench.dialog.getByText("Overwrite the original leftover.pb?").waitFor();
      assert.deepEqual(readFileSync(file), leftover);
      await workbench.answer("Overwrite");
      await workbench.waitUntilDirty(false);
      assert.deepEqual(readFileSync(file), sample);
    });
  });

  it("does not ask where nothing is lost", async () => {
    const sample = original("mnist-mlp.pb");
    const { folder, workbench } = await openModels([], { "leftover.pb": withUnusedConstant(sample, "leftover", 5000) });
    const view = await workbench.openModel("leftover.pb");
    await workbench.command("Model Bonsai: Strip Unused Nodes");
    await view.delta();
    await workbench.page.keyboard.press("Control+s");
    await workbench.waitUntilDirty(false);
    assert.deepEqual(readFileSync(join(folder, "leftover.pb")), sample);
  });

  for (const extension of ["tflite", "onnx", "pb"]) {
    it(`proposes mnist-cnn.int8.${extension} for a copy, which its runtime loads`, async () => {
      const name = `mnist-cnn.${extension}`;
      const { folder, workbench } = await openModels([name]);
      const view = await workbench.openModel(name);
      await workbench.command("Model Bonsai: Quantize to int8");
      const delta = await view.delta();
      await workbench.page.keyboard.press("Control+s");
      await workbench.answer("Save As...");
      const copy = join(folder, `mnist-cnn.int8.${extension}`);
      await workbench.fileDialog(copy);
      await screenshot(`save-as-${extension}`);
      await workbench.acceptFile(copy);
      await workbench.tabs.filter({ hasText: `mnist-cnn.int8.${extension}` }).waitFor();
      assertSize(delta.after, statSync(copy).size);
      assert.deepEqual(readFileSync(join(folder, name)), original(name));
      assert.equal(inspect(copy).bytes, statSync(copy).size);
      assertRuns(copy);
      // The copy is what one goes on with; the original is what it was.
      await workbench.view().drawn();
      assert.match(await workbench.activeTab.innerText(), /int8/);
      await workbench.waitUntilDirty(false);
      await workbench.tabs.filter({ hasText: name }).and(workbench.page.locator(":not(.dirty)")).waitFor();
    });
  }

  it("File: Save As writes a copy under a name of its own, and the editor goes on with that", async () => {
    const { folder, workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await workbench.command("Model Bonsai: Quantize to int8");
    const delta = await view.delta();
    const before = await workbench.statusBar.innerText();
    await workbench.command("File: Save As...");
    const copy = join(folder, "mnist-mlp.int8.onnx");
    await workbench.fileDialog(copy);
    await workbench.acceptFile(copy);
    await workbench.activeTab.filter({ hasText: "mnist-mlp.int8.onnx" }).waitFor();
    await workbench.view().drawn();
    assert.equal(await workbench.tabs.count(), 1);
    await workbench.waitUntilDirty(false);
    assertSize(delta.after, statSync(copy).size);
    assertRuns(copy);
    assert.deepEqual(readFileSync(join(folder, "mnist-mlp.onnx")), original("mnist-mlp.onnx"));
    // In the status bar too: no arrow from a size to another.
    await workbench.page.waitForTimeout(500);
    const after = await workbench.statusBar.innerText();
    assert.ok(before.includes("→") && !after.includes("→"), `${before} and then ${after}`);
    assertSize(sizesIn(after)[0], statSync(copy).size);
  });

  it("File: Revert File takes the steps back", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await workbench.command("Model Bonsai: Quantize to int8");
    await view.delta();
    await workbench.command("File: Revert File");
    await view.waitUntilUnchanged();
    await workbench.waitUntilDirty(false);
  });
});
