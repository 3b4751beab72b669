import assert from "node:assert/strict";
import { openModels, screenshot } from "./session.mjs";

const SELECTED = '[aria-selected="true"]';

describe("Layers", () => {
  it("a row selects its node in the graph, and a node its row", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await view.row("probabilities_dense").click();
    await view.find(`.graph-node${SELECTED}[aria-label*="probabilities_dense"]`).waitFor();
    await view.find(`#layers tr${SELECTED}[data-layer="probabilities_dense"]`).waitFor();
    await screenshot("select-row");

    await view.find('.graph-node[aria-label*="hidden1_dense"]').click();
    await view.find(`#layers tr${SELECTED}[data-layer="hidden1_dense"]`).waitFor();
    assert.equal(await view.find(`.graph-node${SELECTED}`).count(), 1);
    assert.equal(await view.find(`#layers tr${SELECTED}`).count(), 1);
  });

  it("a double click on a node tells everything about it", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await view.find('.graph-node[aria-label*="hidden1_dense"]').dblclick();
    const inspector = view.find("#inspector");
    await inspector.filter({ hasText: "float32 128×784" }).waitFor();
    assert.match(await inspector.innerText(), /Gemm[\s\S]*hidden1_dense\.weight/);
    await screenshot("node");
  });

  it("the keyboard walks the graph and the table", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await view.find(".graph-node").first().focus();
    await workbench.page.keyboard.press("ArrowDown");
    await view.find(`#layers tr${SELECTED}[data-layer="hidden1_dense"]`).waitFor();
    await view.row("hidden1_dense").focus();
    await workbench.page.keyboard.press("ArrowDown");
    await view.find(`.graph-node${SELECTED}[aria-label*="hidden2_dense"]`).waitFor();
  });

  it("a header sorts: by bytes, the other way round, and back", async () => {
    const { workbench } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    const inGraph = await view.layerNames();
    const header = view.find("#layers th button", { hasText: "Bytes" });
    await header.click();
    const largest = await view.layerNames();
    assert.equal(largest[0], "top");
    assert.deepEqual([...largest].sort(), [...inGraph].sort());
    await header.click();
    assert.equal((await view.layerNames()).at(-1), "top");
    await header.click();
    assert.deepEqual(await view.layerNames(), inGraph);
  });
});
