import assert from "node:assert/strict";
import { copyFileSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/root.mjs";
import { assertSize, sizesIn } from "./model-view.mjs";
import { assertRuns } from "./reference.mjs";
import { openModels, screenshot } from "./session.mjs";
import { waitFor } from "./wait-for.mjs";

const replaceBy = (sample, file) => copyFileSync(join(ROOT, "samples", sample), file);

describe("Files", () => {
  it("two editors of one file show the same steps", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const left = await workbench.openModel("mnist-mlp.onnx");
    await workbench.command("View: Split Editor Right");
    const right = workbench.view(1);
    await right.drawn();
    await workbench.command("Model Bonsai: Quantize to int8");
    assert.deepEqual(await left.delta(), await right.delta());
    // There is no room for the panel beside the graph.
    const [graph, side] = await Promise.all(["#graph", "aside"].map((part) => left.find(part).boundingBox()));
    assert.ok(side.y >= graph.y + graph.height && Math.abs(side.width - graph.width) < 10, "they are stacked");
    await screenshot("split");
    const { mouse } = workbench.page;
    const [across, edge] = [side.x + side.width / 2, side.y - 1];
    await mouse.move(across, edge);
    await mouse.down();
    await mouse.move(across, edge - 40, { steps: 4 });
    await mouse.up();
    await waitFor(async () => (await left.find("aside").boundingBox()).height >= side.height + 30);
    await right.summary.click();
    await workbench.page.keyboard.press("Control+z");
    await Promise.all([left.waitUntilUnchanged(), right.waitUntilUnchanged()]);
  });

  it("a file that is changed on disk is read again", async () => {
    const { folder, workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    const file = join(folder, "mnist-mlp.onnx");
    replaceBy("mnist-cnn.onnx", file);
    await view.row("stem").waitFor();
    assertSize(sizesIn(await view.summary.innerText())[0], statSync(file).size);
    await workbench.waitUntilDirty(false);
  });

  it("a file that is changed on disk while there are steps asks", async () => {
    const { folder, workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await workbench.command("Model Bonsai: Quantize to int8");
    const { after } = await view.delta();
    await workbench.closeToasts();
    replaceBy("mnist-cnn.onnx", join(folder, "mnist-mlp.onnx"));
    const question = workbench.toast("was changed on disk");
    await question.waitFor();
    await screenshot("changed-on-disk");
    assert.equal((await view.delta()).after, after);
    await question.locator(".monaco-button", { hasText: "Apply Steps to New File" }).click();
    await view.row("stem").waitFor();
    assert.notEqual((await view.delta()).after, after);
    await workbench.waitUntilDirty();
  });

  async function changedBehindSteps() {
    const { folder, workbench } = await openModels(["mnist-mlp.onnx"]);
    const file = join(folder, "mnist-mlp.onnx");
    const view = await workbench.openModel("mnist-mlp.onnx");
    await workbench.command("Model Bonsai: Quantize to int8");
    const { after } = await view.delta();
    await workbench.closeToasts();
    replaceBy("mnist-cnn.onnx", file);
    await workbench.toast("was changed on disk").waitFor();
    await workbench.closeToasts();
    await view.summary.click();
    await workbench.page.keyboard.press("Control+s");
    await workbench.dialog.getByText("mnist-mlp.onnx was changed on disk since it was opened.").waitFor();
    return { workbench, view, file, after, other: readFileSync(file) };
  }

  it("a file that is changed on disk is replaced only by who says so, also after waving the notice away", async () => {
    const { workbench, file, after, other } = await changedBehindSteps();
    await screenshot("changed-question");
    await workbench.answer("Cancel");
    await workbench.waitUntilDirty();
    assert.deepEqual(readFileSync(file), other);
    await workbench.page.keyboard.press("Control+s");
    await workbench.answer("Overwrite");
    await workbench.waitUntilDirty(false);
    assertSize(after, statSync(file).size);
    assertRuns(file);
  });

  it("a file that is changed on disk is compared with what was opened, and nothing is written", async () => {
    const { workbench, file, other } = await changedBehindSteps();
    await workbench.answer("Compare");
    await workbench.activeTab.filter({ hasText: "mnist-mlp.onnx as opened and on disk" }).waitFor();
    await workbench.page.locator(".view-lines", { hasText: "weights are equal" }).waitFor();
    await screenshot("changed-compare");
    assert.deepEqual(readFileSync(file), other);
  });

  it("a file that is changed on disk can be read again by saving, with the steps done again", async () => {
    const { workbench, view, file, other } = await changedBehindSteps();
    await workbench.answer("Reload and Run Steps Again");
    await view.row("stem").waitFor();
    assert.equal(await view.steps.count(), 1);
    await workbench.waitUntilDirty();
    assert.deepEqual(readFileSync(file), other);
  });

  it("discarding the steps follows the file on disk", async () => {
    const { folder, workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await workbench.command("Model Bonsai: Quantize to int8");
    await view.delta();
    await workbench.closeToasts();
    replaceBy("mnist-cnn.onnx", join(folder, "mnist-mlp.onnx"));
    const question = workbench.toast("was changed on disk");
    await question.locator(".monaco-button", { hasText: "Discard Steps" }).click();
    await view.row("stem").waitFor();
    await view.waitUntilUnchanged();
    await workbench.waitUntilDirty(false);
  });
});
