import { openModels, screenshot } from "./session.mjs";

const SELECTED = '[aria-selected="true"]';

describe("Finding nodes from VS Code", () => {
  it("the Explorer lists inputs, outputs and layers of the model in front, and leads to them", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    const { page } = workbench;
    await page.locator(".pane-header", { hasText: /^Model$/ }).click();
    const row = (text) => page.locator(".pane .monaco-list-row", { hasText: text });
    for (const words of ["Inputs1", "inputfloat32 N×784", "Outputs1"]) {
      await row(words).first().waitFor();
    }
    await row("inputfloat32").first().click();
    await view.find(`.graph-node${SELECTED}[aria-label*="input"]`).waitFor();
    // The last layer, which there may be no room for.
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await view.find(`.graph-node${SELECTED}[aria-label*="probabilities_dense"]`).waitFor();
    await screenshot("outline");
  });

  it("Go to Node asks for a name, and its key is that of symbols", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await view.rows.first().click();
    await workbench.page.keyboard.press("Control+Shift+O");
    await workbench.input.fill("hidden2_d");
    await workbench.choices.filter({ hasText: "Gemm" }).first().waitFor();
    await workbench.page.keyboard.press("Enter");
    await view.find(`.graph-node${SELECTED}[aria-label*="hidden2_dense"]`).waitFor();
  });
});
