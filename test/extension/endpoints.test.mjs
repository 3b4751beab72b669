import assert from "node:assert/strict";
import { openModels } from "./session.mjs";

describe("Input and output names", () => {
  it("a chip's button copies its name", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    for (const [kind, name] of [
      ["input", "input"],
      ["output", "probabilities"],
    ]) {
      assert.equal(await view.endpoint(kind).getAttribute("data-name"), name);
      await view.endpoint(kind).locator("button.copy").click();
      await workbench.statusBar.getByText(`Copied ${name}`).waitFor();
      assert.equal(await workbench.clipboard(), name);
    }
  });

  it("a command copies all of them with their types", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    await workbench.openModel("mnist-mlp.onnx");
    await workbench.command("Model Bonsai: Copy Input and Output Names");
    await workbench.statusBar.getByText("Copied 2 names").waitFor();
    assert.equal(await workbench.clipboard(), "input input float32[N,784]\noutput probabilities float32[N,10]\n");
  });

  it("a command shows their nodes", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await workbench.command("Model Bonsai: Show Input and Output Nodes");
    for (const name of ["input", "probabilities"]) {
      await view.graph.locator(`.graph-node[aria-label*="${name}"]`).first().waitFor();
    }
  });
});
