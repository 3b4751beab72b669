import assert from "node:assert/strict";
import { openModels, screenshot } from "./session.mjs";

describe("The walkthrough", () => {
  it("has three steps with pictures, done by what is done in the editor", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    await workbench.command("Welcome: Open Walkthrough...");
    await workbench.input.fill("Make a Model Smaller");
    await workbench.choices.first().click();
    const steps = workbench.page.locator(".getting-started-step");
    await steps.nth(2).waitFor();
    assert.equal(await steps.count(), 3);
    await steps.nth(1).click();
    const picture = workbench.page
      .locator(".getting-started-media iframe")
      .contentFrame()
      .frameLocator("#active-frame");
    await picture.locator("svg").waitFor();
    await screenshot("walkthrough");
    await workbench.page.keyboard.press("ControlOrMeta+k");
    await workbench.page.keyboard.press("Enter");
    const view = await workbench.openModel("mnist-mlp.onnx");
    await view.find("#shrink").click();
    await view.find("#shrink-panel button", { hasText: "Shrink for Device" }).click();
    await view.delta();
    await workbench.tabs.first().click();
    await steps.nth(1).locator(".complete").waitFor();
    assert.equal(await steps.locator(".codicon.complete").count(), 2);
  });
});
