import assert from "node:assert/strict";
import { openModels, screenshot, server } from "./session.mjs";
import { violations } from "./violations.mjs";

const THEMES = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  "high-contrast-dark": "Default High Contrast",
  "high-contrast-light": "Default High Contrast Light",
};

describe("Themes", () => {
  after(() => server.changeSettings({}));

  for (const [name, theme] of Object.entries(THEMES)) {
    it(`${theme} is readable`, async () => {
      server.changeSettings({ "workbench.colorTheme": theme });
      const { workbench } = await openModels(["mnist-cnn.tflite"]);
      const view = await workbench.openModel("mnist-cnn.tflite");
      await workbench.command("Model Bonsai: Quantize to int8");
      await view.delta();
      await view.rows.nth(3).click();
      await view.find('.graph-node[aria-selected="true"]').waitFor();
      await workbench.closeToasts();
      await screenshot(`theme-${name}`);
      assert.deepEqual(await violations(view), []);
      const marks = await view
        .find("vscode-tab-header")
        .evaluateAll((tabs) => tabs.map((tab) => getComputedStyle(tab).borderBottomColor));
      assert.deepEqual(
        marks.map((mark) => mark !== "rgba(0, 0, 0, 0)"),
        marks.map((_, tab) => tab === 0),
        "the tab in front is marked alone",
      );
      assert.ok(marks.length > 1);
      await workbench.command("Model Bonsai: Verify Against Original");
      await view.find("#verdict").click();
      await view.find("#verification tbody tr").first().waitFor();
      await screenshot(`theme-${name}-verified`);
      assert.deepEqual(await violations(view), []);
      await view.find("vscode-tab-header", { hasText: "Node" }).click();
      await view.find("#inspector button[aria-label^='Values of']").first().click();
      await view.find(".value-grid tbody td").first().waitFor();
      assert.deepEqual(await violations(view), []);
      await view.find("#shrink").click();
      await view.transform("prune-weights").waitFor();
      await screenshot(`theme-${name}-shrink`);
      assert.deepEqual(await violations(view), []);
      await view.find('button[aria-label="Edit Quantize to int8"]').click();
      await view.field("minimumElements").fill("0");
      await view.find(".field .problem:not([hidden])").waitFor();
      assert.deepEqual(await violations(view), []);
      await view.field("minimumElements").fill("16");
      await view.previewed("gzip");
      await screenshot(`theme-${name}-form`);
      assert.deepEqual(await violations(view), []);
    });
  }
});
