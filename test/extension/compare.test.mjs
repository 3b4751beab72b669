import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ModelView } from "./model-view.mjs";
import { openModels, screenshot } from "./session.mjs";
import { violations } from "./violations.mjs";
import { waitFor } from "./wait-for.mjs";

const SELECTED = '.graph-node[aria-selected="true"]';

describe("Compare", () => {
  it("shows what the steps changed, leads there, and is over with the next step", async () => {
    const { workbench } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    await workbench.command("Model Bonsai: Fold Batch Normalization");
    await view.find("#steps").waitFor();
    await workbench.command("Model Bonsai: Compare With Original");
    const panel = view.find("#compare");
    await panel.locator("li", { hasText: "BatchNormalization" }).first().waitFor();
    assert.match(await panel.innerText(), /Against mnist-cnn\.onnx as it was opened: .* 6 removed, 6 changed/);
    await view.find(".legend", { hasText: "changed" }).waitFor();
    await view.graph.locator('.graph-node[aria-label*="changed"]').first().waitFor();
    await panel.locator("li button", { hasText: "stem_norm" }).click();
    await view.find(`${SELECTED}[aria-label^="Removed: BatchNormalization, stem_norm"]`).waitFor();
    await panel.locator("button.toggle", { hasText: "Removed in graph" }).click();
    await view.graph.locator('[aria-label^="Removed"]').first().waitFor({ state: "detached" });
    await panel.locator("button.toggle", { hasText: "Removed in graph" }).click();
    await view.graph.locator('[aria-label^="Removed"]').first().waitFor();
    await panel.locator("button.toggle", { hasText: "−" }).click();
    assert.equal(await panel.locator("li", { hasText: "BatchNormalization" }).count(), 0);
    await panel.locator("input").fill("stem");
    const row = panel.locator("li").first();
    assert.match(await row.innerText(), /stem[\s\S]*Conv[\s\S]*other values, at most .* apart/);
    await screenshot("compare");
    assert.deepEqual(await violations(view), []);
    await row.locator("button").click();
    await view.find(`${SELECTED}[aria-label*="stem"]`).waitFor();
    await workbench.command("Model Bonsai: Quantize to int8");
    await panel.getByText("Nothing is compared").waitFor();
  });

  it("goes through the steps: the graph after each, with what it did, and nothing is changed", async () => {
    const { workbench } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    await workbench.command("Model Bonsai: Fold Batch Normalization");
    await view.find("#steps .step").first().waitFor();
    await workbench.command("Model Bonsai: Quantize to int8");
    await view.steps.nth(1).waitFor();
    await view.find('[aria-label="Show the model after Fold Batch Normalization"]').click();
    await view.find(".steps-way", { hasText: "After step 1 of 2" }).waitFor();
    await view.find(".legend", { hasText: "Against the model before step 1" }).waitFor();
    await view.graph.locator('[aria-label^="Removed: BatchNormalization"]').first().waitFor();
    await screenshot("after-step");
    assert.deepEqual(await violations(view), []);
    await view.find('[aria-label="One step on"]').click();
    await view.find(".legend", { hasText: "Against the model before step 2" }).waitFor();
    await view.graph.locator('[aria-label^="Removed: BatchNormalization"]').first().waitFor({ state: "detached" });
    await view.graph.locator('.graph-node[aria-label*="changed"]').first().waitFor();
    await view.find('[aria-label="One step back"]').click();
    await view.find('[aria-label="One step back"]').click();
    await view.find(".steps-way", { hasText: "The file as it was opened" }).waitFor();
    await view.graph.locator('.graph-node[aria-label*="BatchNormalization"]').first().waitFor();
    await view.find(".steps-way button", { hasText: "Show All Steps" }).click();
    await view.find(".steps-way").waitFor({ state: "detached" });
    assert.equal(await view.steps.count(), 2);
  });

  it("shows another file beside it, and both go to the same node", async () => {
    const { folder, workbench } = await openModels(["mnist-cnn.onnx", "mnist-mlp.onnx"]);
    await workbench.openModel("mnist-mlp.onnx");
    const view = await workbench.openModel("mnist-cnn.onnx");
    await view.find("vscode-tab-header", { hasText: "Compare" }).click();
    await view.find("#compare button", { hasText: "Compare With..." }).click();
    await workbench.page.locator('.quick-input-list [aria-label^="mnist-mlp.onnx"]').click();
    const panel = view.find("#compare");
    await panel.getByText("Against mnist-mlp.onnx").waitFor();
    assert.ok((await panel.locator("li").count()) > 10);
    await panel.locator("button.toggle", { hasText: "+" }).click();
    await panel.locator("button.toggle", { hasText: "~" }).click();
    const gone = panel.locator("li").first();
    const name = (await gone.locator(".name").innerText()).trim();
    await gone.locator("button").click();
    const views = [0, 1].map((index) => new ModelView(workbench.page, index));
    const selected = views.map((each) => each.find(`${SELECTED}[aria-label*="${name}"]`));
    await Promise.any(selected.map((each) => each.waitFor()));
    assert.equal(await view.iframe.isVisible(), true, "the first one stays in sight");
    await screenshot("compare-beside");

    const isLarger = (await views[0].summary.innerText()).includes("411 KB");
    const [mlp, cnn] = isLarger ? views : views.toReversed();
    const selectedIn = (each, label) => each.find(`${SELECTED}[aria-label^="${label}"]`).waitFor();
    const press = async (each, label) => {
      const node = each.graph.locator(`.graph-node[aria-label^="${label}"]`).first();
      await each.find('button[aria-label^="Fit (0)"]').click();
      await node.click();
      await selectedIn(each, label);
    };
    await press(cnn, "output");
    await selectedIn(mlp, "output");
    await press(mlp, "input");
    await selectedIn(cnn, "input");
    await press(cnn, "Conv, stem");
    await cnn.find(".graph-note", { hasText: "Not in mnist-mlp.onnx." }).waitFor();
    await mlp.find(".graph-note", { hasText: "stem is only in mnist-cnn.onnx." }).waitFor();
    await mlp.find(SELECTED).waitFor({ state: "detached" });
    await press(mlp, "Gemm, hidden1");
    await mlp.find(".graph-note", { hasText: "Not in mnist-cnn.onnx." }).waitFor();
    await selectedIn(cnn, "Removed: Gemm, hidden1");
    await screenshot("compare-note");
    assert.deepEqual(await violations(cnn), []);
    await press(mlp, "output");
    await selectedIn(cnn, "output");
    await cnn.find(".graph-note:empty").waitFor({ state: "attached" });

    // What was compared is gone.
    copyFileSync(join(folder, "mnist-cnn.onnx"), join(folder, "mnist-mlp.onnx"));
    await mlp.row("stem").waitFor();
    await press(cnn, "Conv, stem");
    await press(mlp, "input");
    await workbench.page.waitForTimeout(1000);
    await selectedIn(cnn, "Conv, stem");
  });
});

describe("Compare Variants", () => {
  it("is a table of what each usual way makes of the model and of its own steps, to sort, copy and choose from", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await workbench.command("Model Bonsai: Quantize to int8");
    await view.delta();
    await workbench.command("Model Bonsai: Compare Variants");
    const table = view.find("#variants");
    const row = (title) => table.locator("tbody tr", { hasText: title });
    const titles = () => table.locator("tbody th").allInnerTexts();
    // They are there before the last one is.
    await row("Quantize to float16").filter({ hasText: "dB" }).waitFor({ timeout: 60_000 });
    await table.locator('table[aria-busy="false"]').waitFor({ timeout: 60_000 });
    assert.match(await row("Original").innerText(), /411 KB\s+100\.0 %/);
    assert.match(await row("Steps in the editor").innerText(), / dB[^]*In use/);
    const made = await titles();
    assert.deepEqual([made[0], made.at(-1)], ["Original", "Steps in the editor"]);
    await table.locator("th button", { hasText: "SQNR" }).click();
    await table.locator('th[aria-sort="descending"]', { hasText: "SQNR" }).waitFor();
    assert.equal((await titles())[0], "Quantize to float16");
    await table.locator("th button", { hasText: "SQNR" }).press("Enter");
    await table.locator('th[aria-sort="ascending"]', { hasText: "SQNR" }).waitFor();
    const sorted = await titles();
    assert.match(sorted[0], /^Pruned/);
    await screenshot("variants");
    assert.deepEqual(await violations(view), []);
    await table.locator("button", { hasText: "Copy as Markdown" }).click();
    await waitFor(async () => /^\| Variant /.test(await workbench.clipboard()));
    const [, , ...lines] = (await workbench.clipboard()).split("\n\n")[0].split("\n");
    assert.deepEqual(
      lines.map((line) => line.split("|")[1].trim()),
      sorted,
    );
    await table.locator('[aria-label="Use Quantize to float16"]').click();
    await row("Quantize to float16").locator("text=In use").waitFor();
    await row("Earlier steps in the editor").waitFor();
    assert.match(await view.steps.first().innerText(), /Quantize to float16/);
    assert.equal(await view.steps.count(), 1);
    await view.summary.click();
    await workbench.page.keyboard.press("Control+z");
    await row("Steps in the editor").locator("text=In use").waitFor();
    assert.match(await view.steps.first().innerText(), /Quantize to int8/);
    await table.locator('[aria-label="Close variants"]').click();
    await table.waitFor({ state: "hidden" });
  });
});

describe("Save", () => {
  it("writes a page of HTML with the steps and what they changed", async () => {
    const { workbench, folder } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    await workbench.command("Model Bonsai: Quantize to int8");
    await view.delta();
    await workbench.command("Model Bonsai: Save Report...");
    await workbench.fileDialog(join(folder, "mnist-cnn.onnx.html"));
    await workbench.acceptFile(join(folder, "mnist-cnn.onnx.html"));
    await view.told("mnist-cnn.onnx.html is saved.");
    const page = readFileSync(join(folder, "mnist-cnn.onnx.html"), "utf8");
    assert.match(page, /Quantize to int8[\s\S]*What differs[\s\S]*pointwise1/);
  });

  it("writes a picture of the graph", async () => {
    const { workbench, folder } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    const path = join(folder, "mnist-cnn.onnx.png");
    await workbench.command("Model Bonsai: Save Graph as Picture...");
    await workbench.fileDialog(path);
    await workbench.acceptFile(path);
    await view.told("mnist-cnn.onnx.png is saved.");
    const png = readFileSync(path);
    assert.equal(png.subarray(1, 4).toString(), "PNG");
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    assert.ok(height > 3000 && width > 400 && width < height, `${width} × ${height}`);
    copyFileSync(path, join("out", "screenshots", "picture.png"));
    const vectors = join(folder, "mnist-cnn.svg");
    await workbench.command("Model Bonsai: Save Graph as Picture...");
    await workbench.fileDialog(path);
    await workbench.acceptFile(vectors);
    await view.told("mnist-cnn.svg is saved.");
    const svg = readFileSync(vectors, "utf8");
    assert.equal(svg.match(/>BatchNormalization<\/text>/gu).length, 6);
    assert.ok(svg.startsWith("<svg ") && !svg.includes("<script"));
  });

  it("writes a picture of the selected node with its neighbours", async () => {
    const { workbench, folder } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    await workbench.command("Model Bonsai: Save Selection as Picture...");
    await view.told("Nothing is selected: select a node or group, or find nodes.");
    await view.row("pointwise2").click();
    const [offered, path] = ["onnx.selection.png", "svg"].map((end) => join(folder, `mnist-cnn.${end}`));
    await workbench.command("Model Bonsai: Save Selection as Picture...");
    await workbench.fileDialog(offered);
    await workbench.acceptFile(path);
    await view.told("mnist-cnn.svg is saved.");
    const titles = [...readFileSync(path, "utf8").matchAll(/<title>([^<]*)<\/title>/gu)].map(([, title]) => title);
    assert.deepEqual(titles, ["main graph", "depthwise2_relu", "pointwise2", "pointwise2_norm"]);
    await workbench.command("Model Bonsai: Save Selection as Picture...");
    await workbench.fileDialog(offered);
    await workbench.acceptFile(offered);
    await view.told("mnist-cnn.onnx.selection.png is saved.");
    copyFileSync(offered, join("out", "screenshots", "picture-selection.png"));
  });
});
