import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { openModels, screenshot } from "./session.mjs";

describe("Recipes", () => {
  it("steps are saved as a recipe and run on another model", async () => {
    const { folder, workbench } = await openModels(["mnist-mlp.onnx", "mnist-cnn.tflite"]);
    const first = await workbench.openModel("mnist-mlp.onnx");
    await workbench.command("Model Bonsai: Quantize to int8");
    await first.delta();
    await workbench.command("Model Bonsai: Save Recipe");
    const recipe = join(folder, "mnist-mlp.recipe.json");
    await workbench.fileDialog(recipe);
    await workbench.acceptFile(recipe);
    await workbench.file("mnist-mlp.recipe.json").waitFor();
    assert.deepEqual(JSON.parse(readFileSync(recipe, "utf8")), [{ id: "quantize-weights", parameters: {} }]);

    await workbench.page.keyboard.press("Control+z");
    await first.waitUntilUnchanged();
    const second = await workbench.openModel("mnist-cnn.tflite");
    await workbench.command("Model Bonsai: Run Recipe");
    await workbench.fileDialog(`${folder}/`);
    await workbench.acceptFile(recipe);
    const { percent } = await second.delta();
    assert.ok(percent < -60, `${percent} %`);
    assert.match(await second.steps.innerText(), /Quantize to int8/);
    await screenshot("run-recipe");
  });

  it("a recipe is run on files, and replaces earlier results only when asked to", async () => {
    const recipe = '[{"id": "quantize-float16"}]';
    const { folder, workbench } = await openModels(["mnist-mlp.onnx", "mnist-mlp.tflite"], {
      "half.recipe.json": recipe,
      "mnist-mlp.float16.onnx": "kept",
    });
    const run = async () => {
      await workbench.chooseForFiles(["mnist-mlp.onnx", "mnist-mlp.tflite"], "Run Recipe on Files...");
      await workbench.choices.filter({ hasText: "Choose a Recipe" }).click();
      await workbench.fileDialog(`${folder}/`);
      await workbench.acceptFile(join(folder, "half.recipe.json"));
      await workbench.dialog.filter({ hasText: "there already" }).waitFor();
    };
    const sizeOf = (name) => statSync(join(folder, name)).size;
    await run();
    await workbench.answer("Leave These Out");
    await workbench.toast("1 of 2 files").waitFor();
    assert.equal(readFileSync(join(folder, "mnist-mlp.float16.onnx"), "utf8"), "kept");
    assert.ok(sizeOf("mnist-mlp.float16.tflite") < sizeOf("mnist-mlp.tflite") * 0.55);
    await workbench.closeToasts();
    await run();
    await workbench.answer("Replace");
    await workbench.toast("2 files").waitFor();
    assert.ok(sizeOf("mnist-mlp.float16.onnx") < sizeOf("mnist-mlp.onnx") * 0.55);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith(".tmp")),
      [],
    );
  });

  it("what is no recipe is refused in a sentence", async () => {
    const { folder, workbench } = await openModels(["mnist-mlp.onnx"], { "wrong.json": '{"steps": 1}' });
    const view = await workbench.openModel("mnist-mlp.onnx");
    await workbench.command("Model Bonsai: Run Recipe");
    await workbench.fileDialog(`${folder}/`);
    await workbench.acceptFile(join(folder, "wrong.json"));
    await view.told("This is no recipe");
    await workbench.waitUntilDirty(false);
  });
});
