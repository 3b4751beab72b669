import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { onnxChain } from "./made-models.mjs";
import { openModels, screenshot } from "./session.mjs";
import { violations } from "./violations.mjs";

const SELECTED = '.graph-node[aria-selected="true"]';

describe("Find", () => {
  it("as one types, nodes are listed, marked and gone through, and the table holds their layers alone", async () => {
    const { workbench } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    const all = await view.layerNames();
    const { keyboard } = workbench.page;
    await view.row("top").click();
    await view.row("top").focus();
    await keyboard.press("Control+f");
    await keyboard.type("conv");
    await view.find("#find-count", { hasText: "6 of 6" }).waitFor();
    await view.find("#find-results .found").nth(5).waitFor();
    assert.equal(await view.find("#find-results .found").count(), 6);
    assert.ok((await view.layerNames()).length < all.length);
    await keyboard.press("Enter");
    await view.find("#find-count", { hasText: "1 of 6" }).waitFor();
    await view.find(`${SELECTED}[aria-label*="stem"]`).waitFor();
    await keyboard.press("Shift+Enter");
    await view.find("#find-count", { hasText: "6 of 6" }).waitFor();
    await screenshot("find");
    assert.deepEqual(await violations(view), []);
    await view.find("#find-results .found", { hasText: "depthwise1" }).click();
    await view.find(`${SELECTED}[aria-label*="depthwise1"]`).waitFor();
    await view.find("#find-text").focus();
    await keyboard.press("Escape");
    await view.find("#find").waitFor({ state: "hidden" });
    assert.deepEqual(await view.layerNames(), all);
    assert.equal(await view.row("top").evaluate((row) => row === document.activeElement), true);
  });

  it("shapes, attributes and regular expressions find nodes too", async () => {
    const { workbench } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    await workbench.command("Model Bonsai: Find in Model");
    const text = view.find("#find-text");
    await text.fill("group>1");
    await view.find("#find-results .found", { hasText: "depthwise1" }).waitFor();
    await view.find("#find-count", { hasText: "of 2" }).waitFor();
    await text.fill("*x10");
    await view.find("#find-results .found", { hasText: "probabilities" }).first().waitFor();
    await view.find(".find-box .toggle").click();
    await text.fill("(");
    await view.find("#find-count", { hasText: "This is no regular expression" }).waitFor();
    await screenshot("find-problem");
    assert.deepEqual(await violations(view), []);
    await text.fill("^point.*1$");
    await view.find("#find-count", { hasText: "1 of 1" }).waitFor();
    await text.fill("no such node");
    await view.find("#find-count", { hasText: "No results" }).waitFor();
  });

  it("what is looked for stays while the editor is hidden", async () => {
    const other = Buffer.concat(onnxChain(2, 8));
    const { workbench } = await openModels(["mnist-cnn.onnx"], { "other.onnx": other });
    const view = await workbench.openModel("mnist-cnn.onnx");
    await workbench.command("View: Keep Editor");
    await view.find("#open-find").click();
    await view.find("#find-text").fill("relu");
    await view.find("#find-count", { hasText: " of " }).waitFor();
    await workbench.openFile("other.onnx");
    await workbench.tabs.filter({ hasText: "mnist-cnn.onnx" }).click();
    const again = workbench.view();
    await again.drawn();
    await again.find("#find-results .found", { hasText: "Relu" }).first().waitFor();
    assert.equal(await again.find("#find-text").inputValue(), "relu");
  });

  it("is kept as a style in the workspace's settings, seen in the graph and in others, and deleted", async () => {
    const { workbench, folder } = await openModels(["mnist-cnn.onnx", "mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    await view.find("#open-find").click();
    await view.find("#find-text").fill("op:Relu");
    await view.find(".style-bar .keep").click();
    await view.find(".style-form input").fill("rectified");
    await workbench.page.keyboard.press("Enter");
    await view.find(".legend", { hasText: "rectified" }).waitFor();
    await view.graph.locator('.graph-node[aria-label*="rectified"]').first().waitFor();
    assert.deepEqual(await violations(view), []);
    const settings = JSON.parse(readFileSync(join(folder, ".vscode", "settings.json"), "utf8"));
    assert.deepEqual(settings["modelBonsai.styles"], [{ name: "rectified", query: "op:Relu", color: "red" }]);
    await view.find('.style-bar [data-style="rectified"]').click();
    await view.find(".legend", { hasText: "rectified" }).waitFor({ state: "hidden" });
    const other = await workbench.openModel("mnist-mlp.onnx");
    await other.find(".legend", { hasText: "rectified" }).waitFor();
    await other.find("#open-find").click();
    await other.find('[aria-label="Delete Style rectified"]').click();
    await other.find(".legend", { hasText: "rectified" }).waitFor({ state: "hidden" });
  });
});
